package dev.dryrack.hardware.facts;

/**
 * Where something stands: in which file, on which line and column, and under which keys.
 *
 * @param file name of the file, or of another origin such as {@code --set}
 * @param line from 1; 0 if the origin has no lines
 * @param column from 1, in characters; 0 if the origin has no lines
 * @param path keys and indices from the top, such as {@code systems.h100.prices[0]}; empty at top
 */
public record FactPosition(String file, int line, int column, String path) {

  /** {@code file:line:column}, or only the origin's name if it has no lines. */
  public String location() {
    return line > 0 ? file + ':' + line + ':' + column : file;
  }

  /** The same place, for the value of a key below. */
  public FactPosition key(String key) {
    return new FactPosition(file, line, column, pathOfKey(path, key));
  }

  /** The path of a key under a path; a key with dots or spaces is put in brackets and quotes. */
  public static String pathOfKey(String path, String key) {
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '_' && c != '-') {
        return path + "[\"" + key + "\"]";
      }
    }
    return path.isEmpty() ? key : path + '.' + key;
  }

  /** The path of an item of a list at a path. */
  public static String pathOfItem(String path, int index) {
    return path + '[' + index + ']';
  }
}
