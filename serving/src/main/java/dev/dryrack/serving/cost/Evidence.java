package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.GpuKernels;
import dev.dryrack.hardware.kernel.Provenance;
import dev.dryrack.serving.model.CompressedAttention;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.LinearAttention;
import dev.dryrack.serving.model.ParameterCounts;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * What predicted times rest on, and how far off they may be.
 *
 * <p>The half-widths are those an 80 % band needs: 14 % where every kernel was fitted on this GPU,
 * more where constants are borrowed or assumed. They compound as independent errors do. Those of
 * fitted GPUs and of others of their architectures are what the time per output token of the
 * built-in validation table needs.
 *
 * @param provenance the weakest kind of evidence used
 * @param relativeBand half-width of the band around a time, as a fraction of it
 * @param remarks what a reader should know, sentences
 */
public record Evidence(Provenance provenance, double relativeBand, List<String> remarks) {

  /** Rests on data: four in five of 576 points on H100 came within 13 %. */
  private static final double FITTED_BAND = 0.14;

  /** Rests on data: with the above, four in five of 1,055 points on H200 and B200 within 15 %. */
  private static final double SIBLING_BAND = 0.06;

  /** A judgement: how far efficiencies differ between GPUs of different architectures. */
  private static final double TRANSFERRED_BAND = 0.20;

  /** A judgement: kernels nobody timed may be off by more than borrowed ones. */
  private static final double ASSUMED_BAND = 0.25;

  /**
   * A judgement from a source: published steps with wide all-to-all took 1.0 to 1.5 times their
   * kernels (see {@link EngineOverhead}), whose residual takes 1.1.
   */
  private static final double WIDE_EXCHANGE_BAND = 0.20;

  /** A judgement: there is nothing to check it with. */
  private static final double UNMEASURED_SIZE_BAND = 0.30;

  /** Nothing larger has a published serving measurement. */
  private static final double LARGEST_MEASURED_PARAMS = 2.8e12;

  private static final String EXTRAPOLATION =
      "No model above 2.8T parameters has a published serving measurement: an extrapolation.";

  public Evidence {
    remarks = List.copyOf(remarks);
  }

  static Evidence of(Deployment deployment, RankCost rank) {
    GpuKernels kernels = rank.kernels();
    Provenance provenance = Provenance.FITTED;
    double variance = FITTED_BAND * FITTED_BAND;
    List<String> remarks = new ArrayList<>();
    if (kernels.transferred()) {
      provenance = Provenance.TRANSFERRED;
      double band = kernels.sibling() ? SIBLING_BAND : TRANSFERRED_BAND;
      variance += band * band;
      remarks.add(
          "Kernel constants are those of "
              + kernels.measuredOn()
              + " with the peaks of "
              + kernels.gpu().id()
              + ".");
    }
    if (usesAssumedKernels(deployment, kernels)) {
      provenance = Provenance.ASSUMED;
      variance += ASSUMED_BAND * ASSUMED_BAND;
      remarks.add("Some kernels of this model or precision were not measured; theirs are assumed.");
    }
    ShardingPlan plan = deployment.plan();
    if (plan.attentionDp() > 1 && plan.ep() > 8) {
      variance += WIDE_EXCHANGE_BAND * WIDE_EXCHANGE_BAND;
      remarks.add(
          "Wide expert parallelism: published steps were 1.0 to 1.5 times the sum of kernels.");
    }
    if (ParameterCounts.of(deployment.model()).total() > LARGEST_MEASURED_PARAMS * 1.01) {
      provenance = provenance.worse(Provenance.TRANSFERRED);
      variance += UNMEASURED_SIZE_BAND * UNMEASURED_SIZE_BAND;
      remarks.add(EXTRAPOLATION);
    }
    double factor = rank.settings().stepTimeFactor();
    if (factor != 1) {
      remarks.add("Steps take " + factor + " times as long as priced, as asked.");
    }
    return new Evidence(provenance, Math.sqrt(variance), remarks);
  }

  private static boolean usesAssumedKernels(Deployment deployment, GpuKernels kernels) {
    boolean assumed =
        kernels.gemmCurve(deployment.weights().otherLinear()).fit().provenance()
            == Provenance.ASSUMED;
    assumed |=
        kernels.groupedCurves(deployment.weights().routedExperts()).get(0).fit().provenance()
            == Provenance.ASSUMED;
    for (LayerGroup group : deployment.model().layers()) {
      assumed |= group.mixer() instanceof LinearAttention;
      assumed |= group.mixer() instanceof CompressedAttention;
    }
    return assumed;
  }

  /** Whether the model is larger than any of which a served measurement was published. */
  public boolean isExtrapolation() {
    return remarks.contains(EXTRAPOLATION);
  }
}
