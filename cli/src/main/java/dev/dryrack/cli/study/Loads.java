package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.cli.sampling.SimulatedSamples;
import dev.dryrack.serving.estimate.Band;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.Stability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Closed form and simulation of one plan at the same requests per second, side by side.
 *
 * <p>They have the same price of a step. The closed form spreads prompts evenly and knows no
 * bursts; in the simulation requests arrive at random. {@link SimulatedSamples#TOLERANCE} is what
 * that may come to: a point beyond it shows the simulation.
 */
final class Loads {

  private static final double TOLERANCE = SimulatedSamples.TOLERANCE;

  private static final double STEP = 1.25;
  private static final int MOST_STEPS = 16;
  private static final int HALVINGS = 5;

  /**
   * A load.
   *
   * @param estimate its closed form
   * @param run its simulation
   */
  record Point(Estimate estimate, RunOutcome run) {

    double simulatedUser() {
      return run.result().throughput().outputTokensPerSecondPerUser();
    }

    double closedUser() {
      return estimate.outputTokensPerSecondPerUser().mid();
    }

    /** Relative difference of what a user sees. */
    double difference() {
      return Math.abs(closedUser() / simulatedUser() - 1);
    }

    boolean agrees() {
      return difference() <= TOLERANCE;
    }

    /** What is shown of it: the closed form where the two agree, else the simulation. */
    Band user() {
      Band closed = estimate.outputTokensPerSecondPerUser();
      return agrees() ? closed : closed.times(simulatedUser() / closedUser());
    }
  }

  private final StudyKit kit;
  private final String[] changes;
  private final List<Point> points = new ArrayList<>();
  private final Table table =
      new Table(
          ">req/s",
          ">at once",
          ">simulated",
          ">tok/s user",
          ">simulated",
          ">TTFT p50",
          ">p90",
          "state");

  /**
   * @param changes the model, the system and the plan
   */
  Loads(StudyKit kit, String... changes) {
    this.kit = kit;
    this.changes = changes;
  }

  /** Adds the load that so many requests at once are in the closed form. */
  Point add(int concurrency) {
    Estimate estimate = kit.estimate(concurrency, changes);
    Point point = new Point(estimate, simulate(estimate.requestsPerSecond().mid()));
    points.add(point);
    var ttft = point.run().result().latencies().ttft();
    table.row(
        Figures.digits(estimate.requestsPerSecond().mid(), 3),
        Figures.whole(concurrency),
        Figures.whole(Math.round(inSystem(point.run()))),
        Figures.digits(point.closedUser(), 3),
        Figures.digits(point.simulatedUser(), 3),
        Figures.duration(ttft.p50()),
        Figures.duration(ttft.p90()),
        state(point.run()));
    return point;
  }

  private RunOutcome simulate(double requestsPerSecond) {
    return kit.simulate(requestsPerSecond, changes);
  }

  private static String state(RunOutcome run) {
    return run.verdict().replace('_', ' ');
  }

  private static double inSystem(RunOutcome run) {
    double sum = 0;
    for (ReplicaResult replica : run.result().replicas()) {
      sum += replica.meanRunning() + replica.meanWaiting();
    }
    return sum;
  }

  /**
   * The most requests per second, in steps of 25 % above a start and then halved five times, at
   * which queues do not grow.
   */
  double mostThatIsStable(double start) {
    double stable = 0;
    double next = start;
    for (int i = 0; i < MOST_STEPS && isStable(next); i++) {
      stable = next;
      next *= STEP;
    }
    double grows = next;
    for (int i = 0; i < HALVINGS && grows > stable; i++) {
      double middle = (stable + grows) / 2;
      if (isStable(middle)) {
        stable = middle;
      } else {
        grows = middle;
      }
    }
    return stable;
  }

  private boolean isStable(double requestsPerSecond) {
    return simulate(requestsPerSecond).result().stability() == Stability.STABLE;
  }

  Table table() {
    return table;
  }

  /** What the columns say, and whether the two agree. */
  String note() {
    double worst = points.stream().mapToDouble(Point::difference).max().orElse(0);
    String largest = " (largest difference " + Figures.percent(worst) + ")";
    return worst <= TOLERANCE
        ? "closed form and simulation agree within "
            + Figures.percent(TOLERANCE)
            + " per token"
            + largest
            + "; the closed form is shown"
        : "where the two differ by more than "
            + Figures.percent(TOLERANCE)
            + " per token"
            + largest
            + " the simulation is shown: it knows how prompts meet, and who waits";
  }

  /** For programs. */
  List<Object> facts() {
    List<Object> facts = new ArrayList<>();
    for (Point point : points) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("requests_per_second", point.estimate().requestsPerSecond().mid());
      one.put("concurrency", point.estimate().load().concurrency());
      one.put("concurrency_simulated", inSystem(point.run()));
      one.put("user", point.closedUser());
      one.put("user_simulated", point.simulatedUser());
      one.put("agrees", point.agrees());
      one.put("shown", point.agrees() ? "closed form" : "simulation");
      one.put("stability", point.run().verdict());
      facts.add(one);
    }
    return facts;
  }
}
