package dev.dryrack.hardware.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds reference data in a folder {@code shared} beside an ancestor of the working directory. */
public final class SharedData {

  private SharedData() {}

  /** The file, or a skipped test that says so. */
  public static Path file(String name) {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path shared = dir.resolveSibling("shared");
      if (Files.exists(shared.resolve("README.md"))) {
        return shared.resolve(name);
      }
    }
    Assumptions.abort("no folder 'shared' with reference data beside this checkout");
    throw new AssertionError();
  }
}
