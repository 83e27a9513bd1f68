package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How many tokens of a draft are accepted: {@code 0.7}, {@code 0.8/0.6/0.4} or {@code length:2.4}.
 */
public record Acceptance() implements KeyType<Acceptance.Profile> {

  private static final String LENGTH = "length:";
  private static final int HALVINGS = 60;

  private static final String FRACTION = "(0(\\.[0-9]{1,9})?|1(\\.0{1,9})?)";

  private static final String PATTERN =
      "^(length:[1-9][0-9]{0,1}(\\.[0-9]{1,9})?|" + FRACTION + "(/" + FRACTION + "){0,63})$";

  /**
   * As it was written.
   *
   * @param fractions one: the chance of each token after those before it; or several: the share of
   *     drafts in which a position is accepted
   * @param length mean tokens that a verification emits; 0 where fractions are given
   */
  public record Profile(List<Double> fractions, double length) {

    public Profile {
      fractions = List.copyOf(fractions);
    }

    /**
     * The share of drafts of so many tokens in which each position is accepted.
     *
     * @throws IllegalArgumentException if it is not about drafts of this length, with the reason
     */
    public double[] acceptedFractions(int tokens) {
      if (length > 0) {
        if (length > 1 + tokens) {
          throw new IllegalArgumentException(
              "a draft of "
                  + tokens
                  + " gives at most "
                  + (1 + tokens)
                  + " tokens a step, not "
                  + length);
        }
        return powers(chance(tokens), tokens);
      }
      if (fractions.size() == 1) {
        return powers(fractions.get(0), tokens);
      }
      if (fractions.size() != tokens) {
        throw new IllegalArgumentException(
            "has " + fractions.size() + " positions for a draft of " + tokens + " tokens");
      }
      return fractions.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The chance with which drafts emit the mean length, found by halving. */
    private double chance(int tokens) {
      double low = 0;
      double high = 1;
      for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        double mean = 1;
        for (double fraction : powers(middle, tokens)) {
          mean += fraction;
        }
        if (mean < length) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return high;
    }

    private static double[] powers(double chance, int tokens) {
      double[] powers = new double[tokens];
      double power = 1;
      for (int i = 0; i < tokens; i++) {
        power *= chance;
        powers[i] = power;
      }
      return powers;
    }

    @Override
    public String toString() {
      if (length > 0) {
        return LENGTH + length;
      }
      StringBuilder text = new StringBuilder();
      for (double fraction : fractions) {
        text.append(text.isEmpty() ? "" : "/").append(fraction);
      }
      return text.toString();
    }
  }

  @Override
  public Profile parse(String text) {
    BigDecimal number = Written.number(text);
    if (number == null && !text.matches(PATTERN)) {
      throw mistake(text);
    }
    if (text.startsWith(LENGTH)) {
      return new Profile(List.of(), Double.parseDouble(text.substring(LENGTH.length())));
    }
    List<Double> fractions = new ArrayList<>();
    double before = 1;
    for (String part : text.split("/", -1)) {
      double fraction = number == null ? Double.parseDouble(part) : number.doubleValue();
      if (!(fraction >= 0 && fraction <= before)) {
        throw mistake(text);
      }
      fractions.add(fraction);
      before = fraction;
    }
    return new Profile(fractions, 0);
  }

  private static IllegalArgumentException mistake(String text) {
    return new IllegalArgumentException(
        "is '"
            + text
            + "'; write a chance such as 0.7, one for each position such as 0.8/0.6/0.4, none above"
            + " the one before, or the mean tokens of a step such as length:2.4");
  }

  @Override
  public Profile read(FactNode node) {
    if (node instanceof FactScalar scalar && scalar.asNumber() != null) {
      return parse(scalar.text());
    }
    return parse(Written.text(node, "0.7, 0.8/0.6/0.4 or length:2.4"));
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of(
        "anyOf",
        List.of(
            SchemaNode.of("type", "number", "minimum", 0, "maximum", 1),
            SchemaNode.of("type", "string", "pattern", PATTERN)));
  }

  @Override
  public String placeholder() {
    return "P|P/P..|length:L";
  }
}
