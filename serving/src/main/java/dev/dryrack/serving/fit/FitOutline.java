package dev.dryrack.serving.fit;

import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;

/**
 * Whether a model fits and how it is spread, without reasons and remedies.
 *
 * @param deployment the model in its precisions under the plan checked or found
 * @param limits the engine's
 * @param verdict whether it fits
 * @param marginBytes as in {@link FitReport}
 * @param kvTokens as in {@link FitReport}
 */
public record FitOutline(
    Deployment deployment, EngineLimits limits, Verdict verdict, long marginBytes, long kvTokens) {

  /** Whether it fits, tightly perhaps. */
  public boolean fits() {
    return verdict != Verdict.DOES_NOT_FIT;
  }
}
