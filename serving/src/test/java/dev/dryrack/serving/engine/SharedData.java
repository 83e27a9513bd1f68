package dev.dryrack.serving.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds public data kept beside the checkout. */
final class SharedData {

  private SharedData() {}

  /** A file of the data, or the test is skipped, saying so. */
  static Path file(String relative) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path file = folder.resolve("shared").resolve(relative);
      if (Files.exists(file)) {
        return file;
      }
      folder = folder.getParent();
    }
    Assumptions.abort("no folder 'shared' with " + relative + " beside the checkout");
    throw new AssertionError("aborted");
  }
}
