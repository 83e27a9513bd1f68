package dev.dryrack.cli.run;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKeys;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import dev.dryrack.workload.synthetic.SyntheticSource;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the requests of a scenario: a trace, or a generated load. */
public final class Requests {

  private Requests() {}

  /**
   * The requests; the caller closes them.
   *
   * @throws IOException if the trace cannot be read
   */
  public static RequestSource open(Scenario scenario, Surroundings surroundings)
      throws IOException {
    return open(scenario, surroundings, 0);
  }

  /**
   * The requests of a replication, of a trace always the same; the caller closes them.
   *
   * @throws IOException if the trace cannot be read
   */
  public static RequestSource open(Scenario scenario, Surroundings surroundings, int replication)
      throws IOException {
    String trace = scenario.find(ScenarioKeys.TRACE);
    if (trace == null) {
      return new SyntheticSource(
          load(scenario), new RandomStreams(scenario.get(ScenarioKeys.SEED), replication));
    }
    TraceOptions options = TraceOptions.DEFAULTS;
    if (scenario.isSet(ScenarioKeys.NUM_PROMPTS)) {
      options = options.withFirstRequests(scenario.get(ScenarioKeys.NUM_PROMPTS));
    }
    Path path = trace.equals("-") ? Path.of("-") : surroundings.resolve(trace);
    return TraceFiles.open(path, options);
  }

  private static SyntheticLoad load(Scenario scenario) {
    try {
      return new SyntheticLoad(
          scenario.get(ScenarioKeys.REQUEST_RATE),
          scenario.get(ScenarioKeys.BURSTINESS),
          Math.toIntExact(scenario.get(ScenarioKeys.ISL)),
          Math.toIntExact(scenario.get(ScenarioKeys.OSL)),
          scenario.get(ScenarioKeys.RANGE_RATIO),
          scenario.get(ScenarioKeys.NUM_PROMPTS));
    } catch (IllegalArgumentException e) {
      throw new UsageException("generated load: " + e.getMessage());
    }
  }
}
