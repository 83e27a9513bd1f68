package dev.dryrack.sim.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.sim.experiment.ConfidenceInterval;
import dev.dryrack.sim.experiment.Experiment;
import dev.dryrack.sim.experiment.Outputs;
import dev.dryrack.sim.experiment.StoppingRule;
import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.RandomStreams;
import org.junit.jupiter.api.Test;

/**
 * A worked example: the M/M/c queue. A source sends customers to a desk of c clerks; the mean wait
 * must be Erlang's.
 *
 * <p>Source of the expected value: A. K. Erlang, 1917: with offered load a = c rho, the probability
 * to wait is C = B / (1 - rho (1 - B)), B by the recursion B(0) = 1, B(k) = a B(k-1) / (k + a
 * B(k-1)); the mean wait is C S / (c (1 - rho)).
 */
final class MultiServerQueueTest {

  private static final double SERVICE_PICOS = 1e9;
  private static final int CLERKS = 4;
  private static final double LOAD = 0.8;

  /** Sends a customer, numbered, at random intervals. */
  private static final class Source extends Entity {

    final OutPort<Integer> customers = out("customers");
    private final Exponential interarrival;
    private int sent;

    Source(EntityModel model, RandomStreams streams) {
      super(model, "source");
      interarrival = new Exponential(streams.stream("arrivals"), SERVICE_PICOS / (LOAD * CLERKS));
      next();
    }

    private void next() {
      after(
          Math.round(interarrival.next()),
          () -> {
            customers.send(sent++);
            next();
          });
    }
  }

  /** Serves each customer by the next free clerk. */
  private static final class Desk extends Entity {

    final InPort<Integer> customers = in("customers", this::welcome);
    private final Resource clerks;
    private final Exponential service;
    private int served;

    Desk(EntityModel model, RandomStreams streams) {
      super(model, "desk");
      clerks = new Resource(model, "clerks", CLERKS);
      service = new Exponential(streams.stream("services"), SERVICE_PICOS);
    }

    private void welcome(int customer) {
      clerks.request(
          () ->
              after(
                  Math.round(service.next()),
                  () -> {
                    served++;
                    clerks.release();
                  }));
    }
  }

  @Test
  void theMeanWaitIsErlangs() {
    double expected = erlangWaitPicos();
    Outputs outputs =
        new Experiment(12, StoppingRule.after(20))
            .run(
                (streams, results) -> {
                  EntityModel model = new EntityModel();
                  Source source = new Source(model, streams);
                  Desk desk = new Desk(model, streams);
                  source.customers.connect(desk.customers, 0);
                  model.simulation().runUntil(() -> desk.served == 2_000);
                  desk.clerks.waits().reset();
                  model.simulation().runUntil(() -> desk.served == 42_000);
                  results.record("wait", desk.clerks.waits().mean());
                  results.record("busy", desk.clerks.busy().mean());
                });
    ConfidenceInterval wait = outputs.interval("wait", 0.99);
    assertThat(wait.relativeHalfWidth()).isLessThan(0.06);
    assertThat(wait.contains(expected)).as("%s, theory %s", wait, expected).isTrue();
    assertThat(outputs.interval("busy", 0.99).contains(LOAD * CLERKS)).isTrue();
  }

  private static double erlangWaitPicos() {
    double offered = CLERKS * LOAD;
    double blocked = 1;
    for (int k = 1; k <= CLERKS; k++) {
      blocked = offered * blocked / (k + offered * blocked);
    }
    double waiting = blocked / (1 - LOAD * (1 - blocked));
    return waiting * SERVICE_PICOS / (CLERKS * (1 - LOAD));
  }
}
