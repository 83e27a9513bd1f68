package dev.dryrack.sim.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.sim.experiment.ConfidenceInterval;
import dev.dryrack.sim.experiment.Experiment;
import dev.dryrack.sim.experiment.StoppingRule;
import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.stat.TimeWeighted;
import org.junit.jupiter.api.Test;

/**
 * A worked example: a machine shop. Machines fail and wait for one of a few repairers; the mean
 * number of machines that run must be that of the finite-source queue.
 *
 * <p>Source of the expected value: the birth-death chain of the machine-repair model (M/M/c//N), L.
 * Kleinrock, "Queueing Systems" volume 1, 1975, section 3.8 ff.: with n of N machines down, they
 * fail at rate (N - n) / MTTF and are repaired at rate min(n, c) / MTTR.
 */
final class MachineShopTest {

  private static final int MACHINES = 10;
  private static final int REPAIRERS = 2;
  private static final double TO_FAILURE_PICOS = 8e9;
  private static final double TO_REPAIR_PICOS = 2e9;

  private static final class Machine extends Entity {

    private final Exponential toFailure;
    private final Exponential toRepair;
    private final Resource repairers;
    private final TimeWeighted running;

    Machine(
        EntityModel model,
        String name,
        Exponential toFailure,
        Exponential toRepair,
        Resource repairers,
        TimeWeighted running) {
      super(model, name);
      this.toFailure = toFailure;
      this.toRepair = toRepair;
      this.repairers = repairers;
      this.running = running;
      start();
    }

    private void start() {
      running.change(nowPicos(), 1);
      after(Math.round(toFailure.next()), this::fail);
    }

    private void fail() {
      running.change(nowPicos(), -1);
      repairers.request(() -> after(Math.round(toRepair.next()), this::repaired));
    }

    private void repaired() {
      repairers.release();
      start();
    }
  }

  @Test
  void asManyMachinesRunAsTheRepairModelSays() {
    ConfidenceInterval running =
        new Experiment(5, StoppingRule.after(20))
            .run(
                (streams, results) -> {
                  EntityModel model = new EntityModel();
                  Resource repairers = new Resource(model, "repairers", REPAIRERS);
                  TimeWeighted level = new TimeWeighted(0, 0);
                  Exponential toRepair =
                      new Exponential(streams.stream("repairs"), TO_REPAIR_PICOS);
                  for (int i = 0; i < MACHINES; i++) {
                    Exponential toFailure =
                        new Exponential(streams.stream("machine " + i), TO_FAILURE_PICOS);
                    new Machine(model, "machine " + i, toFailure, toRepair, repairers, level);
                  }
                  long warmUp = 200 * (long) TO_FAILURE_PICOS;
                  model.simulation().runUntil(warmUp);
                  level.forget(warmUp);
                  model.simulation().runUntil(10 * warmUp);
                  level.advanceTo(10 * warmUp);
                  results.record("running", level.mean());
                })
            .interval("running", 0.99);
    assertThat(running.relativeHalfWidth()).isLessThan(0.01);
    assertThat(running.contains(expectedRunning()))
        .as("%s, theory %s", running, expectedRunning())
        .isTrue();
  }

  private static double expectedRunning() {
    double weight = 1;
    double sum = 0;
    double running = 0;
    for (int down = 0; down <= MACHINES; down++) {
      sum += weight;
      running += weight * (MACHINES - down);
      weight *=
          (MACHINES - down) / TO_FAILURE_PICOS * TO_REPAIR_PICOS / Math.min(down + 1, REPAIRERS);
    }
    return running / sum;
  }
}
