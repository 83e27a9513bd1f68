package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.sim.stat.Tally;
import java.util.ArrayDeque;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/**
 * A single server fed by Poisson arrivals, against its mean waiting time in theory.
 *
 * <p>Source: F. Pollaczek, A. Khinchine, 1930-32: Wq = lambda E[S^2] / (2 (1 - rho)), which is rho
 * S / (1 - rho) for exponential (M/M/1) and half of that for constant service (M/D/1).
 */
final class QueueingTheoryTest {

  private static final long SEED = Long.getLong("dryrack.test.seed", 4711L);
  private static final int REPLICATIONS = 20;
  private static final int WARM_UP = 5_000;
  private static final int CUSTOMERS = 40_000;
  private static final double MEAN_SERVICE_PICOS = 1e9;

  /** Student's t for 99 % two-sided confidence and 19 degrees of freedom (tables). */
  private static final double T_99 = 2.861;

  @Test
  void waitingInAnMm1QueueAgreesWithTheory() {
    double load = 0.7;
    checkMeanWait(load, true, load * MEAN_SERVICE_PICOS / (1 - load));
  }

  @Test
  void waitingInAnMd1QueueAgreesWithTheory() {
    double load = 0.7;
    checkMeanWait(load, false, load * MEAN_SERVICE_PICOS / (2 * (1 - load)));
  }

  private static void checkMeanWait(double load, boolean exponentialService, double expected) {
    Tally means = new Tally();
    for (int replication = 0; replication < REPLICATIONS; replication++) {
      RandomStreams streams = new RandomStreams(SEED, replication);
      Exponential arrivals = new Exponential(streams.stream("arrivals"), MEAN_SERVICE_PICOS / load);
      Exponential services = new Exponential(streams.stream("services"), MEAN_SERVICE_PICOS);
      means.record(
          new SingleServer(
                  arrivals::next, exponentialService ? services::next : () -> MEAN_SERVICE_PICOS)
              .meanWait());
    }
    double halfWidth = T_99 * means.standardDeviation() / StrictMath.sqrt(REPLICATIONS);
    assertThat(halfWidth).as("precise enough to mean something").isLessThan(0.05 * expected);
    assertThat(Math.abs(means.mean() - expected))
        .as(
            "seed %d: mean wait %.4g ps +- %.2g, theory %.4g",
            SEED, means.mean(), halfWidth, expected)
        .isLessThan(halfWidth);
  }

  private static final class SingleServer {

    private static final int ARRIVAL = 1;
    private static final int DEPARTURE = 2;

    private final Simulation simulation = new Simulation(new BinaryHeapEventQueue());
    private final int self = simulation.register("server", this::onEvent);
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final Tally waits = new Tally();
    private final DoubleSupplier interarrival;
    private final DoubleSupplier service;
    private boolean busy;
    private int started;

    SingleServer(DoubleSupplier interarrival, DoubleSupplier service) {
      this.interarrival = interarrival;
      this.service = service;
    }

    double meanWait() {
      scheduleAfter(interarrival.getAsDouble(), ARRIVAL);
      simulation.run();
      return waits.mean();
    }

    private void onEvent(int type, long argument) {
      if (type == ARRIVAL) {
        scheduleAfter(interarrival.getAsDouble(), ARRIVAL);
        waiting.add(simulation.nowPicos());
      } else {
        busy = false;
      }
      if (!busy && !waiting.isEmpty()) {
        start(simulation.nowPicos() - waiting.remove());
      }
    }

    private void start(long wait) {
      if (++started > WARM_UP) {
        waits.record((double) wait);
      }
      if (waits.count() == CUSTOMERS) {
        simulation.stop();
      }
      busy = true;
      scheduleAfter(service.getAsDouble(), DEPARTURE);
    }

    private void scheduleAfter(double picos, int type) {
      simulation.schedule(simulation.nowPicos() + Math.round(picos), 0, self, type, 0);
    }
  }
}
