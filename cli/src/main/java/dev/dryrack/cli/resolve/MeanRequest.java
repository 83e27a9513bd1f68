package dev.dryrack.cli.resolve;

import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.serving.estimate.SteadyLoad;

/**
 * The mean request of a generated load, which the closed form takes for all of them.
 *
 * @param inputTokens of its prompt
 * @param outputTokens that it makes
 */
public record MeanRequest(int inputTokens, int outputTokens) {

  /** That of a scenario whose lengths lie between {@code range-ratio} of the longest and it. */
  public static MeanRequest of(Scenario scenario) {
    double mean = (1 + scenario.get(LoadKeys.RANGE_RATIO)) / 2;
    return new MeanRequest(
        Math.toIntExact(Math.max(1, Math.round(mean * scenario.get(LoadKeys.ISL)))),
        Math.toIntExact(Math.max(1, Math.round(mean * scenario.get(LoadKeys.OSL)))));
  }

  /** So many of them at once. */
  public SteadyLoad atOnce(int concurrency) {
    return new SteadyLoad(inputTokens, outputTokens, concurrency);
  }
}
