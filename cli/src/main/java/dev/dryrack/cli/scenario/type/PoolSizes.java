package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replicas that prefill and replicas that decode: {@code 2P1D}. */
public record PoolSizes() implements KeyType<PoolSizes.Sizes> {

  private static final String PATTERN = "^([1-9][0-9]{0,4})P([1-9][0-9]{0,4})D$";
  private static final Pattern SIZES = Pattern.compile(PATTERN);

  /**
   * How many of each.
   *
   * @param prefill replicas that prefill
   * @param decode replicas that decode
   */
  public record Sizes(int prefill, int decode) {

    /** Replicas of both kinds. */
    public int replicas() {
      return prefill + decode;
    }

    @Override
    public String toString() {
      return prefill + "P" + decode + "D";
    }
  }

  @Override
  public Sizes parse(String text) {
    Matcher sizes = SIZES.matcher(text);
    if (!sizes.matches()) {
      throw new IllegalArgumentException(
          "is '"
              + text
              + "'; write the replicas that prefill and those that decode, like 2P1D: each 1 to"
              + " 99999");
    }
    return new Sizes(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)));
  }

  @Override
  public Sizes read(FactNode node) {
    return parse(Written.text(node, "text such as 2P1D"));
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of("type", "string", "pattern", PATTERN);
  }

  @Override
  public String placeholder() {
    return "xPyD";
  }
}
