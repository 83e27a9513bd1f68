package dev.dryrack.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds public data kept beside the checkout; tests that need it are skipped where it is absent.
 */
public final class SharedData {

  private SharedData() {}

  /** A file of the data, or the test is skipped, saying so. */
  public static Path file(String relative) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path shared = folder.resolve("shared");
      if (Files.exists(shared.resolve("README.md")) && Files.exists(shared.resolve(relative))) {
        return shared.resolve(relative);
      }
      folder = folder.getParent();
    }
    Assumptions.abort("no folder 'shared' with " + relative + " beside the checkout");
    throw new AssertionError("aborted");
  }
}
