package dev.dryrack.cli.study;

import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.Verdict;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.serving.planning.PlanPoint;
import dev.dryrack.serving.planning.PlanSearch;
import java.util.ArrayList;
import java.util.List;

/**
 * A model on a rung of the {@link Ladder}.
 *
 * @param fits whether it does
 * @param alone tokens per second of one user, by the fastest plan; NaN where it does not fit
 * @param inAll output tokens per second of the plan that serves most at the speed asked for; 0 if
 *     no user gets as much
 * @param band half-width of the band around times
 */
record Cell(boolean fits, double alone, double inAll, double band) {

  private static final Cell NONE = new Cell(false, Double.NaN, Double.NaN, Double.NaN);

  /** All cells, weights as published or in a precision. */
  static Cell[][] all(StudyKit kit, String quantization) {
    Cell[][] cells = new Cell[Ladder.RUNGS.size()][Ladder.MODELS.size()];
    for (int i = 0; i < cells.length; i++) {
      for (int j = 0; j < cells[i].length; j++) {
        List<String> changes = new ArrayList<>(List.of(Ladder.RUNGS.get(i).changes()));
        changes.add("model.id=" + Ladder.MODELS.get(j).id());
        if (!quantization.isEmpty()) {
          changes.add("model.quantization=" + quantization);
        }
        cells[i][j] = of(kit, changes.toArray(String[]::new));
      }
    }
    return cells;
  }

  private static Cell of(StudyKit kit, String... changes) {
    FitReport fit = kit.fit(changes);
    if (fit.verdict() == Verdict.DOES_NOT_FIT) {
      return NONE;
    }
    PlanSearch search = plans(kit, fit, changes);
    if (search.points().isEmpty()) {
      return NONE;
    }
    PlanPoint alone = search.frontier().get(0);
    PlanPoint best = search.best();
    double inAll = best == null ? 0 : best.perGpu() * best.deployment().plan().gpus();
    return new Cell(true, alone.perUser(), inAll, alone.relativeBand());
  }

  /** Usual plans of what fits. */
  static PlanSearch plans(StudyKit kit, FitReport fit, String... changes) {
    return kit.plans(plan -> isUsual(plan, fit.plan()), changes);
  }

  /**
   * Tensor and pipeline parallelism, whole experts spread over data-parallel ranks, or the best.
   */
  private static boolean isUsual(ShardingPlan plan, ShardingPlan best) {
    boolean plain = plan.attentionDp() == 1 && plan.moeTp() <= plan.tp();
    boolean wide = plan.pp() == 1 && plan.moeTp() == 1 && plan.tp() <= 8;
    return (plan.tp() <= 16 && (plain || wide)) || plan.equals(best);
  }
}
