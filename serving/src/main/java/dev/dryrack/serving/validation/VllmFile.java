package dev.dryrack.serving.validation;

import dev.dryrack.hardware.facts.FactException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Open-loop experiments on vLLM servers: one file says how each was set up and driven, another what
 * was measured ({@code e2e}, {@code ttft}, {@code itl}, each as {@code _mean}, {@code _p90} or
 * {@code _p99}).
 *
 * <p>Prompts repeat, so with prefix caching on all their full blocks but the last token's are read
 * from the cache, whose blocks the repeated prompts share. Stage -1 stands for all stages of an
 * experiment together: its figures are over the requests of all; where there is one stage only, it
 * repeats that.
 */
final class VllmFile {

  private static final String SOURCE = "inference-sim simulator accuracy experiments (BLIS)";

  private VllmFile() {}

  static List<Job> read(Path experiments, Path actuals) {
    PointTable setups =
        PointTable.read(
            experiments,
            "exp_id",
            "model_hf_id",
            "hardware",
            "tp",
            "precision",
            "stage_index",
            "stage_rate_rps",
            "stage_requests",
            "output_len_true");
    PointTable figures =
        PointTable.read(actuals, "exp_id", "stage_index", "metric", "actual", "unit");
    return jobs(setups, figures, String.valueOf(experiments));
  }

  static List<Job> builtIn() {
    return jobs(
        PointTable.resource("vllm-experiments.csv"),
        PointTable.resource("vllm-actuals.csv"),
        SOURCE);
  }

  private static List<Job> jobs(PointTable setups, PointTable figures, String source) {
    Map<String, List<PointTable.Row>> stages = new LinkedHashMap<>();
    for (PointTable.Row setup : setups.rows()) {
      stages.computeIfAbsent(setup.text("exp_id"), unused -> new ArrayList<>()).add(setup);
    }
    Map<String, List<PointTable.Row>> measured = new LinkedHashMap<>();
    for (PointTable.Row figure : figures.rows()) {
      measured.computeIfAbsent(stage(figure), unused -> new ArrayList<>()).add(figure);
    }
    Map<String, VllmStage> simulated = new ConcurrentHashMap<>();
    List<Job> jobs = new ArrayList<>();
    for (List<PointTable.Row> group : measured.values()) {
      PointTable.Row first = group.get(0);
      List<PointTable.Row> all = stages.getOrDefault(first.text("exp_id"), List.of());
      boolean pooled = first.whole("stage_index") < 0;
      List<PointTable.Row> meant =
          all.stream().filter(row -> pooled || stage(row).equals(stage(first))).toList();
      jobs.add(job(meant, pooled, group, source, simulated));
    }
    return jobs;
  }

  private static String stage(PointTable.Row row) {
    return row.text("exp_id") + " stage " + row.text("stage_index");
  }

  private static Job job(
      List<PointTable.Row> stages,
      boolean pooled,
      List<PointTable.Row> measured,
      String source,
      Map<String, VllmStage> simulated) {
    List<Point> points =
        points(stages.isEmpty() ? measured.get(0) : stages.get(0), measured, source);
    String repeats = pooled && stages.size() == 1 ? stage(stages.get(0)) : "";
    return new Job(
        points,
        cache -> {
          if (stages.isEmpty()) {
            throw new Refusal("measured, but its experiment is not described");
          }
          List<VllmStage> runs = new ArrayList<>();
          for (PointTable.Row stage : stages) {
            runs.add(simulated.computeIfAbsent(stage(stage), key -> VllmStage.of(stage, cache)));
          }
          return points.stream().map(point -> outcome(point, runs).repeating(repeats)).toList();
        });
  }

  private static List<Point> points(
      PointTable.Row setup, List<PointTable.Row> measured, String source) {
    List<Point> points = new ArrayList<>();
    for (PointTable.Row figure : measured) {
      String metric = figure.text("metric");
      String phase =
          metric.startsWith("ttft") ? "prefill" : metric.startsWith("itl") ? "decode" : "mixed";
      double value = figure.number("actual", 0);
      if (!(value > 0)) {
        throw new FactException(
            List.of(figure.place() + ": actual = '" + figure.text("actual") + "' must be above 0"));
      }
      points.add(
          new Point(
              stage(figure),
              figure.place(),
              source,
              labels(setup, phase),
              setup.text("exp_id"),
              "",
              metric,
              figure.text("unit"),
              value,
              false));
    }
    return points;
  }

  private static Labels labels(PointTable.Row setup, String phase) {
    String model = setup.text("model_hf_id");
    try {
      model = Names.model(model).id();
    } catch (IllegalArgumentException e) {
      // stays as the table writes it; the row is refused with the reason
    }
    String hardware = setup.text("hardware");
    try {
      hardware = Names.system(hardware).id();
    } catch (IllegalArgumentException e) {
      // likewise
    }
    return new Labels(hardware, model, "vllm", "agg", phase);
  }

  /** A figure over all requests of the stages together. */
  private static Outcome outcome(Point point, List<VllmStage> stages) {
    String[] parts = point.metric().split("_", 2);
    String figure = parts.length < 2 ? "mean" : parts[1];
    double seconds =
        switch (parts[0]) {
          case "e2e" -> figure(stages, VllmStage::e2eSeconds, figure);
          case "ttft" -> figure(stages, VllmStage::ttftSeconds, figure);
          case "itl" -> figure.equals("mean") ? meanGap(stages) : Double.NaN;
          default -> Double.NaN;
        };
    if (Double.isNaN(seconds)) {
      return Outcome.refused(point, "not a metric of a run: " + point.metric());
    }
    double unit = point.unit().equals("s") ? 1 : 1e3;
    VllmStage first = stages.get(0);
    return Outcome.time(point, seconds * unit, first.relativeBand(), first.how(), first.step());
  }

  private static double meanGap(List<VllmStage> stages) {
    double sum = 0;
    double requests = 0;
    for (VllmStage stage : stages) {
      sum += stage.itlSeconds() * stage.e2eSeconds().length;
      requests += stage.e2eSeconds().length;
    }
    return sum / requests;
  }

  private static double figure(
      List<VllmStage> stages, Function<VllmStage, double[]> latencies, String figure) {
    double[] all =
        stages.stream().map(latencies).flatMapToDouble(Arrays::stream).sorted().toArray();
    return switch (figure) {
      case "mean" -> Arrays.stream(all).average().orElse(Double.NaN);
      case "p50", "median" -> quantile(all, 0.5);
      case "p90" -> quantile(all, 0.9);
      case "p99" -> quantile(all, 0.99);
      default -> Double.NaN;
    };
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  }
}
