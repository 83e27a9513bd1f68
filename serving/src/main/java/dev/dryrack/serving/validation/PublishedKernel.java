package dev.dryrack.serving.validation;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.collective.CollectiveModel;
import dev.dryrack.hardware.collective.Placement;
import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import dev.dryrack.hardware.kernel.GpuKernels;
import dev.dryrack.hardware.kernel.GroupedRows;
import dev.dryrack.hardware.kernel.PrefillAttentionCurve;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Published times and speeds of single kernels and collectives, from the formulas alone. */
final class PublishedKernel {

  private static final Pattern SHAPE = Pattern.compile("M(\\d+) N(\\d+) K(\\d+)");
  private static final Pattern SQUARE = Pattern.compile("square (\\d+)");
  private static final Pattern GROUPED = Pattern.compile("G(\\d+) M(\\d+) N(\\d+) K(\\d+)");
  private static final Pattern RANKS = Pattern.compile("\\b[ET]P ?(\\d+)(?:x(\\d+))?");
  private static final Pattern EXPERTS = Pattern.compile("\\((\\d+) experts?\\)|EP(\\d+)");
  private static final Pattern SIZE = Pattern.compile("([\\d.]+) ?([KMG]?)B?\\b");
  private static final double HIDDEN = 7168;
  private static final double INNER = 2048;
  private static final double LATENT = 512;
  private static final double ROPE = 64;

  /** Half-width of the band of a single kernel: twice the median error of a fit, and some more. */
  private static final double BAND = 0.25;

  private static final double NETWORK_BAND = 0.4;

  private final PointTable.Row row;
  private final Point point;
  private final SystemSpec system;
  private final GpuKernels kernels;

  private PublishedKernel(PointTable.Row row, Point point) {
    this.row = row;
    this.point = point;
    this.system = Names.system(row.text("hardware"));
    this.kernels = GpuKernels.of(system.gpu());
  }

  static Outcome predict(PointTable.Row row, Point point) {
    return new PublishedKernel(row, point).outcome();
  }

  private Outcome outcome() {
    String metric = point.metric().toLowerCase(Locale.ROOT);
    if (metric.equals("gemm latency") || metric.equals("gemm throughput")) {
      return gemm();
    }
    if (metric.startsWith("grouped gemm throughput")) {
      return grouped();
    }
    if (metric.matches("all[-_]reduce latency|all-reduce busbw")) {
      return allReduce();
    }
    if (metric.equals("all_gather latency") || metric.equals("reduce_scatter latency")) {
      return halves(metric.startsWith("all_gather"));
    }
    if (metric.equals("dispatch latency") || metric.equals("combine latency")) {
      return exchange(metric.startsWith("dispatch"));
    }
    if (metric.startsWith("mla decode attention latency")) {
      return latentDecode();
    }
    if (metric.startsWith("mla prefill attention latency")) {
      return latentPrefill();
    }
    if (metric.startsWith("moe decode compute per rank")) {
      return expertDecode();
    }
    throw new Refusal("the model says nothing about it: " + point.metric());
  }

  private Outcome gemm() {
    double[] mnk = shape();
    Precision precision = precision();
    double seconds = kernels.gemm(precision, mnk[0], mnk[1], mnk[2]).seconds();
    return speedOrTime(seconds, 2 * mnk[0] * mnk[1] * mnk[2]);
  }

  private Outcome speedOrTime(double seconds, double flops) {
    return point.unit().equals("TFLOPS")
        ? Outcome.rate(point, flops / seconds * 1e-12, BAND, "kernel", null)
        : Outcome.time(point, seconds * 1e6, BAND, "kernel", null);
  }

  private double[] shape() {
    Matcher matcher = SHAPE.matcher(row.text("model"));
    if (matcher.find()) {
      return new double[] {
        Double.parseDouble(matcher.group(1)),
        Double.parseDouble(matcher.group(2)),
        Double.parseDouble(matcher.group(3))
      };
    }
    Matcher square = SQUARE.matcher(row.text("model"));
    if (square.find()) {
      double side = Double.parseDouble(square.group(1));
      return new double[] {side, side, side};
    }
    throw new Refusal("no shape that can be read: '" + row.text("model") + "'");
  }

  private Precision precision() {
    String text = row.text("precision").toLowerCase(Locale.ROOT);
    if (text.contains("block") || text.contains("128x128")) {
      return Precision.FP8_BLOCK;
    }
    if (text.contains("fp4")) {
      return Precision.NVFP4;
    }
    if (text.contains("fp8")) {
      return Precision.FP8;
    }
    if (text.contains("bf16") || text.contains("fp16")) {
      return Precision.BF16;
    }
    throw new Refusal("no precision of a kernel that can be read: '" + row.text("precision") + "'");
  }

