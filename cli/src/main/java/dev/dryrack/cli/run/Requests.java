package dev.dryrack.cli.run;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.TraceKeys;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.profile.LoadProfile;
import dev.dryrack.workload.synthetic.Load;
import dev.dryrack.workload.transform.DrawnPriorities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the requests of a scenario: a trace, or a generated load. */
public final class Requests {

  /** Why another seed would change nothing. */
  public static final String NOT_RANDOM =
      "requests of equal length that arrive at once are not random";

  private Requests() {}

  /** Whether every replication of the requests would be the same, as of a trace. */
  public static boolean areFixed(Scenario scenario) {
    return !scenario.isSet(LoadKeys.PRIORITIES)
        && (scenario.isSet(LoadKeys.TRACE)
            || (!scenario.isSet(LoadKeys.PROFILE) && !GeneratedLoad.of(scenario).draws()));
  }

  /**
   * The requests; the caller closes them.
   *
   * @throws IOException if the trace cannot be read
   */
  public static SessionSource open(Scenario scenario, Surroundings surroundings)
      throws IOException {
    return open(scenario, surroundings, 0);
  }

  /**
   * The requests of a replication, of a trace always the same; the caller closes them.
   *
   * @throws IOException if the trace cannot be read
   */
  public static SessionSource open(Scenario scenario, Surroundings surroundings, int replication)
      throws IOException {
    SessionSource source = openPlain(scenario, surroundings, replication);
    if (!scenario.isSet(LoadKeys.PRIORITIES)) {
      return source;
    }
    List<Double> shares = scenario.getOr(LoadKeys.PRIORITIES, List.<Double>of());
    return new DrawnPriorities(
        source,
        shares.stream().mapToDouble(Double::doubleValue).toArray(),
        new RandomStreams(scenario.get(RunKeys.SEED), replication));
  }

  private static SessionSource openPlain(
      Scenario scenario, Surroundings surroundings, int replication) throws IOException {
    List<String> traces = scenario.find(LoadKeys.TRACE);
    if (traces != null) {
      return replay(scenario)
          .open(traces.stream().map(trace -> path(trace, surroundings)).toList());
    }
    return generated(
        scenario,
        surroundings,
        new LoadRequests(
            scenario.get(LoadKeys.NUM_PROMPTS),
            scenario.getOr(LoadKeys.SESSIONS, 0L),
            scenario.get(LoadKeys.OPEN_LOOP),
            scenario.isSet(LoadKeys.NUM_PROMPTS)),
        new RandomStreams(scenario.get(RunKeys.SEED), replication));
  }

  /**
   * The requests of a scenario that names no trace; the caller closes them.
   *
   * @throws IOException if its profile cannot be read
   */
  public static SessionSource generated(
      Scenario scenario, Surroundings surroundings, LoadRequests amount, RandomStreams streams)
      throws IOException {
    String profile = scenario.find(LoadKeys.PROFILE);
    if (profile == null) {
      Load load = GeneratedLoad.of(scenario);
      if (scenario.isAskedForHere(RunKeys.SEED) && !load.draws()) {
        throw new UsageException(
            scenario.place(RunKeys.SEED) + ": has no effect: " + NOT_RANDOM + "; leave it out");
      }
      return amount.open(load, streams);
    }
    LoadProfile imitated = ProfileChoice.of(profile, surroundings);
    if (scenario.isSet(LoadKeys.REQUEST_RATE)) {
      imitated =
          ProfileChoice.atRate(
              imitated, scenario.get(LoadKeys.REQUEST_RATE), scenario.place(LoadKeys.REQUEST_RATE));
    }
    return amount.open(imitated, streams);
  }

  /** A file named by a user; {@code -} is standard input. */
  public static Path path(String file, Surroundings surroundings) {
    return file.equals("-") ? Path.of("-") : surroundings.resolve(file);
  }

  private static TraceReplay replay(Scenario scenario) {
    if ("keep".equals(scenario.find(TraceKeys.ZERO_LENGTHS))) {
      throw new UsageException(
          scenario.place(TraceKeys.ZERO_LENGTHS)
              + ": requests of 0 tokens cannot be served; write drop, one or refuse");
    }
    boolean seeded = scenario.isSet(RunKeys.SEED) && !scenario.isSet(LoadKeys.PRIORITIES);
    return TraceReplay.of(
        new TraceSettings() {
          @Override
          public <T> @Nullable T find(ScenarioKey<T> key) {
            return scenario.isSet(key) ? scenario.find(key) : null;
          }

          @Override
          public String place(ScenarioKey<?> key) {
            return scenario.place(key);
          }
        },
        scenario.get(RunKeys.SEED),
        seeded ? scenario.place(RunKeys.SEED) : "");
  }
}
