package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.Calibration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Predicted against measured, for the tables that are asked for. */
public final class Validation {

  private final List<Job> jobs = new ArrayList<>();
  private Calibration calibration = Calibration.NONE;

  /** Adds the tables that come with dryrack. */
  public Validation builtIn() {
    jobs.addAll(EndToEndFile.builtIn());
    jobs.addAll(VllmFile.builtIn());
    jobs.addAll(PublishedFile.builtIn());
    return this;
  }

  /** Predicts with constants that somebody fitted. */
  public Validation with(Calibration constants) {
    calibration = constants;
    return this;
  }

  /** Every so many rows of the built-in table of closed loops. */
  static Validation closedLoops(int every) {
    Validation validation = new Validation();
    List<Job> all = EndToEndFile.builtIn();
    for (int i = 0; i < all.size(); i += every) {
      validation.jobs.add(all.get(i));
    }
    return validation;
  }

  /** The built-in experiments on vLLM servers. */
  static Validation vllmExperiments() {
    Validation validation = new Validation();
    validation.jobs.addAll(VllmFile.builtIn());
    return validation;
  }

  /** Adds a table of closed loops, TTFT and TPOT. */
  public Validation endToEnd(Path file) {
    jobs.addAll(EndToEndFile.read(file));
    return this;
  }

  /** Adds open-loop experiments on vLLM servers and what was measured of them. */
  public Validation vllm(Path experiments, Path actuals) {
    jobs.addAll(VllmFile.read(experiments, actuals));
    return this;
  }

  /** Adds single published figures. */
  public Validation published(Path file) {
    jobs.addAll(PublishedFile.read(file));
    return this;
  }

  /**
   * Predicts all points, in the order of the tables; on all processors, the result is the same on
   * one.
   */
  public List<Outcome> run() {
    PricedPlan.Cache cache = new PricedPlan.Cache(calibration);
    return Bands.banded(
        jobs.parallelStream().map(job -> job.run(cache)).flatMap(List::stream).toList());
  }

  /** The outcomes by metric, system, model, engine, mode and phase, in alphabetical order. */
  public static List<ErrorSummary> groups(List<Outcome> outcomes) {
    Map<String, List<Outcome>> groups = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      Point point = outcome.point();
      String key = point.metric() + "|" + point.labels();
      groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(outcome);
    }
    List<ErrorSummary> summaries = new ArrayList<>();
    for (List<Outcome> group : groups.values()) {
      Point first = group.get(0).point();
      summaries.add(ErrorSummary.of(first.metric(), first.labels(), group));
    }
    return summaries;
  }

  /** The outcomes by metric and mode alone. */
  public static List<ErrorSummary> byMetric(List<Outcome> outcomes) {
    Map<String, List<Outcome>> groups = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      Point point = outcome.point();
      String key = point.metric() + "|" + point.labels().mode() + "|" + point.labels().phase();
      groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(outcome);
    }
    List<ErrorSummary> summaries = new ArrayList<>();
    for (List<Outcome> group : groups.values()) {
      Point first = group.get(0).point();
      Labels labels =
          new Labels(
              ErrorSummary.ALL,
              ErrorSummary.ALL,
              ErrorSummary.ALL,
              first.labels().mode(),
              first.labels().phase());
      summaries.add(ErrorSummary.of(first.metric(), labels, group));
    }
    return summaries;
  }

  /** How many points were refused for each reason, in alphabetical order. */
  public static Map<String, Integer> refusals(List<Outcome> outcomes) {
    Map<String, Integer> reasons = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      if (outcome.counts() && !outcome.predictedAtAll()) {
        reasons.merge(outcome.refusal(), 1, Integer::sum);
      }
    }
    return reasons;
  }
}
