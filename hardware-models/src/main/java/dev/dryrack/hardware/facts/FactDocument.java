package dev.dryrack.hardware.facts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns the text of one YAML 1.2 or JSON document into {@link FactNode}s.
 *
 * <p>Plain data only: anchors, aliases, tags, merge keys and keys that are not scalars are refused,
 * and so are duplicate keys, more than one document, nesting deeper than {@value
 * FactDocumentBuilder#MAX_DEPTH} and texts of more than {@value #MAX_CHARACTERS} characters. Linear
 * in the length of the text.
 */
public final class FactDocument {

  /** Longest text that is read. */
  public static final int MAX_CHARACTERS = 4 << 20;

  private FactDocument() {}

  /**
   * The document's top value.
   *
   * @param fileName for messages
   * @param text the document
   * @throws FactException if it is not such a document; syntax errors end the reading, all
   *     duplicate keys and the like are told at once
   */
  public static FactNode parse(String fileName, String text) {
    Problems problems = new Problems();
    FactNode top = parse(fileName, text, problems);
    problems.throwIfAny();
    return top;
  }

  /**
   * The same for a reader that goes on: duplicate keys, of which the first one counts, and the like
   * are noted among its own problems.
   *
   * @throws FactException if the text has no such structure, with what was noted before
   */
  public static FactNode parse(String fileName, String text, Problems problems) {
    if (text.length() > MAX_CHARACTERS) {
      throw at(
          fileName,
          1,
          1,
          "it has " + text.length() + " characters; at most " + MAX_CHARACTERS + " are read");
    }
    String content = spacesForTabs(text.startsWith("\ufeff") ? text.substring(1) : text);
    FactNode plain = PlainDocument.read(fileName, content);
    if (plain != null) {
      return plain;
    }
    return parseAll(fileName, content, problems);
  }

  /** What the whole parser makes of a text. */
  static FactNode parseAll(String fileName, String content, Problems problems) {
    try {
      return new FactDocumentBuilder(fileName, problems).build(content);
    } catch (MarkedYamlEngineException e) {
      throw syntaxError(fileName, e);
    } catch (ReaderException e) {
      throw badCharacter(fileName, content, e);
    } catch (YamlEngineException e) {
      throw at(fileName, 1, 1, "is not valid YAML or JSON: " + oneLine(e.getMessage()));
    }
  }

  /**
   * The top value of the document in a file, which must be in UTF-8.
   *
   * @throws FactException if the file cannot be read or is not such a document
   */
  public static FactNode read(Path file) {
    Problems problems = new Problems();
    FactNode top = read(file, problems);
    problems.throwIfAny();
    return top;
  }

  /**
   * The top value of the document in a file, for a reader that goes on as with {@link
   * #parse(String, String, Problems)}.
   *
   * @throws FactException if the file cannot be read or is not such a document
   */
  public static FactNode read(Path file, Problems problems) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(4 * MAX_CHARACTERS + 1);
    } catch (NoSuchFileException e) {
      throw new FactException(List.of(file + ": there is no such file; check the path"));
    } catch (IOException e) {
      String what = Files.isDirectory(file) ? "it is a directory" : reason(e);
      throw new FactException(List.of(file + ": it cannot be read: " + what));
    }
    return parse(file.toString(), decode(file.toString(), bytes), problems);
  }

  /** JSON may be indented with tabs, which YAML's block form may not: one space each instead. */
  private static String spacesForTabs(String text) {
    String start = text.stripLeading();
    boolean json = start.startsWith("{") || start.startsWith("[");
    if (!json || text.indexOf('\t') < 0) {
      return text;
    }
    StringBuilder spaced = new StringBuilder(text);
    boolean indentation = true;
    for (int i = 0; i < spaced.length(); i++) {
      char c = spaced.charAt(i);
      if (c == '\t' && indentation) {
        spaced.setCharAt(i, ' ');
      }
      indentation = c == '\n' || (indentation && (c == ' ' || c == '\t'));
    }
    return spaced.toString();
  }

  private static String decode(String fileName, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    } catch (CharacterCodingException e) {
      int line = 1;
      int column = 1;
      for (int i = 0; i < buffer.position(); i++) {
        column = bytes[i] == '\n' ? 1 : column + 1;
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw at(fileName, line, column, "is not text in UTF-8; save the file in UTF-8");
    }
  }

  private static FactException syntaxError(String fileName, MarkedYamlEngineException e) {
    int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
    int column = e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(1);
    String context = e.getContext() == null ? "" : oneLine(e.getContext()) + ", ";
    String remedy =
        String.valueOf(e.getProblem()).contains("TAB")
            ? "; indent with spaces"
            : "; check indentation, quotes and brackets on this line and the one before";
    String problem = oneLine(e.getProblem());
    return at(fileName, line, column, "is not valid YAML or JSON: " + context + problem + remedy);
  }

  private static FactException badCharacter(String fileName, String text, ReaderException e) {
    int line = 1;
    int column = 1;
    int end = Math.min(e.getPosition(), text.codePointCount(0, text.length()));
    int[] codePoints = text.codePoints().limit(end).toArray();
    for (int codePoint : codePoints) {
      column = codePoint == '\n' ? 1 : column + 1;
      line += codePoint == '\n' ? 1 : 0;
    }
    String code = "U+" + Integer.toHexString(e.getCodePoint() | 0x10000).substring(1);
    return at(fileName, line, column, "the character " + code + " is not allowed; remove it");
  }

  private static FactException at(String fileName, int line, int column, String message) {
    return new FactException(List.of(fileName + ':' + line + ':' + column + ": " + message));
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\s*[\\r\\n]+\\s*", " ").strip();
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : oneLine(e.getMessage());
  }
}
