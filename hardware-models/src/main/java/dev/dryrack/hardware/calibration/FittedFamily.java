package dev.dryrack.hardware.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The constants found for one family, and how far off they are on shapes they never saw. */
public final class FittedFamily {

  private final KernelFamily family;
  private final double[] values;
  private final int points;
  private final double medianError;
  private final double ninetiethError;

  FittedFamily(KernelFamily family, double[] values, int points, double[] heldOutErrors) {
    this.family = family;
    this.values = values.clone();
    this.points = points;
    int n = heldOutErrors.length;
    medianError = n == 0 ? Double.NaN : heldOutErrors[n / 2];
    ninetiethError = n == 0 ? Double.NaN : heldOutErrors[(int) (0.9 * n)];
  }

  /** The list it stands in, such as {@code gemm}. */
  public String section() {
    return family.section();
  }

  /** What its entry begins with, such as {@code precision: bf16}. */
  public String label() {
    return family.label();
  }

  /** Shapes it was fitted to. */
  public int points() {
    return points;
  }

  /** Median absolute relative error on the others; NaN if there were none. */
  public double medianError() {
    return medianError;
  }

  /** Its 90th percentile. */
  public double ninetiethError() {
    return ninetiethError;
  }

  /** The constants as {@code key: value}. */
  public List<String> constants() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Constant constant = family.constants().get(i);
      texts.add(constant.key() + ": " + constant.text(values[i]));
    }
    return texts;
  }

  /**
   * An entry for a file of fits: those constants, others as for the kind, and what they rest on.
   */
  String entry(String source) {
    List<String> parts = new ArrayList<>();
    parts.add(label());
    parts.addAll(constants());
    if (family instanceof DecodeFamily decode) {
      parts.addAll(
          decode.latent()
              ? List.of("ramp: 0 us", "ramp_read: 0 us")
              : List.of("compute: 0", "p: 1"));
    }
    if (family instanceof PrefillFamily) {
      parts.add(label().contains("latent") ? "softmax_width: 0" : "per_token: 0 ns");
    }
    parts.addAll(notes());
    parts.add("validity: \"shapes of the table\"");
    parts.add("source: \"" + source.replace("\"", "'") + "\"");
    return "{" + String.join(", ", parts) + "}";
  }

  List<String> notes() {
    return List.of(
        "points: " + points,
        "median_error: " + share(medianError),
        "p90_error: " + share(ninetiethError));
  }

  private static String share(double error) {
    return String.format(Locale.ROOT, "%.3f", Double.isNaN(error) ? 0 : error);
  }
}
