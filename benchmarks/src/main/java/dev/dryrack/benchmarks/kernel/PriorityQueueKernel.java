package dev.dryrack.benchmarks.kernel;

import java.util.PriorityQueue;

/** What one writes without a kernel: java.util.PriorityQueue, an object an event. */
public final class PriorityQueueKernel implements KernelUnderTest {

  private static final int WORK = 0;
  private static final int ARRIVAL = 0;
  private static final int DEPARTURE = 1;
  private static final int TIMEOUT = 1;

  @Override
  public String name() {
    return "PriorityQueue";
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

  private record Event(long time, int type, int target, long sequence)
      implements Comparable<Event> {

    @Override
    public int compareTo(Event other) {
      return time != other.time
          ? Long.compare(time, other.time)
          : Long.compare(sequence, other.sequence);
    }
  }

  private abstract static class Model implements Workload {

    final PriorityQueue<Event> queue = new PriorityQueue<>();
    final Draws draws = new Draws();
    private long sequence;

    abstract void onEvent(Event event);

    @Override
    public final void deliver(int events) {
      for (int i = 0; i < events; i++) {
        onEvent(queue.remove());
      }
    }

    final Event schedule(long time, int type, int target) {
      Event event = new Event(time, type, target, sequence++);
      queue.add(event);
      return event;
    }
  }

  private static final class Hold extends Model {

    private final int processes;

    Hold(int processes, int pending) {
      this.processes = processes;
      for (int i = 0; i < pending; i++) {
        schedule(draws.increment(), WORK, i % processes);
      }
    }

    @Override
    void onEvent(Event event) {
      int to = processes == 1 ? 0 : draws.below(processes);
      schedule(event.time + draws.increment(), WORK, to);
    }
  }

  private static final class SingleServer extends Model {

    private long inSystem;

    SingleServer() {
      schedule(0, ARRIVAL, 0);
    }

    @Override
    void onEvent(Event event) {
      if (event.type == ARRIVAL) {
        schedule(event.time + draws.exponential(), ARRIVAL, 0);
        if (inSystem++ == 0) {
          depart(event.time);
        }
      } else if (--inSystem > 0) {
        depart(event.time);
      }
    }

    private void depart(long now) {
      schedule(now + draws.exponential() * 4 / 5, DEPARTURE, 0);
    }
  }

  private static final class Timeouts extends Model {

    /** The time and sequence of each client's timeout: those that are not the last are void. */
    private final long[] timeouts;

    Timeouts(int pending) {
      timeouts = new long[pending];
      for (int i = 0; i < pending; i++) {
        schedule(draws.increment(), WORK, i);
      }
    }

    /** Removing from the middle would cost O(n): void timeouts are skipped instead. */
    @Override
    void onEvent(Event event) {
      Event next = event;
      while (next.type == TIMEOUT && timeouts[next.target] != next.sequence) {
        next = queue.remove();
      }
      if (next.type == WORK) {
        timeouts[next.target] = schedule(next.time + Draws.TIMEOUT, TIMEOUT, next.target).sequence;
        schedule(next.time + draws.increment(), WORK, next.target);
      }
    }
  }
}
