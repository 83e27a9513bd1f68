package dev.dryrack.serving.validation;

import java.util.HashSet;
import java.util.Set;

/**
 * Which configurations constants may be fitted to: two of three, chosen by a hash of everything but
 * lengths and concurrency, so that whole configurations are held out.
 */
final class Split {

  private Split() {}

  /** Whether a configuration belongs to the part that constants are fitted to. */
  static boolean isFitted(String configuration) {
    return Math.floorMod(fnv(configuration), 3) != 0;
  }

  /** FNV-1a over the characters, the same on every machine. */
  private static int fnv(String text) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x01000193;
    }
    return hash ^ (hash >>> 15);
  }

  /** Whether a measurement is in the built-in table, which is what constants were fitted to. */
  static boolean isBuiltIn(PointTable.Row row) {
    return BuiltIn.MEASUREMENTS.contains(measurement(row));
  }

  /** TTFT and TPOT to the microsecond. */
  static String measurement(PointTable.Row row) {
    return Math.round(row.number("silicon_ttft_ms", 0) * 1e3)
        + " "
        + Math.round(row.number("silicon_tpot_ms", 0) * 1e3);
  }

  /** Read when first asked for. */
  private static final class BuiltIn {
    static final Set<String> MEASUREMENTS = read();

    private static Set<String> read() {
      Set<String> measurements = new HashSet<>();
      for (PointTable.Row row : PointTable.resource("end-to-end.csv").rows()) {
        measurements.add(measurement(row));
      }
      return measurements;
    }
  }
}
