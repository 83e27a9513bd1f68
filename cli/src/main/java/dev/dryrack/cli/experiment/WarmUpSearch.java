package dev.dryrack.cli.experiment;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.records.WelchTable;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.sim.experiment.WarmUp;
import dev.dryrack.sim.experiment.WelchPlot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the warm-up of a system by MSER-5, on pilot runs whose random numbers no replication draws.
 *
 * <p>TTFT and E2E of the requests, in the order in which they were sent, are averaged over the
 * pilot runs as Welch's method does, which leaves the transient and removes noise; the longer of
 * the two transients counts. It ends when the first request behind it is sent, in the pilot run in
 * which that is latest.
 */
public final class WarmUpSearch {

  /** Runs to find the warm-up with. */
  public static final int PILOTS = 5;

  private static final int LEAST_REQUESTS = 20;

  private WarmUpSearch() {}

  /**
   * The warm-up in picoseconds; 0 if there is none.
   *
   * @param curves is told what was looked at, also where that shows no warm-up
   * @throws UsageException if the scenario has no steady state, or none was found
   */
  static long picos(Candidate candidate, Interruption interruption, Consumer<WelchTable> curves) {
    refuseWithoutSteadyState(candidate);
    List<RequestTimes> pilots = new ArrayList<>();
    for (int i = 0; i < PILOTS; i++) {
      RequestTimes log = new RequestTimes();
      candidate.run(Integer.MAX_VALUE - i, RunRecords.of(log), interruption);
      if (interruption.isRequested()) {
        return 0;
      }
      pilots.add(log);
    }
    int shortest = pilots.stream().mapToInt(RequestTimes::count).min().orElse(0);
    if (shortest < LEAST_REQUESTS) {
      throw notFound(candidate, "MSER-5 needs " + LEAST_REQUESTS + " finished requests or more");
    }
    WelchTable table =
        new WelchTable(
            pilots.stream().map(RequestTimes::sentMillis).toList(),
            List.of(
                series("ttft_ms", pilots.stream().map(RequestTimes::ttftMillis).toList()),
                series("e2el_ms", pilots.stream().map(RequestTimes::e2eMillis).toList())));
    curves.accept(table);
    if (!table.series().stream().allMatch(WelchTable.Series::settled)) {
      throw notFound(
          candidate,
          "latencies do not settle in the first half of the run: it is too short or overloaded"
              + " (dryrack run --warmup auto --out DIR writes their curves to welch.csv)");
    }
    int skip = table.leftOut();
    return skip == 0 ? 0 : pilots.stream().mapToLong(log -> log.sentPicos(skip)).max().orElse(0);
  }

  private static WelchTable.Series series(String name, List<double[]> pilots) {
    WarmUp warmUp = WarmUp.mser5(WelchPlot.curve(pilots, 0));
    return new WelchTable.Series(name, pilots, warmUp.observations(), warmUp.found());
  }

  private static void refuseWithoutSteadyState(Candidate candidate) {
    Scenario scenario = candidate.scenario();
    if (scenario.isSet(LoadKeys.TRACE)) {
      throw notFound(
          candidate, "a trace has its own course, while MSER-5 is for loads that stay the same");
    }
    if (candidate.setup().openLoop()
        && !scenario.isSet(LoadKeys.PROFILE)
        && Double.isInfinite(scenario.get(LoadKeys.REQUEST_RATE))) {
      throw notFound(candidate, "all requests arrive at once, so there is no steady state");
    }
  }

  private static UsageException notFound(Candidate candidate, String reason) {
    return new UsageException(
        candidate.scenario().place(RunKeys.WARMUP)
            + " auto: no warm-up found: "
            + reason
            + "; raise --num-prompts, lower the load, or state a time, such as --warmup 60s");
  }
}
