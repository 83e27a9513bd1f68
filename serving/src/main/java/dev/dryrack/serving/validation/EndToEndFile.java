package dev.dryrack.serving.validation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tables of deployments under closed loops: one measured pair (TTFT, TPOT) a row, in the columns of
 * the silicon sample of ai-dynamo/aiconfigurator.
 *
 * <p>Rows with the same pair are the same measurement under several labels. The one that says most
 * (numbers of workers) is predicted and counts; the others have its prediction and repeat it.
 */
final class EndToEndFile {

  private static final String SOURCE =
      "ai-dynamo/aiconfigurator @095f58a, silicon sample (Apache-2.0)";

  private EndToEndFile() {}

  static List<Job> read(Path file) {
    return jobs(table(file), String.valueOf(file));
  }

  static PointTable table(Path file) {
    return PointTable.read(
        file,
        "backend",
        "model_path",
        "system",
        "mode",
        "isl",
        "osl",
        "silicon_ttft_ms",
        "silicon_tpot_ms",
        "concurrency");
  }

  static List<Job> builtIn() {
    return jobs(PointTable.resource("end-to-end.csv"), SOURCE);
  }

  private static List<Job> jobs(PointTable table, String source) {
    List<PointTable.Row> rows = table.rows();
    Map<String, Integer> best = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      String key = Split.measurement(rows.get(i));
      Integer before = best.get(key);
      if (before == null || says(rows.get(i)) > says(rows.get(before))) {
        best.put(key, i);
      }
    }
    SetAside setAside = new SetAside(rows);
    Map<Integer, Prediction> predicted = new ConcurrentHashMap<>();
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int counts = best.getOrDefault(Split.measurement(rows.get(i)), i);
      PointTable.Row counting = rows.get(counts);
      List<Point> points = points(rows.get(i), source);
      String repeats = counts == i ? "" : counting.place();
      jobs.add(
          new Job(
              points,
              cache -> {
                try {
                  Prediction prediction =
                      predicted.computeIfAbsent(
                          counts, unused -> new EndToEndRow(counting).predict(cache));
                  return outcomes(points, prediction, counting, setAside, repeats);
                } catch (Refusal refusal) {
                  return points.stream()
                      .map(point -> Outcome.refused(point, refusal.reason()).repeating(repeats))
                      .toList();
                }
              }));
    }
    return jobs;
  }

  private static int says(PointTable.Row row) {
    return row.whole("prefill_num_workers") > 0 ? 1 : 0;
  }

  private static List<Point> points(PointTable.Row row, String source) {
    Labels labels = labels(row);
    List<Point> points = new ArrayList<>();
    String configuration = configuration(row);
    boolean fitted =
        labels.mode().equals("agg") && Split.isFitted(configuration) && Split.isBuiltIn(row);
    add(points, row, source, labels.phase("prefill"), configuration, "ttft", fitted);
    add(points, row, source, labels.phase("decode"), configuration, "tpot", fitted);
    return points;
  }

  private static List<Outcome> outcomes(
      List<Point> points,
      Prediction prediction,
      PointTable.Row counting,
      SetAside setAside,
      String repeats) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Point point : points) {
      String reason = setAside.reason(counting, point.metric());
      boolean ttft = point.metric().equals("ttft");
      double seconds = ttft ? prediction.ttftSeconds() : prediction.tpotSeconds();
      double band = prediction.relativeBand();
      Outcome outcome =
          reason.isEmpty()
              ? Outcome.time(
                  point,
                  seconds * 1e3,
                  ttft ? ClientView.firstTokenBand(band) : band,
                  prediction.how(),
                  prediction.step())
              : Outcome.refused(point, reason);
      outcomes.add(outcome.repeating(repeats));
    }
    return outcomes;
  }

  private static void add(
      List<Point> points,
      PointTable.Row row,
      String source,
      Labels labels,
      String configuration,
      String metric,
      boolean fitted) {
    double measured = row.number("silicon_" + metric + "_ms", 0);
    if (measured > 0) {
      points.add(
          new Point(
              row.text("id"),
              row.place(),
              source,
              labels,
              configuration,
              load(row),
              metric,
              "ms",
              measured,
              fitted));
    }
  }

  private static Labels labels(PointTable.Row row) {
    return new Labels(
        known(row.text("system"), name -> Names.system(name).id()),
        known(row.text("model_path"), name -> Names.model(name).id()),
        known(row.text("backend"), Names::engine),
        row.text("mode").startsWith("dis") ? "disagg" : "agg",
        "mixed");
  }

  static String known(String name, java.util.function.UnaryOperator<String> catalogue) {
    try {
      return catalogue.apply(name);
    } catch (IllegalArgumentException e) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  private static String load(PointTable.Row row) {
    return row.text("isl") + " in " + row.text("osl") + " out c" + row.text("concurrency");
  }

  /** Everything but lengths and concurrency. */
  static String configuration(PointTable.Row row) {
    StringBuilder text = new StringBuilder();
    for (String column :
        List.of(
            "system",
            "model_path",
            "backend",
            "backend_version",
            "precision",
            "mode",
            "tp_size",
            "attention_dp_size",
            "moe_tp_size",
            "moe_ep_size",
            "prefill_tp_size",
            "prefill_num_workers",
            "decode_tp_size",
            "decode_attention_dp_size",
            "decode_num_workers")) {
      text.append(row.text(column)).append('|');
    }
    return text.toString();
  }
}
