package dev.dryrack.cli.run;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.type.Formula.Made;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.synthetic.ArrivalProcess;
import dev.dryrack.workload.synthetic.ArrivalProcess.Gaps;
import dev.dryrack.workload.synthetic.ClientMix;
import dev.dryrack.workload.synthetic.Distributions;
import dev.dryrack.workload.synthetic.DrawnContexts;
import dev.dryrack.workload.synthetic.Load;
import dev.dryrack.workload.synthetic.Modulation;
import dev.dryrack.workload.synthetic.QuantileTable;
import dev.dryrack.workload.synthetic.Quantiles;
import dev.dryrack.workload.synthetic.RateCurve;
import dev.dryrack.workload.synthetic.SessionLoad;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import dev.dryrack.workload.synthetic.SystemPrompts;
import java.util.List;
import java.util.Locale;

/** The load that the keys of a scenario describe, where it names neither a trace nor a profile. */
public final class GeneratedLoad {

  /** Tokens of a prefix block of sessions that are described: vLLM's block. */
  private static final int BLOCK_TOKENS = 16;

  private final Scenario scenario;

  private GeneratedLoad(Scenario scenario) {
    this.scenario = scenario;
  }

  /**
   * The load.
   *
   * @throws UsageException if the keys contradict each other, or one has no effect
   */
  public static Load of(Scenario scenario) {
    try {
      return new GeneratedLoad(scenario).load();
    } catch (IllegalArgumentException e) {
      throw new UsageException("generated load: " + e.getMessage());
    }
  }

  /** Whether the load is one of sessions. */
  public static boolean isOfSessions(Scenario scenario) {
    return scenario.isSet(LoadKeys.TURNS) || scenario.isSet(LoadKeys.SYSTEM_PROMPTS);
  }

  private Load load() {
    double rate = scenario.get(LoadKeys.REQUEST_RATE);
    if (Double.isInfinite(rate)) {
      refuseWithoutRate();
    }
    if (isOfSessions(scenario)) {
      return sessions();
    }
    Quantiles input = lengths(LoadKeys.INPUT_LENGTHS, LoadKeys.ISL);
    Quantiles output = lengths(LoadKeys.OUTPUT_LENGTHS, LoadKeys.OSL);
    double correlation = scenario.get(LoadKeys.LENGTH_CORRELATION);
    if (scenario.isSet(LoadKeys.LENGTH_CORRELATION)
        && (correlation == 0 || input.least() == input.most() || output.least() == output.most())) {
      throw new UsageException(
          scenario.place(LoadKeys.LENGTH_CORRELATION)
              + ": has no effect: "
              + (correlation == 0 ? "lengths are independent anyway" : "lengths are all alike")
              + "; leave it out");
    }
    SyntheticLoad whole = new SyntheticLoad(arrivals(), input, output, correlation, null);
    if (!scenario.isSet(LoadKeys.CLIENTS)) {
      return whole;
    }
    ClientMix mix =
        ClientMix.skewed(
            whole,
            Math.toIntExact(scenario.getOr(LoadKeys.CLIENTS, 1L)),
            scenario.get(LoadKeys.CLIENT_SKEW));
    double spread = scenario.getOr(LoadKeys.CLIENT_SPREAD, 0.0);
    // The clients are the same in all replications, which draw other requests of theirs.
    return spread > 0
        ? mix.withLengthSpread(spread, new RandomStreams(scenario.get(RunKeys.SEED), 0))
        : mix;
  }

  private void refuseWithoutRate() {
    List<ScenarioKey<?>> timed =
        List.of(
            LoadKeys.BURSTINESS,
            LoadKeys.ARRIVALS,
            LoadKeys.RATE_CURVE,
            LoadKeys.MODULATION,
            LoadKeys.CLIENTS);
    for (ScenarioKey<?> key : timed) {
      if (scenario.isSet(key)) {
        throw new UsageException(
            scenario.place(key)
                + ": has no effect with --request-rate inf, which sends all at once; write a rate");
      }
    }
  }

  private ArrivalProcess arrivals() {
    Gaps gaps = Gaps.valueOf(scenario.get(LoadKeys.ARRIVALS).toUpperCase(Locale.ROOT));
    if (gaps == Gaps.CONSTANT && scenario.isSet(LoadKeys.BURSTINESS)) {
      throw new UsageException(
          scenario.place(LoadKeys.BURSTINESS)
              + ": has no effect on constant gaps; leave it or --arrivals out");
    }
    Made<RateCurve> curve = scenario.find(LoadKeys.RATE_CURVE);
    Made<Modulation> modulation = scenario.find(LoadKeys.MODULATION);
    return new ArrivalProcess(
        scenario.get(LoadKeys.REQUEST_RATE),
        gaps,
        scenario.get(LoadKeys.BURSTINESS),
        curve == null ? RateCurve.CONSTANT : curve.value(),
        modulation == null ? List.of() : List.of(modulation.value()));
  }

  private Quantiles lengths(ScenarioKey<Made<Quantiles>> drawn, ScenarioKey<Long> longest) {
    Made<Quantiles> made = scenario.find(drawn);
    return made == null
        ? Distributions.randomRange(scenario.get(longest), scenario.get(LoadKeys.RANGE_RATIO))
        : made.value();
  }

  private SessionLoad sessions() {
    Quantiles first = lengths(LoadKeys.INPUT_LENGTHS, LoadKeys.ISL);
    Made<Quantiles> turns = scenario.find(LoadKeys.TURNS);
    Made<Quantiles> added = scenario.find(LoadKeys.NEW_TOKENS);
    Made<Quantiles> think = scenario.find(LoadKeys.THINK_TIME);
    SessionLoad load =
        new SessionLoad(
            arrivals(),
            new DrawnContexts(
                turns == null ? Distributions.fixed(1) : turns.value(),
                first,
                added == null ? first : added.value(),
                scenario.getOr(LoadKeys.RESET_FRACTION, 0.0)),
            lengths(LoadKeys.OUTPUT_LENGTHS, LoadKeys.OSL),
            think == null ? QuantileTable.fixed(0) : think.value(),
            QuantileTable.fixed(0),
            new SystemPrompts(
                Math.toIntExact(scenario.getOr(LoadKeys.SYSTEM_PROMPTS, 1L)),
                Math.toIntExact(scenario.getOr(LoadKeys.SYSTEM_TOKENS, 0L)),
                scenario.getOr(LoadKeys.SYSTEM_SKEW, 0.0)),
            BLOCK_TOKENS,
            turns != null);
    return Double.isInfinite(load.requestsPerSecond())
        ? load
        : load.withRequestsPerSecond(scenario.get(LoadKeys.REQUEST_RATE));
  }
}
