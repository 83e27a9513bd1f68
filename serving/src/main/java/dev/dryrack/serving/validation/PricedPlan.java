package dev.dryrack.serving.validation;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.kernel.GpuKernels;
import dev.dryrack.serving.cost.Calibration;
import dev.dryrack.serving.cost.CompiledStepPrice;
import dev.dryrack.serving.cost.EngineProfile;
import dev.dryrack.serving.cost.Evidence;
import dev.dryrack.serving.cost.StepCostModel;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Step prices of a deployment on an engine, compiled once for all rows that share them.
 *
 * @param price what a step takes
 * @param evidence what that rests on
 */
record PricedPlan(CompiledStepPrice price, Evidence evidence) {

  /** Larger than any step of a row; tables grow with its logarithm only. */
  private static final EngineLimits WIDE = new EngineLimits(16_384, 65_536, 0, 16, 0.95, 1 << 20);

  private record Key(String deployment, String profile) {}

  /** Shared by the threads that predict; a value does not depend on who computes it. */
  static final class Cache {
    private final Map<Key, PricedPlan> plans = new ConcurrentHashMap<>();
    private final Calibration calibration;

    Cache(Calibration calibration) {
      this.calibration = calibration;
    }

    /** The profile that stands for a built-in one. */
    EngineProfile profile(EngineProfile builtIn) {
      return calibration.of(builtIn);
    }

    /** The kernels of a GPU. */
    GpuKernels kernels(GpuSpec gpu) {
      return GpuKernels.of(gpu, calibration.kernels());
    }

    PricedPlan of(Deployment deployment, EngineProfile profile) {
      String text =
          deployment.model().id()
              + deployment.weights()
              + deployment.kvPrecision()
              + deployment.plan()
              + deployment.cluster().system().id()
              + deployment.cluster().gpus();
      return plans.computeIfAbsent(
          new Key(text, profile.id()),
          unused -> {
            StepCostModel model =
                new StepCostModel(deployment, WIDE, calibration.settings(profile));
            return new PricedPlan(model.compile(), model.evidence());
          });
    }
  }
}
