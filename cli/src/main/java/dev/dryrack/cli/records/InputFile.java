package dev.dryrack.cli.records;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file that a run read.
 *
 * @param path where it lies; {@code -} for standard input
 * @param decides whether its bytes decide the result; a scenario's do not, since the manifest has
 *     what it said
 */
public record InputFile(Path path, boolean decides) {

  private static final int BUFFER = 1 << 16;

  /** The file with its length and hash, or why it cannot be read again. */
  public Map<String, Object> describe() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", path.toString());
    facts.put("decides", decides);
    if (path.toString().equals("-")) {
      facts.put("unreadable", "standard input");
      return facts;
    }
    try {
      addBytes(path, facts);
    } catch (IOException e) {
      facts.put("unreadable", String.valueOf(e.getMessage()));
    }
    return facts;
  }

  /** Adds length and SHA-256 of a file. */
  static void addBytes(Path file, Map<String, Object> facts) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      long bytes = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        bytes += read;
      }
      facts.put("bytes", bytes);
      facts.put("sha256", HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
