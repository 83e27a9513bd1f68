package dev.dryrack.cli.sampling;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.Suggestion;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence that holds for a sample or does not, such as {@code user>=20}, {@code tpot<=50 ms} or
 * {@code fits}.
 *
 * @param text as it was written
 * @param output which figure it is about
 * @param atLeast whether it claims the figure to be no less, else no more
 * @param threshold than this
 */
public record Claim(String text, Output output, boolean atLeast, double threshold) {

  /** It fits. */
  static final Claim FITS = new Claim("fits", Output.FITS, true, 1);

  private static final Pattern FORM = Pattern.compile("([a-z0-9-]+)\\s*(>=|<=)\\s*(.+)");

  /** A figure is no less. */
  public static Claim atLeast(Output output, double threshold) {
    return new Claim(output.id() + ">=" + threshold, output, true, threshold);
  }

  /** A figure is no more. */
  public static Claim atMost(Output output, double threshold) {
    return new Claim(output.id() + "<=" + threshold, output, false, threshold);
  }

  /**
   * Reads a claim.
   *
   * @param speeds whether claims of speed and cost can be judged
   * @throws UsageException saying what to write instead
   */
  public static Claim of(String text, boolean speeds) {
    String stripped = text.strip();
    if (stripped.equals("fits")) {
      return FITS;
    }
    Matcher form = FORM.matcher(stripped);
    if (!form.matches()) {
      throw new UsageException("is no claim; write it like 'user>=20', 'tpot<=50 ms' or fits");
    }
    Output output = output(form.group(1), speeds);
    try {
      return new Claim(
          stripped, output, form.group(2).equals(">="), number(output, form.group(3).strip()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static Output output(String id, boolean speeds) {
    for (Output output : Output.values()) {
      if (output.id().equals(id) && (speeds || !output.isOfSpeed())) {
        return output;
      }
    }
    List<String> ids = Output.ids(speeds);
    throw new UsageException("'" + id + "' is no figure; " + Suggestion.remedy(id, ids));
  }

  private static double number(Output output, String text) {
    if (output == Output.TTFT || output == Output.TPOT) {
      return Dimension.SECONDS.parse(text);
    }
    return Dimension.COUNT.parse(text.startsWith("$") ? text.substring(1) : text);
  }

  /** Whether outputs bear it out; a figure that is not there does not. */
  boolean holds(double[] outputs) {
    double value = outputs[output.column()];
    return atLeast ? value >= threshold : value <= threshold;
  }
}
