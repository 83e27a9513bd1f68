package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Workloads made to hurt an event list. Each is run on the list and on the binary heap: the traces
 * must be equal, and what the list does in loops of unbounded length ({@link EventStore#looped})
 * must be few events a call, however many are pending. Nothing here depends on a clock.
 */
final class AdversarialWorkloadTest {

  private static final int EVENTS = 60_000;

  /**
   * The worst is 41, of the ladder where it moves an event O(log n) times; O(n) takes hundreds. Two
   * times shared by all priorities can take some 65: those of one time are kept sorted, 256 at
   * most.
   */
  private static final double LOOPED_AT_MOST = 80;

  static Stream<Arguments> cases() {
    return Stream.of(
            EventQueues.TOURNAMENT,
            EventQueues.LADDER,
            EventQueues.HYBRID,
            EventQueues.BITMAP_WHEEL)
        .flatMap(kind -> Stream.of(Workload.values()).map(w -> Arguments.of(kind, w)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noWorkloadMakesAListQuadratic(EventQueues kind, Workload workload) {
    Run heap = new Run(EventQueues.BINARY_HEAP.create(), workload);
    Run list = new Run(kind.create(), workload);
    assertThat(list.play()).as("order of events").isEqualTo(heap.play());
    assertThat(list.loopedPerCall())
        .as("%s on %s, events in long loops a call", kind, workload)
        .isLessThan(LOOPED_AT_MOST);
  }

  private enum Workload {
    /** The time scale grows from picoseconds to hours within a run, and shrinks again. */
    DRIFT,
    /** The number of pending events swings between 3 and 20,000. */
    SWELL,
    /** Two kinds of events whose increments differ by 1e9. */
    SCALES,
    /** Everything at one time, some of it scheduled from within. */
    ALL_EQUAL,
    /** A few times only, all events at one of them, with many priorities. */
    LOCKSTEP,
    /** Every event arms a far timeout and cancels an earlier one. */
    CANCEL_STORM,
    /** Each event schedules three more at the current time until a budget is gone. */
    REENTRANT,
    /** Time doubles with every pending event. */
    EXPONENTIAL_GAPS,
    /** The run advances in small slices, looking ahead far more often than delivering. */
    SLICES,
    /** After a look at a far event, thousands are scheduled before it. */
    BEFORE_THE_NEXT,
    /** Always just before what was scheduled before. */
    DESCENDING,
    /** The same from within a handler, after a look at the earliest of all others. */
    DESCENDING_FROM_WITHIN,
    /** Many are pending, then ten, and many more come and are cancelled before one is due. */
    CANCEL_UNSEEN,
    /** Once very many were pending, then their number swings between 50 and 300. */
    SWING_AFTER_A_PEAK,
    /** Again and again the earliest of very many is looked at and cancelled, and some scheduled. */
    CANCEL_THE_EARLIEST,
    /** The same, and each time the next is delivered, so that its bucket is reached. */
    CANCEL_AND_DELIVER,
    /** Many timeouts far ahead; again and again a guard is scheduled, looked at and cancelled. */
    GUARDS_BEFORE_TIMEOUTS,
    /** Many timeouts far ahead; again and again a burst comes and is run through. */
    BURSTS_BEFORE_TIMEOUTS,
    /** Two times at once, each with all priorities. */
    TWO_TIMES
  }

  /** One workload on one list. */
  private static final class Run {

    private final EventQueue queue;
    private final Simulation simulation;
    private final Workload workload;
    private final RandomStream random = new RandomStreams(3, 0).stream("adversary");
    private final int self;
    private final long[] timeouts = new long[20_000];
    private long scheduled;

    /** Calls of schedule, cancel and the look ahead; those of poll are as many as of schedule. */
    private long calls;

    private long hash = 17;

    Run(EventQueue queue, Workload workload) {
      this.queue = queue;
      this.workload = workload;
      simulation = new Simulation(queue);
      self = simulation.register("adversary", this::onEvent);
    }

    long play() {
      int pending =
          switch (workload) {
            case SWING_AFTER_A_PEAK -> 200_000;
            case CANCEL_THE_EARLIEST, CANCEL_AND_DELIVER -> 0;
            case CANCEL_UNSEEN -> 10;
            case GUARDS_BEFORE_TIMEOUTS, BURSTS_BEFORE_TIMEOUTS -> 16_000;
            default -> 3_000;
          };
      for (int i = 0; i < pending; i++) {
        after(start(i));
      }
      if (workload == Workload.BURSTS_BEFORE_TIMEOUTS) {
        bursts();
      }
      if (workload == Workload.CANCEL_UNSEEN) {
        cancelAgain(20_000);
      }
      if (workload == Workload.CANCEL_THE_EARLIEST) {
        lookAndCancel(timeouts.length);
      }
      if (workload == Workload.CANCEL_AND_DELIVER) {
        cancelAndDeliver(timeouts.length);
      }
      if (workload == Workload.SLICES) {
        for (int i = 0; i < 2_000; i++) {
          simulation.runUntil(simulation.nowPicos() + 1 + random.nextLong(1000));
        }
      }
      simulation.run();
      assertThat(queue.isEmpty()).isTrue();
      return hash;
    }

    double loopedPerCall() {
      return (double) ((StoredEventQueue) queue).store.looped / calls;
    }

    private boolean cancel(long handle) {
      calls++;
      return simulation.cancel(handle);
    }

    private long look() {
      calls++;
      return queue.nextTimePicos();
    }

    private void cancelAgain(int count) {
      long[] handles = new long[count];
      for (int i = 0; i < count; i++) {
        handles[i] = schedule(1L << 21);
      }
      for (long handle : handles) {
        cancel(handle);
      }
    }

    private void bursts() {
      for (int burst = 0; burst < 3_000; burst++) {
        long from = simulation.nowPicos();
        for (int i = 0; i < 14; i++) {
          schedule(1 + random.nextLong(1 << 20));
        }
        calls++;
        simulation.runUntil(from + (1 << 20) + 1);
      }
    }

    private void guards() {
      for (int i = 0; i < 16_000; i++) {
        long guard = schedule(5_000);
        calls += 2;
        hash = hash * 31 + (simulation.tryAdvance(simulation.nowPicos() + 1_000, 0) ? 1 : 0);
        cancel(guard);
        hash = hash * 31 + (simulation.tryAdvance(simulation.nowPicos() + 1_000, 0) ? 1 : 0);
      }
    }

    /** All in one bucket of the wheel, ascending, so that the earliest is always known. */
    private void lookAndCancel(int count) {
      for (int i = 0; i < count; i++) {
        timeouts[i] = schedule((1L << 40) + 1000L * i);
      }
      for (int i = 0; i < count - 100; i++) {
        hash = hash * 31 + look();
        cancel(timeouts[i]);
        if (i % 3 == 0) {
          schedule((1L << 40) + (1L << 30) + random.nextLong(1L << 20));
        }
        if (i % 64 == 0) {
          schedule(i);
          simulation.step();
        }
      }
    }

    private void cancelAndDeliver(int count) {
      for (int i = 0; i < count; i++) {
        timeouts[i] = schedule((1L << 40) + 1000L * i);
      }
      for (int i = 0; i < count - 1; i += 2) {
        hash = hash * 31 + look();
        cancel(timeouts[i]);
        hash = hash * 31 + look();
        simulation.step();
        schedule((1L << 30) + random.nextLong(1L << 20));
      }
    }

    private long start(int i) {
      return switch (workload) {
        case ALL_EQUAL, REENTRANT -> 1000;
        case EXPONENTIAL_GAPS -> 1L << (i % 60);
        case BEFORE_THE_NEXT -> 1L << 50;
        case DESCENDING_FROM_WITHIN -> i == 0 ? 0 : (1L << 40) + i;
        case CANCEL_UNSEEN -> i;
        case DESCENDING -> 4_000_000L - i;
        case GUARDS_BEFORE_TIMEOUTS -> i == 0 ? 0 : (1L << 50) + 1000L * i;
        case BURSTS_BEFORE_TIMEOUTS -> (1L << 50) + 1000L * i;
        case TWO_TIMES -> 1_000 + (i & 1);
        default -> random.nextLong(1 << 20);
      };
    }

    private void onEvent(int type, long argument) {
      hash = hash * 31 + argument;
      hash = hash * 31 + simulation.nowPicos();
      if (scheduled >= (workload == Workload.SWING_AFTER_A_PEAK ? 6 * EVENTS : EVENTS)) {
        return;
      }
      switch (workload) {
        case DRIFT -> {
          int scale = (int) (30 - Math.abs(30 - (scheduled * 60 / EVENTS)));
          after(random.nextLong(1L << (8 + scale)));
        }
        case SWELL -> {
          boolean grow = (scheduled / 20_000) % 2 == 0;
          if (grow || queue.size() < 3) {
            after(random.nextLong(1 << 20));
            after(random.nextLong(1 << 20));
          }
        }
        case SCALES -> after(random.nextLong(argument % 2 == 0 ? 1L << 10 : 1L << 40));
        case ALL_EQUAL, LOCKSTEP ->
            after(workload == Workload.ALL_EQUAL ? 0 : 1 + 1000 * random.nextLong(3));
        case CANCEL_STORM -> {
          int i = (int) (argument % timeouts.length);
          cancel(timeouts[i]);
          timeouts[i] = schedule((1L << 30) + random.nextLong(1L << 30));
          after(random.nextLong(1 << 20));
        }
        case REENTRANT -> {
          after(0);
          after(0);
          after(0);
        }
        case EXPONENTIAL_GAPS -> after(1L << random.nextLong(50));
        case BEFORE_THE_NEXT -> {
          look();
          after(random.nextLong(1L << 48));
          after(1 + random.nextLong(1L << 8));
        }
        case DESCENDING_FROM_WITHIN -> {
          look();
          while (scheduled < EVENTS) {
            after((1L << 39) - scheduled * 1000);
          }
        }
        case CANCEL_UNSEEN -> {
          while (scheduled < EVENTS) {
            cancel(schedule(1 << 20));
          }
        }
        case SWING_AFTER_A_PEAK -> {
          boolean grow = (scheduled / 300) % 2 == 0;
          if (queue.size() < 50 || (grow && queue.size() < 300)) {
            after(random.nextLong(1 << 20));
            after(random.nextLong(1 << 20));
          }
        }
        case CANCEL_THE_EARLIEST, CANCEL_AND_DELIVER, BURSTS_BEFORE_TIMEOUTS -> {
          // A successor would be due before those that are looked at.
        }
        case GUARDS_BEFORE_TIMEOUTS -> {
          if (argument == 0) {
            guards();
          }
        }
        case TWO_TIMES -> after(1_000 + random.nextLong(2));
        default -> after(random.nextLong(1 << 20));
      }
    }

    private void after(long picos) {
      schedule(picos);
    }

    private long schedule(long picos) {
      calls++;
      int priority =
          switch (workload) {
            case LOCKSTEP -> (int) (scheduled * 7 % 200) - 100;
            case TWO_TIMES -> (int) random.nextLong(256) - 128;
            default -> 0;
          };
      return simulation.schedule(
          Math.min(simulation.nowPicos() + picos, Simulation.MAX_TIME_PICOS),
          priority,
          self,
          0,
          scheduled++);
    }
  }
}
