package dev.dryrack.cli.resolve;

import dev.dryrack.cli.process.InputException;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.hardware.facts.FactException;
import java.util.List;
import java.util.function.Supplier;

/** The catalogue of systems with a user's files laid over it. */
public final class CatalogFiles {

  private CatalogFiles() {}

  /**
   * Reads the files in order.
   *
   * @throws InputException with everything that is wrong with a file
   */
  public static SystemCatalog read(List<String> files, Surroundings surroundings) {
    SystemCatalog catalog = SystemCatalog.builtIn();
    for (String file : files) {
      SystemCatalog base = catalog;
      catalog = data(() -> base.withFile(surroundings.resolve(file)));
    }
    return catalog;
  }

  /** Reads a user's file: what is wrong with it is bad data, not bad usage. */
  static <T> T data(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (FactException e) {
      throw new InputException(e.messages());
    }
  }
}
