package dev.dryrack.cli.run;

import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.type.PoolSizes;
import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.collective.CollectiveModel;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.engine.Disaggregation;
import dev.dryrack.serving.engine.PoolSetup;
import dev.dryrack.serving.engine.Scheduling;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.memory.KvLayout;
import dev.dryrack.serving.plan.ShardingPlan;
import org.jspecify.annotations.Nullable;

/** Reads from a scenario which replicas prefill, and what moving their KV costs. */
public final class PoolChoice {

  private static final double PICOS_PER_SECOND = 1e12;
  private static final double GIGABYTE = 1e9;

  private PoolChoice() {}

  /** How long a GPU of a pool takes for a block of a rank, and to begin. */
  private record Port(long picosPerBlock, long latencyPicos) {
    static Port of(FitReport pool, boolean crosses) {
      CollectiveModel links = new CollectiveModel(pool.deployment().cluster());
      double alone = links.pointToPoint(crosses, 1).seconds();
      double perByte = (links.pointToPoint(crosses, GIGABYTE).seconds() - alone) / (GIGABYTE - 1);
      long bytes = pool.budget().kvLayout().bytesPerBlock();
      return new Port(
          Math.max(1, (long) Math.ceil(perByte * bytes * PICOS_PER_SECOND)),
          Math.max(1, (long) Math.ceil(alone * PICOS_PER_SECOND)));
    }
  }

  /**
   * The pools of a scenario that has some.
   *
   * @param fit all replicas, or those that prefill
   * @param decode those that decode, where they are of another kind
   * @param decodePrice what a step takes there
   * @param scheduling of both
   */
  static Disaggregation of(
      Scenario scenario,
      FitReport fit,
      @Nullable FitReport decode,
      @Nullable StepPrice decodePrice,
      Scheduling scheduling) {
    PoolSizes.Sizes sizes = scenario.find(PlanKeys.POOLS);
    if (sizes == null) {
      throw new IllegalStateException("no pools are asked for");
    }
    boolean crosses =
        crossesDomains(
            fit.deployment().cluster(), decode == null ? null : decode.deployment().cluster());
    Port sender = Port.of(fit, crosses);
    Port receiver = decode == null ? sender : Port.of(decode, crosses);
    long senders = (long) sizes.prefill() * fit.plan().attentionDp();
    ShardingPlan decodePlan = decode == null ? fit.plan() : decode.plan();
    long receivers = (long) sizes.decode() * decodePlan.attentionDp();
    int layers =
        scenario.get(PlanKeys.KV_TRANSFER).equals(PlanKeys.LAYER_WISE)
            ? fit.deployment().model().layerCount()
            : 1;
    return new Disaggregation(
        sizes.prefill(),
        sizes.decode(),
        Math.max(sender.picosPerBlock(), receiver.picosPerBlock()),
        Math.max(sender.latencyPicos(), receiver.latencyPicos()),
        senders * receiver.picosPerBlock() <= receivers * sender.picosPerBlock(),
        layers,
        Math.toIntExact(scenario.get(PlanKeys.LOCAL_PREFILL)),
        decode == null || decodePrice == null ? null : pool(decode, decodePrice, scheduling));
  }

  private static PoolSetup pool(FitReport fit, StepPrice price, Scheduling scheduling) {
    KvLayout kv = fit.budget().kvLayout();
    return new PoolSetup(
        price,
        fit.limits(),
        fit.limits().stepTokens(fit.plan()),
        fit.plan().attentionDp(),
        fit.plan().gpusPerReplica(),
        (int) Math.min(SchedulingChoice.usableBlocks(fit, scheduling), Integer.MAX_VALUE),
        kv.fixedBlocksPerSequence());
  }

  /** Whether KV goes over the network: it does unless all GPUs are in one scale-up domain. */
  public static boolean crossesDomains(Cluster cluster, @Nullable Cluster other) {
    return other == null
        ? cluster.domains() > 1
        : !cluster.system().equals(other.system())
            || cluster.gpus() + other.gpus() > cluster.system().gpusPerDomain();
  }
}
