package dev.dryrack.cli.run;

import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.type.PoolSizes;
import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.collective.CollectiveModel;
import dev.dryrack.serving.engine.Disaggregation;
import dev.dryrack.serving.fit.FitReport;

/** Reads from a scenario which replicas prefill, and what moving their KV costs. */
final class PoolChoice {

  private static final double PICOS_PER_SECOND = 1e12;
  private static final double GIGABYTE = 1e9;

  private PoolChoice() {}

  static Disaggregation of(Scenario scenario, FitReport fit) {
    PoolSizes.Sizes sizes = scenario.find(PlanKeys.POOLS);
    if (sizes == null) {
      throw new IllegalStateException("no pools are asked for");
    }
    CollectiveModel links = new CollectiveModel(fit.deployment().cluster());
    boolean crosses = crossesDomains(fit.deployment().cluster());
    double alone = links.pointToPoint(crosses, 1).seconds();
    double perByte = (links.pointToPoint(crosses, GIGABYTE).seconds() - alone) / (GIGABYTE - 1);
    long bytesPerBlock = fit.budget().kvLayout().bytesPerBlock();
    return new Disaggregation(
        sizes.prefill(),
        sizes.decode(),
        Math.max(1, (long) Math.ceil(perByte * bytesPerBlock * PICOS_PER_SECOND)),
        Math.max(1, (long) Math.ceil(alone * PICOS_PER_SECOND)));
  }

  /** Whether KV goes over the network: it does unless all GPUs are in one scale-up domain. */
  static boolean crossesDomains(Cluster cluster) {
    return cluster.domains() > 1;
  }
}
