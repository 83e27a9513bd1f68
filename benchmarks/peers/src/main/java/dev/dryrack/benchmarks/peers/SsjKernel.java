package dev.dryrack.benchmarks.peers;

import dev.dryrack.benchmarks.kernel.Draws;
import dev.dryrack.benchmarks.kernel.KernelUnderTest;
import dev.dryrack.benchmarks.kernel.Workload;
import java.util.function.Supplier;
import umontreal.ssj.simevents.Event;
import umontreal.ssj.simevents.Simulator;
import umontreal.ssj.simevents.eventlist.EventList;
import umontreal.ssj.simevents.eventlist.Henriksen;
import umontreal.ssj.simevents.eventlist.RedblackTree;
import umontreal.ssj.simevents.eventlist.SplayTree;

/** SSJ on one of its event lists; event objects are used again, as its manual advises. */
public abstract class SsjKernel implements KernelUnderTest {

  private final String list;
  private final Supplier<EventList> lists;

  SsjKernel(String list, Supplier<EventList> lists) {
    this.list = list;
    this.lists = lists;
  }

  /** Its default list. */
  public static final class Splay extends SsjKernel {
    /** For the service loader. */
    public Splay() {
      super("splay", SplayTree::new);
    }
  }

  /** Its Henriksen list. */
  public static final class HenriksenList extends SsjKernel {
    /** For the service loader. */
    public HenriksenList() {
      super("henriksen", Henriksen::new);
    }
  }

  /** Its red-black tree. */
  public static final class RedBlack extends SsjKernel {
    /** For the service loader. */
    public RedBlack() {
      super("redblack", RedblackTree::new);
    }
  }

  @Override
  public String name() {
    return "SSJ-" + list;
  }

  @Override
  public Workload hold(int pending) {
    return new Hold(lists.get(), 1, pending);
  }

  @Override
  public Workload phold(int processes) {
    return new Hold(lists.get(), processes, processes);
  }

  @Override
  public Workload singleServer() {
    return new SingleServer(lists.get());
  }

  @Override
  public Workload timeouts(int pending) {
    return new Timeouts(lists.get(), pending);
  }

  private abstract static class Model implements Workload {

    final Simulator simulator;
    final Draws draws = new Draws();
    int left;

    Model(EventList list) {
      simulator = new Simulator(list);
      simulator.init(list);
    }

    @Override
    public final void deliver(int events) {
      left = events;
      simulator.start();
    }

    final void count() {
      if (--left == 0) {
        simulator.stop();
      }
    }
  }

  private static final class Hold extends Model {

    private final int[] received;

    Hold(EventList list, int processes, int pending) {
      super(list);
      received = new int[processes];
      for (int i = 0; i < pending; i++) {
        new Job(simulator).schedule((double) draws.increment());
      }
    }

    private final class Job extends Event {

      private int at;

      Job(Simulator simulator) {
        super(simulator);
      }

      @Override
      public void actions() {
        received[at]++;
        at = received.length == 1 ? 0 : draws.below(received.length);
        schedule((double) draws.increment());
        count();
      }
    }
  }

  private static final class SingleServer extends Model {

    private final Event departure = new Departure(simulator);
    private long inSystem;

    SingleServer(EventList list) {
      super(list);
      new Arrival(simulator).schedule(0);
    }

    private void depart() {
      departure.schedule(draws.exponential() * 0.8);
    }

    private final class Arrival extends Event {

      Arrival(Simulator simulator) {
        super(simulator);
      }

      @Override
      public void actions() {
        schedule((double) draws.exponential());
        if (inSystem++ == 0) {
          depart();
        }
        count();
      }
    }

    private final class Departure extends Event {

      Departure(Simulator simulator) {
        super(simulator);
      }

      @Override
      public void actions() {
        if (--inSystem > 0) {
          depart();
        }
        count();
      }
    }
  }

  private static final class Timeouts extends Model {

    Timeouts(EventList list, int pending) {
      super(list);
      for (int i = 0; i < pending; i++) {
        new Client(simulator).schedule((double) draws.increment());
      }
    }

    private final class Client extends Event {

      private final Event timeout =
          new Event(simulator) {
            @Override
            public void actions() {
              count();
            }
          };

      private boolean armed;

      Client(Simulator simulator) {
        super(simulator);
      }

      @Override
      public void actions() {
        if (armed) {
          timeout.cancel();
        }
        timeout.schedule((double) Draws.TIMEOUT);
        armed = true;
        schedule((double) draws.increment());
        count();
      }
    }
  }
}