  private Outcome grouped() {
    Matcher matcher = GROUPED.matcher(row.text("model"));
    if (!matcher.find()) {
      throw new Refusal("no shape that can be read: '" + row.text("model") + "'");
    }
    double groups = Double.parseDouble(matcher.group(1));
    double m = Double.parseDouble(matcher.group(2));
    double n = Double.parseDouble(matcher.group(3));
    double k = Double.parseDouble(matcher.group(4));
    double seconds =
        kernels
            .groupedGemm(Precision.FP8_BLOCK, new GroupedRows(groups, groups * m, 0, k, n, 1, true))
            .seconds();
    return speedOrTime(seconds, 2 * groups * m * n * k);
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
            ? collectives(n).libraryAllReduce(group(n), bytes).seconds()
            : collectives(n).allReduce(group(n), bytes).seconds();
    double band = group(n).crossesDomains() ? NETWORK_BAND : BAND;
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
    return Outcome.time(point, seconds * 1e6, BAND, "collective", null);
  }

  private Outcome exchange(boolean out) {
    String batch = row.text("batch_or_concurrency");
    if (!batch.contains("tok") || !(row.text("model").contains("7168") || deepSeekShape())) {
      throw new Refusal("no rows per rank, or not the shape of DeepSeek-V3's experts");
    }
    int n = ranks();
    double rows = PublishedServing.number(batch, 0);
    String precision = row.text("precision").toLowerCase(Locale.ROOT);
    boolean back = !out;
    double element =
        back || precision.startsWith("bf16")
            ? 2
            : precision.startsWith("nvfp4")
                ? 0.5625
                : precision.startsWith("mxfp8") ? 1 + 1.0 / 32 : 1 + 4.0 / 128;
    CollectiveModel model = collectives(n);
    double seconds =
        (out
                ? model.dispatch(group(n), rows, HIDDEN * element, 8)
                : model.combine(group(n), rows, HIDDEN * element, 8))
            .seconds();
    double band = group(n).crossesDomains() ? NETWORK_BAND : BAND;
    return Outcome.time(point, seconds * 1e6, band, "collective", null);
  }

  private boolean deepSeekShape() {
    return row.text("model").startsWith("V3 shape") || row.text("model").contains("DeepSeek-V3");
  }

  private Precision cache() {
    return row.text("precision").toLowerCase(Locale.ROOT).contains("fp8 kv")
        ? Precision.FP8
        : Precision.BF16;
  }

  private Outcome latentDecode() {
    double heads = 128;
    double batch = PublishedServing.number(row.text("batch_or_concurrency"), 1);
    double context = row.whole("input_len");
    DecodeAttentionCurve curve = kernels.latentDecode(cache());
    double bytes = (LATENT + ROPE) * cache().bytesPerElement();
    double flops = 2 * heads * (2 * LATENT + ROPE);
    double seconds =
        curve.floor().seconds()
            + batch * curve.perSequence(heads).seconds()
            + batch * context * curve.perContextToken(system.gpu(), bytes, flops).seconds();
    return Outcome.time(point, seconds * 1e6, BAND, "kernel", null);
  }

  private Outcome latentPrefill() {
    double heads = 128;
    double prompt = row.whole("input_len");
    String batch = row.text("batch_or_concurrency");
    double tokens = batch.contains("tok") ? PublishedServing.number(batch, 0) : prompt;
    PrefillAttentionCurve curve = kernels.latentPrefill(cache());
    double pair = curve.secondsPerPair(system.gpu(), heads, 192, 128);
    double token = curve.secondsPerToken(system.gpu(), pair, 2 * heads * (192 + 128) * 2);
    double seconds = curve.t0Seconds() + tokens * (prompt + 1) / 2 * pair + tokens * token;
    return Outcome.time(point, seconds * 1e6, BAND, "kernel", null);
  }

  private Outcome expertDecode() {
    Matcher matcher = EXPERTS.matcher(row.text("parallelism"));
    if (!matcher.find()) {
      throw new Refusal("no number of experts of a rank stated");
    }
    double experts =
        matcher.group(1) != null
            ? Double.parseDouble(matcher.group(1))
            : 256 / Double.parseDouble(matcher.group(2));
    double rows = experts * 8;
    double seconds =
        kernels
            .groupedGemm(
                Precision.FP8_BLOCK, new GroupedRows(experts, rows, rows, HIDDEN, INNER, 3, true))
            .seconds();
    return Outcome.time(point, seconds * 1e6, BAND, "kernel", null);
  }
}
