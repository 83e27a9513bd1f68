package dev.dryrack.serving.cost;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.collective.CollectiveModel;
import dev.dryrack.hardware.collective.Placement;
import dev.dryrack.hardware.kernel.GpuKernels;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.ShardingPlan;

/**
 * What layers need to know to price themselves on one rank: kernels, collectives, and the groups of
 * ranks they work with. Kernel times come with the engine's fixed overhead.
 */
final class RankCost {

  static final double BF16_BYTES = 2;

  private final Deployment deployment;
  private final CostSettings settings;
  private final int queryTokens;
  private final GpuKernels kernels;
  private final CollectiveModel collectives;
  private final double fixedScale;
  private final Placement tensorGroup;
  private final Placement stageGroup;

  RankCost(Deployment deployment, CostSettings settings) {
    this(deployment, settings, 1);
  }

  /**
   * @param queryTokens tokens of a decoding sequence in a step
   */
  RankCost(Deployment deployment, CostSettings settings, int queryTokens) {
    this.deployment = deployment;
    this.queryTokens = queryTokens;
    this.settings = settings;
    this.kernels = GpuKernels.of(deployment.cluster().gpu(), settings.kernels());
    this.collectives = new CollectiveModel(deployment.cluster());
    this.fixedScale = settings.engine().fixedScale(kernels.gpu());
    ShardingPlan plan = deployment.plan();
    this.tensorGroup = Placement.of(deployment.cluster(), plan.tp(), 1);
    this.stageGroup = Placement.of(deployment.cluster(), plan.tp() * plan.attentionDp(), 1);
  }

  ShardingPlan plan() {
    return deployment.plan();
  }

  CostSettings settings() {
    return settings;
  }

  GpuKernels kernels() {
    return kernels;
  }

  GpuSpec gpu() {
    return kernels.gpu();
  }

  CollectiveModel collectives() {
    return collectives;
  }

  /** Tokens of a decoding sequence in a step: their attention reads its cache once. */
  int queryTokens() {
    return queryTokens;
  }

  /** Width of the residual stream. */
  int hidden() {
    return deployment.model().hiddenSize();
  }

  /** Precision of attention, dense and shared projections. */
  Precision linear() {
    return deployment.weights().otherLinear();
  }

  Precision experts() {
    return deployment.weights().routedExperts();
  }

  Precision embedding() {
    return deployment.weights().embedding();
  }

  Precision cache() {
    return deployment.kvPrecision();
  }

  /** Ranks that share one attention. */
  Placement tensorGroup() {
    return tensorGroup;
  }

  /** All ranks of one pipeline stage. */
  Placement stageGroup() {
    return stageGroup;
  }

  /** How much of something that tensor parallelism splits one rank has, at least 1. */
  double shard(double whole) {
    return Math.max(1, Math.ceil(whole / plan().tp()));
  }

  KernelTime gemm(Precision weights, double m, double n, double k) {
    return kernels.gemm(weights, m, n, k).withLatencyTimes(fixedScale);
  }

  KernelTime small(double bytes) {
    return kernels.small(bytes).withLatencyTimes(fixedScale);
  }

  KernelTime fixed(KernelTime time) {
    return time.withLatencyTimes(fixedScale);
  }

  /** Sum of a token's activations over the ranks that share one attention. */
  KernelTime tensorAllReduce(double tokens) {
    return collectives.allReduce(tensorGroup, tokens * hidden() * BF16_BYTES);
  }
}
