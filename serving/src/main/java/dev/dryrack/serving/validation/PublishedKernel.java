package dev.dryrack.serving.validation;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import dev.dryrack.hardware.kernel.GpuKernels;
import dev.dryrack.hardware.kernel.PrefillAttentionCurve;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Published times and speeds of single kernels, from the formulas alone. */
final class PublishedKernel {

  private static final Pattern SHAPE = Pattern.compile("M(\\d+) N(\\d+) K(\\d+)");
  private static final Pattern SQUARE = Pattern.compile("square (\\d+)");
  private static final double LATENT = 512;
  private static final double ROPE = 64;

  /** Half-width of the band of a single kernel: twice the median error of a fit, and some more. */
  static final double BAND = 0.25;

  private final PointTable.Row row;
  private final Point point;
  private final SystemSpec system;
  private final GpuKernels kernels;

  private PublishedKernel(PointTable.Row row, Point point, PricedPlan.Cache cache) {
    this.row = row;
    this.point = point;
    this.system = Names.system(row.text("hardware"));
    this.kernels = cache.kernels(system.gpu());
  }

  static Outcome predict(PointTable.Row row, Point point, PricedPlan.Cache cache) {
    return new PublishedKernel(row, point, cache).outcome();
  }

  private Outcome outcome() {
    String metric = point.metric().toLowerCase(Locale.ROOT);
    if (metric.equals("gemm latency") || metric.equals("gemm throughput")) {
      return gemm();
    }
    if (metric.startsWith("max gemm throughput")) {
      return bestGemm();
    }
    if (metric.startsWith("mla decode attention latency")) {
      return latentDecode();
    }
    if (metric.startsWith("mla prefill attention latency")) {
      return latentPrefill();
    }
    if (metric.contains("moe") || metric.startsWith("grouped gemm throughput")) {
      return new PublishedExperts(row, point, kernels).outcome(metric);
    }
    return new PublishedTransfer(row, point).outcome(metric);
  }

  private Outcome gemm() {
    double[] mnk = shape();
    Precision precision = precision();
    double seconds = kernels.gemm(precision, mnk[0], mnk[1], mnk[2]).seconds();
    return speedOrTime(seconds, 2 * mnk[0] * mnk[1] * mnk[2]);
  }

  /** The fastest shape of a grid such as tables have. */
  private Outcome bestGemm() {
    Precision precision = precision();
    double best = 0;
    for (double m = 1024; m <= 32_768; m *= 2) {
      for (double n = 1024; n <= 65_536; n *= 2) {
        for (double k = 1024; k <= 65_536; k *= 2) {
          best = Math.max(best, 2 * m * n * k / kernels.gemm(precision, m, n, k).seconds());
        }
      }
    }
    return speedOrTime(point, 1, best);
  }

  private Outcome speedOrTime(double seconds, double flops) {
    return speedOrTime(point, seconds, flops);
  }

  /** A kernel's time, or its speed where the point is one. */
  static Outcome speedOrTime(Point point, double seconds, double flops) {
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
}
