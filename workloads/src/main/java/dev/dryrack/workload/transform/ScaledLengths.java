package dev.dryrack.workload.transform;

import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;

/** Multiplies lengths. O(runs) per request where prompts get shorter. */
final class ScaledLengths extends ForwardingSource {

  private final double inputFactor;
  private final double outputFactor;

  ScaledLengths(SessionSource source, double inputFactor, double outputFactor) {
    super(source);
    this.inputFactor = checked("inputFactor", inputFactor);
    this.outputFactor = checked("outputFactor", outputFactor);
  }

  private static double checked(String name, double factor) {
    if (!(factor > 0 && factor <= 1e6)) {
      throw new IllegalArgumentException(
          name + " is " + factor + "; it must be above 0, up to 1e6");
    }
    return factor;
  }

  private static int scaled(int tokens, double factor) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(tokens * factor)));
  }

  @Override
  public int inputTokens() {
    return scaled(source.inputTokens(), inputFactor);
  }

  @Override
  public int outputTokens() {
    return scaled(source.outputTokens(), outputFactor);
  }

  /** Blocks that still begin within the prompt. */
  private long blocksLeft(int beforeRun) {
    long blocks = (inputTokens() + (long) blockTokens() - 1) / Math.max(1, blockTokens());
    for (int run = 0; run < beforeRun; run++) {
      blocks -= source.prefixRunLength(run);
    }
    return blocks;
  }

  @Override
  public int prefixRuns() {
    int runs = source.prefixRuns();
    while (runs > 0 && blocksLeft(runs - 1) <= 0) {
      runs--;
    }
    return runs;
  }

  @Override
  public int prefixRunLength(int run) {
    return (int) Math.min(source.prefixRunLength(run), blocksLeft(run));
  }

  @Override
  public String description() {
    return source.description() + ", lengths x " + inputFactor + " in, x " + outputFactor + " out";
  }
}
