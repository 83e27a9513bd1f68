package dev.dryrack.serving.validation;

import java.util.ArrayList;
import java.util.List;

/**
 * Points that one computation predicts.
 *
 * @param points what was measured
 * @param prediction predicts all of them, in order, or throws a {@link Refusal}
 */
record Job(List<Point> points, Computation prediction) {

  /** A computation of outcomes from the plans priced so far. */
  interface Computation {
    List<Outcome> outcomes(PricedPlan.Cache cache);
  }

  /** One outcome per point. */
  List<Outcome> run(PricedPlan.Cache cache) {
    try {
      return prediction.outcomes(cache);
    } catch (Refusal refusal) {
      List<Outcome> refused = new ArrayList<>();
      for (Point point : points) {
        refused.add(Outcome.refused(point, refusal.reason()));
      }
      return refused;
    }
  }
}
