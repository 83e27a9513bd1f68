package dev.dryrack.serving.planning;

import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.estimate.Estimator;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.estimate.SteadyRates;
import dev.dryrack.serving.fit.FitAdvisor;
import dev.dryrack.serving.fit.FitOutline;
import dev.dryrack.serving.fit.FitRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every legal plan that fits on the GPUs asked for, at concurrencies that double from one request
 * to as many as run at once. Points at which requests wait for a place are left out: they are
 * slower and serve no more.
 *
 * <p>Cost: the step prices of each plan, some milliseconds; its points cost microseconds.
 */
public final class PlanSearch {

  private final List<FitOutline> plans;
  private final List<PlanPoint> points;

  private PlanSearch(List<FitOutline> plans, List<PlanPoint> points) {
    this.plans = plans;
    this.points = points;
  }

  /**
   * Searches.
   *
   * @param request the model, the GPUs and the limits; a plan in it is ignored
   * @param inputTokens of each request
   * @param outputTokens of each request, 2 or more
   */
  public static PlanSearch of(
      FitRequest request, int inputTokens, int outputTokens, CostSettings settings) {
    List<FitOutline> plans = FitAdvisor.fitting(request);
    List<PlanPoint> points = new ArrayList<>();
    for (FitOutline plan : plans) {
      Estimator estimator = new Estimator(plan.deployment(), plan.limits(), settings);
      double band = estimator.evidence().relativeBand();
      for (int concurrency : concurrencies(plan)) {
        SteadyLoad load = new SteadyLoad(inputTokens, outputTokens, concurrency);
        SteadyRates rates = estimator.rates(load);
        if (rates.fits() && rates.waiting() <= 0.005 * concurrency) {
          points.add(new PlanPoint(plan.deployment(), load, rates, band));
        }
      }
    }
    return new PlanSearch(plans, points);
  }

  private static List<Integer> concurrencies(FitOutline outline) {
    var plan = outline.deployment().plan();
    long most = (long) outline.limits().maxNumSeqs() * plan.attentionDp() * plan.replicas();
    List<Integer> all = new ArrayList<>();
    for (long concurrency = 1; concurrency <= Math.min(most, 1 << 20); concurrency *= 2) {
      all.add((int) concurrency);
    }
    return all;
  }

  /** The plans that fit. */
  public List<FitOutline> plans() {
    return plans;
  }

  /** All points. */
  public List<PlanPoint> points() {
    return points;
  }

  /** Points that no other beats in speed per user and output per GPU, fastest for a user first. */
  public List<PlanPoint> frontier() {
    List<PlanPoint> sorted = new ArrayList<>(points);
    sorted.sort(
        Comparator.comparingDouble((PlanPoint point) -> -point.perUser())
            .thenComparingDouble(point -> -point.perGpu()));
    List<PlanPoint> frontier = new ArrayList<>();
    double most = 0;
    for (PlanPoint point : sorted) {
      if (point.perGpu() > most) {
        frontier.add(point);
        most = point.perGpu();
      }
    }
    return frontier;
  }

  /** The point with most output per GPU that keeps to the limits; null if none does. */
  public @Nullable PlanPoint best(LatencyLimits limits) {
    return best(limits, point -> true);
  }

  /** The same among the points that something else can do, such as an engine. */
  public @Nullable PlanPoint best(LatencyLimits limits, Predicate<PlanPoint> possible) {
    PlanPoint best = null;
    for (PlanPoint point : points) {
      if (possible.test(point)
          && limits.metBy(point, 1)
          && (best == null || point.perGpu() > best.perGpu())) {
        best = point;
      }
    }
    return best;
  }

  /** The point that misses the limits by the smallest factor; null without points. */
  public @Nullable PlanPoint nearest(LatencyLimits limits) {
    PlanPoint nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (PlanPoint point : points) {
      double miss =
          Math.max(
              point.rates().ttftSeconds() / limits.ttftSeconds(),
              Math.max(
                  point.rates().tpotSeconds() / limits.tpotSeconds(),
                  point.endToEndSeconds() / limits.endToEndSeconds()));
      if (miss < least) {
        least = miss;
        nearest = point;
      }
    }
    return nearest;
  }
}
