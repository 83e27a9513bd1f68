package dev.dryrack.serving.validation;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.collective.CollectiveModel;
import dev.dryrack.hardware.collective.Placement;
import dev.dryrack.hardware.kernel.GpuKernels;
import dev.dryrack.hardware.kernel.GroupedRows;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Published times and speeds of the experts of one rank, and of layers fused with their exchange.
 */
final class PublishedExperts {

  private static final Pattern GROUPED = Pattern.compile("G(\\d+) M(\\d+) N(\\d+) K(\\d+)");
  private static final Pattern EXPERTS = Pattern.compile("\\((\\d+) experts?\\)");
  private static final Pattern RANKS = Pattern.compile("EP(\\d+)");
  private static final Pattern LAYER = Pattern.compile("h(\\d+) i(\\d+) (\\d+)e top(\\d+)");
  private static final double HIDDEN = 7168;
  private static final double INNER = 2048;
  private static final double DEEPSEEK_EXPERTS = 256;
  private static final double DEEPSEEK_CHOICES = 8;

  private final PointTable.Row row;
  private final Point point;
  private final SystemSpec system;
  private final GpuKernels kernels;

  PublishedExperts(PointTable.Row row, Point point, GpuKernels kernels) {
    this.row = row;
    this.point = point;
    this.system = Names.system(row.text("hardware"));
    this.kernels = kernels;
  }

  Outcome outcome(String metric) {
    if (metric.startsWith("grouped gemm throughput")) {
      return grouped();
    }
    if (metric.startsWith("fused dispatch")) {
      return fused();
    }
    if (metric.startsWith("moe decode compute per rank")) {
      return expertDecode();
    }
    if (metric.startsWith("moe compute, rank 0")) {
      return share(tokens() * ranks(), Precision.NVFP4);
    }
    if (metric.startsWith("moe prefill compute per rank")) {
      return share(tokens(), Precision.FP8_BLOCK);
    }
    if (metric.startsWith("moe prefill latency")) {
      return share(tokens(), Precision.NVFP4);
    }
    throw new Refusal("the model says nothing about it: " + point.metric());
  }

  private double tokens() {
    double tokens = PublishedServing.number(row.text("batch_or_concurrency"), 0);
    if (tokens < 1) {
      throw new Refusal("no number of tokens stated");
    }
    return tokens;
  }

  /** Ranks that the experts are spread over; one GPU has them all where none are stated. */
  private double ranks() {
    Matcher matcher = RANKS.matcher(row.text("parallelism"));
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 1;
  }

  /** One rank's experts of DeepSeek-V3, rows spread evenly; tokens are those of all ranks. */
  private Outcome share(double allTokens, Precision precision) {
    double experts = DEEPSEEK_EXPERTS / ranks();
    double rows = allTokens * DEEPSEEK_CHOICES / ranks();
    GroupedRows work =
        new GroupedRows(experts, rows, Math.min(rows, allTokens), HIDDEN, INNER, 3, ranks() > 1);
    double seconds = kernels.groupedGemm(precision, work).seconds();
    return Outcome.time(point, seconds * 1e6, PublishedKernel.BAND, "kernel", null);
  }

  /**
   * A kernel that sends rows while it computes others: as long as the longer of the two. Weights in
   * four bits, rows in eight.
   */
  private Outcome fused() {
    Matcher layer = LAYER.matcher(row.text("model"));
    if (!layer.find()) {
      throw new Refusal("no shape that can be read: '" + row.text("model") + "'");
    }
    double hidden = Double.parseDouble(layer.group(1));
    double inner = Double.parseDouble(layer.group(2));
    double experts = Double.parseDouble(layer.group(3)) / ranks();
    double choices = Double.parseDouble(layer.group(4));
    double rows = tokens() * choices;
    GroupedRows work = new GroupedRows(Math.min(experts, rows), rows, rows, hidden, inner, 3, true);
    int n = (int) ranks();
    Cluster cluster = new Cluster(system, n);
    Placement group = Placement.of(cluster, n, 1);
    CollectiveModel model = new CollectiveModel(cluster);
    double exchange =
        model
            .dispatch(group, tokens(), hidden * (1 + 1.0 / 32), choices)
            .plus(model.combine(group, tokens(), hidden * 2, choices))
            .seconds();
    double compute = kernels.groupedGemm(Precision.MXFP4, work).seconds();
    return Outcome.time(
        point, Math.max(compute, exchange) * 1e6, 2 * PublishedKernel.BAND, "fused kernel", null);
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
    return PublishedKernel.speedOrTime(point, seconds, 2 * groups * m * n * k);
  }

  private Outcome expertDecode() {
    Matcher matcher = EXPERTS.matcher(row.text("parallelism"));
    double experts =
        matcher.find() ? Double.parseDouble(matcher.group(1)) : DEEPSEEK_EXPERTS / ranks();
    double rows = experts * 8;
    double seconds =
        kernels
            .groupedGemm(
                Precision.FP8_BLOCK, new GroupedRows(experts, rows, rows, HIDDEN, INNER, 3, true))
            .seconds();
    return Outcome.time(point, seconds * 1e6, PublishedKernel.BAND, "kernel", null);
  }
}
