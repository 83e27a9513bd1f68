package dev.dryrack.hardware.facts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the part of YAML and JSON that files of facts are written in, at a small fraction of the
 * cost of a whole YAML parser: reading the built-in files was a quarter of the start.
 *
 * <p>That is: maps and lists by indentation or in brackets, with values of one line, plain or in
 * quotes without escapes. Of anything else, mistakes included, it keeps out: then it returns null,
 * and the whole parser decides. What it returns is what the whole parser returns, to the position.
 * Linear in the length of the text.
 */
final class PlainDocument {

  private static final int NO_LINE = -1;

  /** More than a simple key of YAML may have. */
  private static final int MAX_KEY = 500;

  private final String fileName;
  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;

  private PlainDocument(String fileName, String text) {
    this.fileName = fileName;
    this.text = text;
  }

  /** The document's top value, or null if it is not plain. */
  static @Nullable FactNode read(String fileName, String text) {
    if (!isPlain(text)) {
      return null;
    }
    PlainDocument document = new PlainDocument(fileName, text);
    if (document.nextLine() == NO_LINE) {
      return null;
    }
    FactNode top = document.opensBracket() ? document.lineValue("", 0) : document.block("", 0);
    return document.nextLine() == NO_LINE ? top : null;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean usual = (c >= ' ' && c <= '~') || (c >= '\u00a1' && c < '\u2000') || c == '\n';
      if (!usual) {
        return false;
      }
    }
    return true;
  }

  /** Goes to the first character of the next line with content; its column, or NO_LINE. */
  private int nextLine() {
    while (at < text.length()) {
      skipSpaces();
      if (at == text.length()) {
        break;
      }
      char c = text.charAt(at);
      if (c == '\n') {
        newLine();
      } else if (c == '#') {
        skipLine();
      } else {
        return at - lineStart;
      }
    }
    return NO_LINE;
  }

  private void newLine() {
    at++;
    line++;
    lineStart = at;
  }

  private void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  private void skipSpaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  /** Whether nothing but spaces and a comment is left of the line; goes to its end. */
  private boolean endsLine() {
    int before = at;
    skipSpaces();
    if (at < text.length() && text.charAt(at) == '#' && at > before) {
      skipLine();
    }
    return at == text.length() || text.charAt(at) == '\n';
  }

  private boolean is(int index, char c) {
    return index < text.length() && text.charAt(index) == c;
  }

  private boolean isBreak(int index) {
    return index >= text.length() || text.charAt(index) == ' ' || text.charAt(index) == '\n';
  }

  private FactPosition here(String path) {
    return new FactPosition(fileName, line, at - lineStart + 1, path);
  }

  private boolean opensBracket() {
    return is(at, '{') || is(at, '[');
  }

  /** A value that begins here and goes on over lines of the same or greater indentation. */
  private @Nullable FactNode block(String path, int depth) {
    if (depth > FactDocumentBuilder.MAX_DEPTH) {
      return null;
    }
    if (is(at, '-') && isBreak(at + 1)) {
      return blockList(path, depth);
    }
    return blockMap(path, depth);
  }

  private @Nullable FactNode blockList(String path, int depth) {
    FactPosition position = here(path);
    int indent = at - lineStart;
    List<FactNode> items = new ArrayList<>();
    int column = indent;
    while (column == indent && is(at, '-') && is(at + 1, ' ')) {
      at++;
      skipSpaces();
      if (at == text.length() || "\n#-".indexOf(text.charAt(at)) >= 0) {
        return null;
      }
      String itemPath = FactPosition.pathOfItem(path, items.size());
      FactNode item = startsKey() ? blockMap(itemPath, depth + 1) : lineValue(itemPath, depth + 1);
      if (item == null) {
        return null;
      }
      items.add(item);
      column = nextLine();
    }
    return column > indent ? null : new FactList(position, items);
  }

  private @Nullable FactNode blockMap(String path, int depth) {
    if (depth > FactDocumentBuilder.MAX_DEPTH) {
      return null;
    }
    FactPosition position = here(path);
    int indent = at - lineStart;
    Map<String, FactMap.Entry> entries = new LinkedHashMap<>();
    int column = indent;
    while (column == indent) {
      FactPosition start = here("");
      String key = key();
      if (key == null || entries.containsKey(key)) {
        return null;
      }
      FactPosition keyPosition = keyPosition(start, path, key);
      FactNode value = valueOfKey(indent, keyPosition.path(), depth + 1);
      if (value == null) {
        return null;
      }
      entries.put(key, new FactMap.Entry(keyPosition, value));
      column = nextLine();
    }
    return column > indent ? null : new FactMap(position, entries);
  }

  private FactPosition keyPosition(FactPosition start, String path, String key) {
    return new FactPosition(
        fileName, start.line(), start.column(), FactPosition.pathOfKey(path, key));
  }

  private @Nullable FactNode valueOfKey(int indent, String path, int depth) {
    if (!endsLine()) {
      skipSpaces();
      return lineValue(path, depth);
    }
    int column = nextLine();
    boolean list = column == indent && is(at, '-') && isBreak(at + 1);
    if (column <= indent && !list) {
      return null;
    }
    return opensBracket() ? lineValue(path, depth) : block(path, depth);
  }

  /** A value on this line, or in brackets, with nothing behind it. */
  private @Nullable FactNode lineValue(String path, int depth) {
    FactNode value = inline(path, depth, false);
    return value != null && endsLine() ? value : null;
  }

  /** Whether a key begins here, by what follows it on the line. */
  private boolean startsKey() {
    int from = at;
    int fromLine = line;
    int fromStart = lineStart;
    String key = key();
    at = from;
    line = fromLine;
    lineStart = fromStart;
    return key != null;
  }

  /** The key that begins here; goes behind its colon. */
  private @Nullable String key() {
    int from = at;
    FactScalar scalar = is(at, '"') || is(at, '\'') ? quoted("") : plain("", false);
    if (scalar == null || !is(at, ':') || !isBreak(at + 1) || at - from > MAX_KEY) {
      return null;
    }
    at++;
    return scalar.quoted() || !scalar.text().equals("<<") ? scalar.text() : null;
  }

  private @Nullable FactNode inline(String path, int depth, boolean inBrackets) {
    if (at == text.length() || depth > FactDocumentBuilder.MAX_DEPTH) {
      return null;
    }
    return switch (text.charAt(at)) {
      case '{' -> map(path, depth);
      case '[' -> list(path, depth);
      case '"', '\'' -> quoted(path);
      default -> {
        FactScalar value = plain(path, inBrackets);
        if (is(at, ':')) {
          // The colon of a key, where no key may be.
          yield null;
        }
        yield value;
      }
    };
  }

  private @Nullable FactNode list(String path, int depth) {
    FactPosition position = here(path);
    List<FactNode> items = new ArrayList<>();
    char next = ',';
    at++;
    skipBreaks();
    if (is(at, ']')) {
      at++;
      return new FactList(position, items);
    }
    while (next == ',') {
      skipBreaks();
      FactNode item = inline(FactPosition.pathOfItem(path, items.size()), depth + 1, true);
      if (item == null) {
        return null;
      }
      items.add(item);
      next = separator();
    }
    return next == ']' ? new FactList(position, items) : null;
  }

  private @Nullable FactNode map(String path, int depth) {
    FactPosition position = here(path);
    Map<String, FactMap.Entry> entries = new LinkedHashMap<>();
    char next = ',';
    at++;
    skipBreaks();
    if (is(at, '}')) {
      at++;
      return new FactMap(position, entries);
    }
    while (next == ',') {
      skipBreaks();
      FactPosition start = here("");
      String key = keyInBrackets();
      if (key == null || entries.containsKey(key)) {
        return null;
      }
      FactPosition keyPosition = keyPosition(start, path, key);
      skipBreaks();
      FactNode value = inline(keyPosition.path(), depth + 1, true);
      if (value == null) {
        return null;
      }
      entries.put(key, new FactMap.Entry(keyPosition, value));
      next = separator();
    }
    return next == '}' ? new FactMap(position, entries) : null;
  }

  private @Nullable String keyInBrackets() {
    int from = at;
    FactScalar scalar = is(at, '"') || is(at, '\'') ? quoted("") : plain("", true);
    if (scalar == null || !is(at, ':') || at - from > MAX_KEY) {
      return null;
    }
    at++;
    return scalar.quoted() || !scalar.text().equals("<<") ? scalar.text() : null;
  }

  /** The character behind a value in brackets, which it goes behind; a blank at the end. */
  private char separator() {
    skipBreaks();
    if (at == text.length()) {
      return ' ';
    }
    return text.charAt(at++);
  }

  private void skipBreaks() {
    skipSpaces();
    while (at < text.length() && text.charAt(at) == '\n') {
      newLine();
      skipSpaces();
    }
  }

  private @Nullable FactScalar quoted(String path) {
    FactPosition position = here(path);
    char quote = text.charAt(at);
    int end = text.indexOf(quote, at + 1);
    if (end < 0 || is(end + 1, quote)) {
      return null;
    }
    String value = text.substring(at + 1, end);
    if (value.indexOf('\n') >= 0 || (quote == '"' && value.indexOf('\\') >= 0)) {
      return null;
    }
    at = end + 1;
    return new FactScalar(position, value, true);
  }

  /** A value without quotes; ends before a colon with a blank, a comment or the end of the line. */
  private @Nullable FactScalar plain(String path, boolean inBrackets) {
    FactPosition position = here(path);
    int from = at;
    if (at == text.length() || !startsPlain()) {
      return null;
    }
    int end = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean blankBefore = at > end;
      if (c == '\n' || (c == ':' && isBreak(at + 1)) || (inBrackets && ",]}".indexOf(c) >= 0)) {
        break;
      }
      if (c == '#' && blankBefore) {
        at = end;
        return inBrackets ? null : new FactScalar(position, text.substring(from, end), false);
      }
      if (inBrackets && (c == '[' || c == '{' || c == ':' || c == '?')) {
        return null;
      }
      at++;
      if (c != ' ') {
        end = at;
      }
    }
    if (is(at, ':') && at > end) {
      return null;
    }
    return new FactScalar(position, text.substring(from, end), false);
  }

  private boolean startsPlain() {
    char c = text.charAt(at);
    if (at == lineStart && (text.startsWith("---", at) || text.startsWith("...", at))) {
      return false;
    }
    if (c == '-') {
      return !isBreak(at + 1) && ",[]{}".indexOf(text.charAt(at + 1)) < 0;
    }
    return ",[]{}#&*!|>'\"%@`?: ".indexOf(c) < 0;
  }
}
