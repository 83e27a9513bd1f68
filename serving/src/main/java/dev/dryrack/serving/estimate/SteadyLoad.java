package dev.dryrack.serving.estimate;

/**
 * A load that never changes: so many requests in the system at any time, all alike.
 *
 * @param inputTokens prompt length (ISL)
 * @param outputTokens output length (OSL), the first token included
 * @param concurrency requests in the whole system at once
 */
public record SteadyLoad(int inputTokens, int outputTokens, int concurrency) {

  public SteadyLoad {
    require(inputTokens >= 1, "isl", inputTokens);
    require(outputTokens >= 1, "osl", outputTokens);
    require(concurrency >= 1, "concurrency", concurrency);
  }

  private static void require(boolean holds, String name, int value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " = " + value + ": must be 1 or more");
    }
  }
}
