package dev.dryrack.benchmarks.kernel;

import java.util.Arrays;

/**
 * The floor: models written out without a kernel, for what only they need.
 *
 * <p>M/M/1 has its two possible events in two variables. What remains is the draw and the branch on
 * which event comes first, which no predictor knows. HOLD has a calendar whose width and length fit
 * its one distribution and number of events: times and arguments, no ties in order, no priorities,
 * no cancelling, no component to call, nothing beyond a year.
 */
public final class HandWrittenKernel implements KernelUnderTest {

  @Override
  public String name() {
    return "by-hand";
  }

  @Override
  public boolean supports(String workload) {
    return workload.equals("mm1") || workload.equals("hold-10000");
  }

  @Override
  public Workload singleServer() {
    return new SingleServer();
  }

  @Override
  public Workload hold(int pending) {
    return new Hold(pending);
  }

  private static final class SingleServer implements Workload {

    private final Draws draws = new Draws();
    private long arrival;
    private long departure = Long.MAX_VALUE;
    private long inSystem;

    @Override
    public void deliver(int events) {
      for (int i = 0; i < events; i++) {
        if (arrival <= departure) {
          if (inSystem++ == 0) {
            departure = arrival + draws.exponential() * 4 / 5;
          }
          arrival += draws.exponential();
        } else if (--inSystem > 0) {
          departure += draws.exponential() * 4 / 5;
        } else {
          departure = Long.MAX_VALUE;
        }
      }
    }
  }

  /** A circle of buckets that no increment goes around, one bit for each that is in use. */
  static final class Hold implements Workload {

    private static final int BUCKETS = 1 << 17;

    /** Buckets so wide that the circle is longer than any increment. */
    private static final int SHIFT =
        Long.SIZE - Long.numberOfLeadingZeros(2 * Draws.MEAN / BUCKETS);

    private final Draws draws = new Draws();
    private final int[] heads = new int[BUCKETS];
    private final long[] inUse = new long[BUCKETS / Long.SIZE];
    private final int[] next;
    private final long[] times;
    private final long[] arguments;
    private int bucket;
    private long now;

    Hold(int pending) {
      next = new int[pending];
      times = new long[pending];
      arguments = new long[pending];
      Arrays.fill(heads, -1);
      for (int event = 0; event < pending; event++) {
        add(event, draws.increment());
      }
    }

    @Override
    public void deliver(int events) {
      for (int i = 0; i < events; i++) {
        int event = takeEarliest();
        now = times[event];
        arguments[event]++;
        add(event, now + draws.increment());
      }
    }

    /** The time of the event delivered last. */
    long now() {
      return now;
    }

    private void add(int event, long time) {
      int index = (int) (time >>> SHIFT) & (BUCKETS - 1);
      times[event] = time;
      next[event] = heads[index];
      heads[index] = event;
      inUse[index >>> 6] |= 1L << index;
    }

    private int takeEarliest() {
      int word = bucket >>> 6;
      long bits = inUse[word] & (-1L << bucket);
      while (bits == 0) {
        word = (word + 1) & (inUse.length - 1);
        bits = inUse[word];
      }
      bucket = (word << 6) + Long.numberOfTrailingZeros(bits);
      int earliest = heads[bucket];
      int before = -1;
      for (int last = earliest, event = next[earliest]; event >= 0; event = next[event]) {
        if (times[event] < times[earliest]) {
          earliest = event;
          before = last;
        }
        last = event;
      }
      if (before >= 0) {
        next[before] = next[earliest];
        return earliest;
      }
      heads[bucket] = next[earliest];
      if (heads[bucket] < 0) {
        inUse[word] &= inUse[word] - 1;
      }
      return earliest;
    }
  }
}
