package dev.dryrack.serving.planning;

import dev.dryrack.serving.estimate.Estimator;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.estimate.SteadyRates;
import dev.dryrack.serving.fit.FitAdvisor;
import dev.dryrack.serving.fit.FitOutline;
import dev.dryrack.serving.fit.FitRequest;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every legal plan that fits on the GPUs asked for, with every token budget of a list, at
 * concurrencies that double from one request to as many as run at once, and at the most that keeps
 * to the limits of latency. Points at which requests wait for a place are left out: they are slower
 * and serve no more.
 *
 * <p>Cost: the step prices of each plan, some milliseconds; its points cost microseconds.
 */
public final class PlanSearch {

  /** Share of requests that may wait in a point that is kept. */
  private static final double WAITING = 0.005;

  private static final int MOST_CONCURRENCY = 1 << 20;

  private final PlanQuestion question;
  private final List<FitOutline> plans = new ArrayList<>();
  private final List<PlanPoint> points = new ArrayList<>();

  private PlanSearch(PlanQuestion question) {
    this.question = question;
  }

  /** Searches all plans. */
  public static PlanSearch of(PlanQuestion question) {
    return of(question, plan -> true);
  }

  /** Searches plans that something else can do, such as an engine. */
  public static PlanSearch of(PlanQuestion question, Predicate<ShardingPlan> possible) {
    PlanSearch search = new PlanSearch(question);
    FitRequest least = question.request().withLimits(question.limits(0));
    for (FitOutline plan : FitAdvisor.fitting(least, possible)) {
      search.plans.add(plan);
      search.explore(plan);
    }
    return search;
  }

  private void explore(FitOutline outline) {
    int budgets = question.tokenBudgets().size();
    Estimator widest =
        new Estimator(outline.deployment(), question.limits(budgets - 1), question.settings());
    for (int i = 0; i < budgets; i++) {
      explore(new Candidate(outline.deployment(), question.limits(i), widest));
    }
  }

  /** A plan with a token budget. */
  private record Candidate(Deployment deployment, EngineLimits limits, Estimator estimator) {

    Candidate {
      estimator = estimator.within(limits);
    }

    long most() {
      var plan = deployment.plan();
      return Math.min(
          MOST_CONCURRENCY, (long) limits.maxNumSeqs() * plan.attentionDp() * plan.replicas());
    }

    /** What comes of so many requests; null if some of them only wait. */
    @Nullable PlanPoint at(SteadyLoad load) {
      SteadyRates rates = estimator.rates(load);
      return rates.fits() && rates.waiting() <= WAITING * load.concurrency()
          ? new PlanPoint(deployment, limits, load, rates, estimator.evidence().relativeBand())
          : null;
    }
  }

  private void explore(Candidate candidate) {
    int within = 0;
    int beyond = 0;
    for (int concurrency = 1; concurrency <= candidate.most(); concurrency *= 2) {
      PlanPoint point = candidate.at(question.load(concurrency));
      if (point != null) {
        points.add(point);
      }
      if (point != null && question.latency().metBy(point, 1)) {
        within = concurrency;
      } else if (beyond <= within) {
        beyond = concurrency;
      }
    }
    if (within > 0 && beyond > within) {
      edge(candidate, within, beyond);
    }
  }

  /** Adds the most requests that keep to the limits, from bounds of which only one does. */
  private void edge(Candidate candidate, int within, int beyond) {
    PlanPoint best = null;
    int from = within;
    int to = beyond;
    while (to - from > 1) {
      int middle = from + (to - from) / 2;
      PlanPoint point = candidate.at(question.load(middle));
      if (point != null && question.latency().metBy(point, 1)) {
        best = point;
        from = middle;
      } else {
        to = middle;
      }
    }
    if (best != null) {
      points.add(best);
    }
  }

  /** What was asked. */
  public PlanQuestion question() {
    return question;
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
  public @Nullable PlanPoint best() {
    return best(point -> true);
  }

  /** The same among the points that something else can do, such as an engine. */
  public @Nullable PlanPoint best(Predicate<PlanPoint> possible) {
    PlanPoint best = null;
    for (PlanPoint point : points) {
      if (possible.test(point)
          && question.latency().metBy(point, 1)
          && (best == null || point.perGpu() > best.perGpu())) {
        best = point;
      }
    }
    return best;
  }

  /** The point that misses the limits by the smallest factor; null without points. */
  public @Nullable PlanPoint nearest() {
    LatencyLimits limits = question.latency();
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
