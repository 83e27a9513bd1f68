package dev.dryrack.serving.validation;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.collective.CollectiveModel;
import dev.dryrack.hardware.collective.Placement;
import dev.dryrack.hardware.kernel.KernelTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Published times and bandwidths of collectives and of the exchange of expert rows. */
final class PublishedTransfer {

  private static final Pattern RANKS = Pattern.compile("\\b[ET]P ?(\\d+)(?:x(\\d+))?");
  private static final Pattern SIZE = Pattern.compile("([\\d.]+) ?([KMG]?)B?\\b");
  private static final double HIDDEN = 7168;
  private static final double CHOICES = 8;
  private static final double NETWORK_BAND = 0.4;

  private final PointTable.Row row;
  private final Point point;
  private final SystemSpec system;

  PublishedTransfer(PointTable.Row row, Point point) {
    this.row = row;
    this.point = point;
    this.system = Names.system(row.text("hardware"));
  }

  Outcome outcome(String metric) {
    if (metric.matches("all[-_]reduce latency|all-reduce busbw")) {
      return allReduce();
    }
    if (metric.equals("all_gather latency") || metric.equals("reduce_scatter latency")) {
      return halves(metric.startsWith("all_gather"));
    }
    if (metric.equals("alltoall latency")) {
      return allToAll();
    }
    if (metric.equals("dispatch latency") || metric.equals("combine latency")) {
      return exchange(metric.startsWith("dispatch"));
    }
    if (metric.matches("(dispatch|combine) (bottleneck bandwidth|bandwidth \\(logical\\))")) {
      return exchangeBandwidth(metric.startsWith("dispatch"));
    }
    throw new Refusal("the model says nothing about it: " + point.metric());
  }

  private CollectiveModel collectives(int ranks) {
    return new CollectiveModel(new Cluster(system, ranks));
  }

  private Placement group(int ranks) {
    return Placement.of(new Cluster(system, ranks), ranks, 1);
  }

  private int ranks() {
    int gpus = row.whole("num_gpus");
    Matcher matcher = RANKS.matcher(row.text("parallelism"));
    if (matcher.find()) {
      int first = Integer.parseInt(matcher.group(1));
      return matcher.group(2) == null ? first : first * Integer.parseInt(matcher.group(2));
    }
    if (gpus < 2) {
      throw new Refusal("no number of ranks stated");
    }
    return gpus;
  }

  private double bytes() {
    String text = row.text("batch_or_concurrency");
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.find()) {
      throw new Refusal("no size that can be read: '" + text + "'");
    }
    double scale =
        switch (matcher.group(2)) {
          case "K" -> 1 << 10;
          case "M" -> 1 << 20;
          case "G" -> 1 << 30;
          default -> 1;
        };
    double value = Double.parseDouble(matcher.group(1)) * scale;
    return text.contains("elements") ? 2 * value : value;
  }

  private Outcome allReduce() {
    int n = ranks();
    double bytes = bytes();
    boolean nccl = row.text("engine").contains("NCCL");
    double seconds =
        nccl
            ? collectives(n).ncclAllReduce(group(n), bytes).seconds()
            : collectives(n).allReduce(group(n), bytes).seconds();
    double band = band(n);
    return point.unit().equals("GB/s")
        ? Outcome.rate(point, 2.0 * (n - 1) / n * bytes / seconds * 1e-9, band, "collective", null)
        : Outcome.time(point, seconds * 1e6, band, "collective", null);
  }

  private Outcome halves(boolean gather) {
    int n = ranks();
    double bytes = bytes() * (row.text("batch_or_concurrency").contains("/GPU") ? n : 1);
    CollectiveModel model = collectives(n);
    double seconds =
        (gather ? model.allGather(group(n), bytes) : model.reduceScatter(group(n), bytes))
            .seconds();
    return Outcome.time(point, seconds * 1e6, PublishedKernel.BAND, "collective", null);
  }

  /** NCCL's all-to-all moves what an all-gather of the same buffer moves, by the same links. */
  private Outcome allToAll() {
    int n = ranks();
    double seconds = collectives(n).allGather(group(n), bytes()).seconds();
    return Outcome.time(point, seconds * 1e6, band(n), "collective, as an all-gather", null);
  }

  private double band(int ranks) {
    return group(ranks).crossesDomains() ? NETWORK_BAND : PublishedKernel.BAND;
  }

  /**
   * Bytes that reach other GPUs over NVLink, or other nodes over the network, per rank and second;
   * a row counts once for each GPU or node that it must reach, its own included.
   */
  private Outcome exchangeBandwidth(boolean out) {
    int n = ranks();
    double rows = PublishedServing.number(row.text("batch_or_concurrency"), 0);
    if (rows < 1) {
      throw new Refusal("no rows per rank stated");
    }
    Placement group = group(n);
    double places = group.crossesDomains() ? group.domains() : n;
    double reached = places * (1 - StrictMath.pow(1 - 1 / places, CHOICES));
    double bytes = rows * reached * HIDDEN * element(out);
    return Outcome.rate(
        point, bytes / transfer(n, rows, out).seconds() * 1e-9, band(n), "collective", null);
  }

  private KernelTime transfer(int n, double rows, boolean out) {
    CollectiveModel model = collectives(n);
    double bytes = HIDDEN * element(out);
    return out
        ? model.dispatch(group(n), rows, bytes, CHOICES)
        : model.combine(group(n), rows, bytes, CHOICES);
  }

  /** Bytes of one number of a row; rows come back in BF16. */
  private double element(boolean out) {
    String precision = row.text("precision").toLowerCase(Locale.ROOT);
    if (!out || precision.startsWith("bf16")) {
      return 2;
    }
    if (precision.startsWith("nvfp4")) {
      return 0.5625;
    }
    return precision.startsWith("mxfp8") ? 1 + 1.0 / 32 : 1 + 4.0 / 128;
  }

  private Outcome exchange(boolean out) {
    String batch = row.text("batch_or_concurrency");
    if (!batch.contains("tok") || !(row.text("model").contains("7168") || deepSeekShape())) {
      throw new Refusal("no rows per rank, or not the shape of DeepSeek-V3's experts");
    }
    int n = ranks();
    double rows = PublishedServing.number(batch, 0);
    double seconds = transfer(n, rows, out).seconds();
    return Outcome.time(point, seconds * 1e6, band(n), "collective", null);
  }

  private boolean deepSeekShape() {
    return row.text("model").startsWith("V3 shape") || row.text("model").contains("DeepSeek-V3");
  }
}
