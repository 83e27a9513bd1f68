package dev.dryrack.cli.run;

import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the load, in the terms of {@code vllm bench serve}.
 *
 * @param prompts requests to send; null for all of a trace
 * @param requestsPerSecond infinite for all at once; null where a trace or profile brings its own
 * @param burstiness shape of the gaps; null where a trace or profile brings its own
 */
public record Traffic(
    @Nullable Long prompts, @Nullable Double requestsPerSecond, @Nullable Double burstiness) {

  static Traffic of(Scenario scenario) {
    boolean trace = scenario.isSet(LoadKeys.TRACE);
    boolean own = trace || scenario.isSet(LoadKeys.PROFILE);
    return new Traffic(
        trace && !scenario.isSet(LoadKeys.NUM_PROMPTS) ? null : scenario.get(LoadKeys.NUM_PROMPTS),
        trace || (own && !scenario.isSet(LoadKeys.REQUEST_RATE))
            ? null
            : scenario.get(LoadKeys.REQUEST_RATE),
        own ? null : scenario.get(LoadKeys.BURSTINESS));
  }
}
