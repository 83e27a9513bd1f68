package dev.dryrack.benchmarks.peers;

import dev.dryrack.benchmarks.kernel.Draws;
import dev.dryrack.benchmarks.kernel.KernelUnderTest;
import dev.dryrack.benchmarks.kernel.Workload;
import java.util.ArrayList;
import java.util.List;
import nl.tudelft.simulation.dsol.SimRuntimeException;
import nl.tudelft.simulation.dsol.experiment.SingleReplication;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.Executable;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;
import nl.tudelft.simulation.dsol.model.AbstractDsolModel;
import nl.tudelft.simulation.dsol.simulators.DevsSimulator;
import org.jspecify.annotations.Nullable;

/**
 * DSOL with double time and lambda events, its fastest combination. Steps are taken directly,
 * without the state changes and the thread of its public run methods: in its favour.
 */
public final class DsolKernel implements KernelUnderTest {

  @Override
  public String name() {
    return "DSOL";
  }

  @Override
  public Workload hold(int pending) {
    return new Hold(1, pending);
  }

  @Override
  public Workload phold(int processes) {
    return new Hold(processes, processes);
  }

  @Override
  public Workload singleServer() {
    return new SingleServer();
  }

  @Override
  public Workload timeouts(int pending) {
    return new Timeouts(pending);
  }

  private static final class Stepper extends DevsSimulator<Double> {

    private static final long serialVersionUID = 1L;

    Stepper() {
      super("stepper");
    }

    void one() {
      stepImpl();
    }
  }

  private static final class Empty extends AbstractDsolModel<Double, Stepper> {

    private static final long serialVersionUID = 1L;

    Empty(Stepper simulator) {
      super(simulator);
    }

    @Override
    public void constructModel() {}
  }

  private abstract static class Model implements Workload {

    private final Stepper simulator = new Stepper();
    final Draws draws = new Draws();

    Model() {
      try {
        simulator.initialize(
            new Empty(simulator), new SingleReplication<>("one", 0.0, 0.0, 1e300), true);
      } catch (SimRuntimeException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public final void deliver(int events) {
      for (int i = 0; i < events; i++) {
        simulator.one();
      }
    }

    final SimEventInterface<Double> after(long delay, Executable what) {
      try {
        return simulator.scheduleEventRel((double) delay, what);
      } catch (SimRuntimeException e) {
        throw new IllegalStateException(e);
      }
    }

    final void cancel(SimEventInterface<Double> event) {
      simulator.cancelEvent(event);
    }
  }

  private static final class Hold extends Model {

    private final List<Station> processes = new ArrayList<>();

    Hold(int count, int pending) {
      for (int i = 0; i < count; i++) {
        processes.add(new Station());
      }
      for (int i = 0; i < pending; i++) {
        after(draws.increment(), processes.get(i % count));
      }
    }

    private final class Station implements Executable {
      @Override
      public void execute() {
        int to = processes.size() == 1 ? 0 : draws.below(processes.size());
        after(draws.increment(), processes.get(to));
      }
    }
  }

  private static final class SingleServer extends Model {

    private final Executable arrival = this::arrive;
    private final Executable departure = this::leave;
    private long inSystem;

    SingleServer() {
      after(0, arrival);
    }

    private void arrive() {
      after(draws.exponential(), arrival);
      if (inSystem++ == 0) {
        depart();
      }
    }

    private void leave() {
      if (--inSystem > 0) {
        depart();
      }
    }

    private void depart() {
      after(draws.exponential() * 4 / 5, departure);
    }
  }

  private static final class Timeouts extends Model {

    Timeouts(int pending) {
      for (int i = 0; i < pending; i++) {
        after(draws.increment(), new Client());
      }
    }

    private final class Client implements Executable {

      private static final Executable NOTHING = () -> {};
      private @Nullable SimEventInterface<Double> timeout;

      @Override
      public void execute() {
        if (timeout != null) {
          cancel(timeout);
        }
        timeout = after(Draws.TIMEOUT, NOTHING);
        after(draws.increment(), this);
      }
    }
  }
}
