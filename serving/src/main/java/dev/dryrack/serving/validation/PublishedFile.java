package dev.dryrack.serving.validation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tables of single published figures: kernels and collectives, prefill, decoding and whole systems.
 * A figure that the model does not say anything about (a price, a ratio, a range) is refused.
 */
final class PublishedFile {

  private PublishedFile() {}

  static List<Job> read(Path file) {
    return jobs(
        PointTable.read(
            file,
            "id",
            "model",
            "precision",
            "hardware",
            "num_gpus",
            "parallelism",
            "phase",
            "input_len",
            "output_len",
            "batch_or_concurrency",
            "engine",
            "metric",
            "value",
            "unit"));
  }

  static List<Job> builtIn() {
    return jobs(PointTable.resource("published-points.csv"));
  }

  private static List<Job> jobs(PointTable table) {
    List<Job> jobs = new ArrayList<>();
    for (PointTable.Row row : table.rows()) {
      Point point = point(row);
      jobs.add(new Job(List.of(point), cache -> List.of(predict(row, point, cache))));
    }
    return jobs;
  }

  private static Point point(PointTable.Row row) {
    String phase = row.text("phase");
    Labels labels =
        new Labels(
            EndToEndFile.known(row.text("hardware"), name -> Names.system(name).id()),
            EndToEndFile.known(row.text("model"), name -> PublishedServing.model(name).id()),
            EndToEndFile.known(row.text("engine"), Names::engine),
            phase.equals("kernel") ? "kernel" : "agg",
            phase);
    return new Point(
        row.text("id"),
        row.place(),
        row.text("source_title"),
        labels,
        row.text("id"),
        load(row),
        row.text("metric"),
        row.text("unit"),
        row.number("value", 0),
        false);
  }

  /** Figures of kernels and single steps are not of systems that one would choose between. */
  private static String load(PointTable.Row row) {
    return row.text("phase").equals("mixed")
        ? row.text("input_len") + " in " + row.text("output_len") + " out at full load"
        : "";
  }

  private static Outcome predict(PointTable.Row row, Point point, PricedPlan.Cache cache) {
    if (!(point.measured() > 0)) {
      throw new Refusal("the figure is missing or not above 0");
    }
    String notes = row.text("notes").toLowerCase(Locale.ROOT);
    if (notes.startsWith("[assumption]") || notes.startsWith("[simulated]")) {
      throw new Refusal("not a measurement: assumed or simulated by its source");
    }
    try {
      return row.text("phase").equals("kernel") || point.metric().startsWith("fused dispatch")
          ? PublishedKernel.predict(row, point, cache)
          : PublishedServing.predict(row, point, cache);
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }
}
