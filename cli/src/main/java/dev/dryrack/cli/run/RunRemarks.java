package dev.dryrack.cli.run;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.serving.engine.Rejection;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.metrics.RequestCounts;
import dev.dryrack.serving.metrics.RunEnd;
import dev.dryrack.serving.metrics.RunResult;
import java.util.ArrayList;
import java.util.List;

/** What a reader must know before the figures of a run: what was not served, and why. */
final class RunRemarks {

  private static final double SECONDS_PER_PICO = 1e-12;

  private final Scenario scenario;
  private final FitReport fit;
  private final ServingSetup setup;
  private final RunResult result;
  private final List<String> remarks = new ArrayList<>();

  private RunRemarks(Scenario scenario, FitReport fit, ServingSetup setup, RunResult result) {
    this.scenario = scenario;
    this.fit = fit;
    this.setup = setup;
    this.result = result;
  }

  static List<String> of(Scenario scenario, FitReport fit, ServingSetup setup, RunResult result) {
    RunRemarks all = new RunRemarks(scenario, fit, setup, result);
    all.rejections();
    all.rejectedByTheSchedule();
    all.unfinished();
    all.unmeasured();
    all.inStep();
    return List.copyOf(all.remarks);
  }

  private void rejections() {
    RequestCounts requests = result.requests();
    if (requests.arrived() == 0 && result.end() == RunEnd.DRAINED) {
      remarks.add(
          "There is no request in "
              + String.join(" and ", scenario.getOr(LoadKeys.TRACE, List.of("the load")))
              + ".");
    }
    Long tooLong = requests.rejectedByReason().get(Rejection.EXCEEDS_MAX_MODEL_LEN.id());
    if (tooLong != null) {
      LengthLimit limit = LengthLimit.of(scenario, fit);
      remarks.add(
          rejected(tooLong)
              + " longer, prompt plus output, than "
              + limit.text()
              + ": "
              + limit.remedy()
              + ".");
    }
    Long tooBig = requests.rejectedByReason().get(Rejection.EXCEEDS_KV_CAPACITY.id());
    if (tooBig != null) {
      remarks.add(
          rejected(tooBig)
              + " larger than the KV cache of a rank, "
              + Figures.whole(setup.blocksPerRank() * (long) setup.limits().blockSize())
              + " tokens: take more GPUs, or an FP8 KV cache (--kv-cache-dtype fp8).");
    }
  }

  private void rejectedByTheSchedule() {
    Long tooLong = result.requests().rejectedByReason().get(Rejection.EXCEEDS_TOKEN_BUDGET.id());
    if (tooLong != null) {
      remarks.add(
          rejected(tooLong)
              + " longer than the token budget of a step, and the "
              + setup.scheduling().policy().id()
              + " schedule does not cut prompts: raise --max-num-batched-tokens, or take another.");
    }
  }

  private static String rejected(long count) {
    return count == 1
        ? "1 request was rejected:"
        : Figures.whole(count) + " requests were rejected:";
  }

  private void unfinished() {
    RequestCounts requests = result.requests();
    if (requests.finished() == 0 && result.end() == RunEnd.HORIZON) {
      remarks.add(
          "The run ended after "
              + Figures.duration(result.endPicos() * SECONDS_PER_PICO)
              + " ("
              + scenario.place(RunKeys.DURATION)
              + "), before a request was served to its last token: raise --duration.");
    }
  }

  private void unmeasured() {
    RequestCounts requests = result.requests();
    boolean warmedUp = scenario.isSet(RunKeys.WARMUP) && setup.warmupPicos() > 0;
    if (warmedUp && requests.finished() > 0 && requests.measured() == 0) {
      remarks.add(
          "Nothing was measured: no request was both sent after the warm-up of "
              + Figures.duration(setup.warmupPicos() * SECONDS_PER_PICO)
              + " ("
              + scenario.place(RunKeys.WARMUP)
              + ") and finished within the "
              + Figures.duration(result.endPicos() * SECONDS_PER_PICO)
              + " of the run: shorten --warmup, or raise --num-prompts or --duration.");
    }
  }

  /** Equal requests that start together on ranks in lockstep hide the cost of waiting. */
  private void inStep() {
    boolean atOnce =
        !scenario.isSet(LoadKeys.TRACE)
            && !scenario.isSet(LoadKeys.PROFILE)
            && Double.isInfinite(scenario.get(LoadKeys.REQUEST_RATE));
    boolean equal =
        scenario.get(LoadKeys.RANGE_RATIO) == 1
            && !scenario.isSet(LoadKeys.INPUT_LENGTHS)
            && !scenario.isSet(LoadKeys.OUTPUT_LENGTHS);
    if (atOnce && equal && fit.plan().attentionDp() > 1) {
      remarks.add(
          "Requests of equal length that start together stay in step on all attention ranks, which"
              + " flatters the result: --range-ratio 0.8 gives them lengths of their own.");
    }
  }
}
