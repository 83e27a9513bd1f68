package dev.dryrack.benchmarks.kernel;

import dev.dryrack.sim.BinaryHeapEventQueue;
import dev.dryrack.sim.BitmapWheelEventQueue;
import dev.dryrack.sim.EventQueue;
import dev.dryrack.sim.HybridEventQueue;
import dev.dryrack.sim.LadderEventQueue;
import dev.dryrack.sim.Simulation;
import dev.dryrack.sim.SortedArrayEventQueue;
import dev.dryrack.sim.TournamentEventQueue;
import java.util.Arrays;
import java.util.function.Supplier;

/** dryrack on one of its event lists. */
public abstract class DryrackKernel implements KernelUnderTest {

  private final String list;
  private final Supplier<EventQueue> queues;

  DryrackKernel(String list, Supplier<EventQueue> queues) {
    this.list = list;
    this.queues = queues;
  }

  /** The default list. */
  public static final class Hybrid extends DryrackKernel {
    /** For the service loader. */
    public Hybrid() {
      super("hybrid", HybridEventQueue::new);
    }
  }

  /** The tournament tree. */
  public static final class Tournament extends DryrackKernel {
    /** For the service loader. */
    public Tournament() {
      super("tournament", TournamentEventQueue::new);
    }
  }

  /** The ladder queue. */
  public static final class Ladder extends DryrackKernel {
    /** For the service loader. */
    public Ladder() {
      super("ladder", LadderEventQueue::new);
    }
  }

  /** The bitmap wheel. */
  public static final class Wheel extends DryrackKernel {
    /** For the service loader. */
    public Wheel() {
      super("wheel", BitmapWheelEventQueue::new);
    }
  }

  /** The binary heap. */
  public static final class Heap extends DryrackKernel {
    /** For the service loader. */
    public Heap() {
      super("heap", BinaryHeapEventQueue::new);
    }
  }

  /** The sorted array, which is for few pending events. */
  public static final class SortedArray extends DryrackKernel {

    private static final int PENDING_MOST = 1000;

    /** For the service loader. */
    public SortedArray() {
      super("sorted-array", SortedArrayEventQueue::new);
    }

    @Override
    public boolean supports(String workload) {
      return KernelUnderTest.size(workload) <= PENDING_MOST;
    }
  }

  @Override
  public String name() {
    return "dryrack-" + list;
  }

  @Override
  public Workload hold(int pending) {
    return new Hold(queues.get(), 1, pending);
  }

  @Override
  public Workload phold(int processes) {
    return new Hold(queues.get(), processes, processes);
  }

  @Override
  public Workload singleServer() {
    return new SingleServer(queues.get());
  }

  @Override
  public Workload timeouts(int pending) {
    return new Timeouts(queues.get(), pending);
  }

  /** What the models share: deliver so many events, then stop. */
  private abstract static class Model implements Workload {

    final Simulation simulation;
    final Draws draws = new Draws();
    int left;

    Model(EventQueue queue) {
      simulation = new Simulation(queue);
    }

    @Override
    public final void deliver(int events) {
      left = events;
      simulation.run();
    }

    final void count() {
      if (--left == 0) {
        simulation.stop();
      }
    }
  }

  private static final class Hold extends Model {

    private final int processes;

    Hold(EventQueue queue, int processes, int pending) {
      super(queue);
      this.processes = processes;
      for (int i = 0; i < processes; i++) {
        simulation.register("process " + i, this::onEvent);
      }
      for (int i = 0; i < pending; i++) {
        simulation.schedule(draws.increment(), 0, i % processes, 0, i);
      }
    }

    private void onEvent(int type, long argument) {
      int to = processes == 1 ? 0 : draws.below(processes);
      simulation.schedule(simulation.nowPicos() + draws.increment(), 0, to, 0, argument);
      count();
    }
  }

  private static final class SingleServer extends Model {

    private static final int ARRIVAL = 0;
    private static final int DEPARTURE = 1;
    private final int self = simulation.register("server", this::onEvent);
    private long inSystem;

    SingleServer(EventQueue queue) {
      super(queue);
      simulation.schedule(0, 0, self, ARRIVAL, 0);
    }

    private void onEvent(int type, long argument) {
      long now = simulation.nowPicos();
      if (type == ARRIVAL) {
        simulation.schedule(now + draws.exponential(), 0, self, ARRIVAL, 0);
        if (inSystem++ == 0) {
          depart(now);
        }
      } else if (--inSystem > 0) {
        depart(now);
      }
      count();
    }

    private void depart(long now) {
      simulation.schedule(now + draws.exponential() * 4 / 5, 0, self, DEPARTURE, 0);
    }
  }

  private static final class Timeouts extends Model {

    private static final int WORK = 0;
    private static final int TIMEOUT = 1;
    private final int self = simulation.register("client", this::onEvent);
    private final long[] timeouts;

    Timeouts(EventQueue queue, int pending) {
      super(queue);
      timeouts = new long[pending];
      Arrays.fill(timeouts, EventQueue.NO_EVENT);
      for (int i = 0; i < pending; i++) {
        simulation.schedule(draws.increment(), 0, self, WORK, i);
      }
    }

    private void onEvent(int type, long argument) {
      if (type == WORK) {
        long now = simulation.nowPicos();
        int client = (int) argument;
        simulation.cancel(timeouts[client]);
        timeouts[client] = simulation.schedule(now + Draws.TIMEOUT, 0, self, TIMEOUT, argument);
        simulation.schedule(now + draws.increment(), 0, self, WORK, argument);
      }
      count();
    }
  }
}
