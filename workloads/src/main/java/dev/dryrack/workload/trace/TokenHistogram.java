package dev.dryrack.workload.trace;

import dev.dryrack.sim.random.RandomStream;
import java.util.Arrays;

/**
 * A distribution of token counts by their probabilities, as ServeGen writes them: the text of a
 * Python dictionary <code>{81: 0.00145, ...}</code>. A draw costs O(log values). Immutable.
 */
final class TokenHistogram {

  private final int[] tokens;
  private final double[] cumulative;

  private TokenHistogram(int[] tokens, double[] cumulative) {
    this.tokens = tokens;
    this.cumulative = cumulative;
  }

  /** Whether it has no value at all, so that nothing can be drawn. */
  boolean isEmpty() {
    return tokens.length == 0;
  }

  int draw(RandomStream stream) {
    double u = stream.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, u);
    return tokens[Math.min(tokens.length - 1, found < 0 ? -found - 1 : found + 1)];
  }

  /** Mean of the distribution. */
  double mean() {
    double sum = 0;
    for (int i = 0; i < tokens.length; i++) {
      sum += tokens[i] * (cumulative[i] - (i == 0 ? 0 : cumulative[i - 1]));
    }
    return sum / cumulative[cumulative.length - 1];
  }

  /**
   * Reads a dictionary.
   *
   * @throws IllegalArgumentException if the text is none, or its values are no probabilities; the
   *     message says which part
   */
  static TokenHistogram parse(String text) {
    String body = text.strip();
    if (!body.startsWith("{") || !body.endsWith("}") || body.length() < 2) {
      throw new IllegalArgumentException("is not a dictionary {tokens: probability, ...}");
    }
    int[] tokens = new int[64];
    double[] cumulative = new double[64];
    int count = 0;
    double sum = 0;
    int at = 1;
    int end = body.length() - 1;
    while (at < end) {
      int comma = body.indexOf(',', at);
      int stop = comma < 0 ? end : comma;
      String entry = body.substring(at, stop);
      if (comma < 0 && entry.isBlank()) {
        break; // nothing, or nothing behind the last comma
      }
      int colon = entry.indexOf(':');
      if (count == tokens.length) {
        tokens = Arrays.copyOf(tokens, count * 2);
        cumulative = Arrays.copyOf(cumulative, count * 2);
      }
      tokens[count] = tokens(entry, colon);
      sum += probability(entry, colon);
      cumulative[count++] = sum;
      at = stop + 1;
    }
    if (count > 0 && Math.abs(sum - 1) > 0.01) {
      throw new IllegalArgumentException("has probabilities that sum to " + sum + ", not to 1");
    }
    return new TokenHistogram(Arrays.copyOf(tokens, count), Arrays.copyOf(cumulative, count));
  }

  private static int tokens(String entry, int colon) {
    try {
      int value = Integer.parseInt(entry.substring(0, Math.max(0, colon)).strip());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "has the entry '" + TraceInput.printable(entry.strip(), 40) + "' without a whole count");
  }

  private static double probability(String entry, int colon) {
    try {
      double value = Double.parseDouble(entry.substring(colon + 1).strip());
      if (value >= 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "has the entry '"
            + TraceInput.printable(entry.strip(), 40)
            + "' without a probability of 0 to 1");
  }
}
