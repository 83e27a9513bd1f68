package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event list against a plain one, a sorted set of objects, under random operations. To try
 * another seed: {@code -Ddryrack.test.seed=N}.
 */
final class EventQueueDifferentialTest {

  private static final long SEED = Long.getLong("dryrack.test.seed", 20260101L);

  private record Pending(long time, int priority, long sequence, long handle) {}

  private static final Comparator<Pending> ORDER =
      Comparator.comparingLong(Pending::time)
          .thenComparingInt(Pending::priority)
          .thenComparingLong(Pending::sequence);

  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void agreesWithASortedSetUnderRandomOperations(EventQueues kind) {
    for (int round = 0; round < 60; round++) {
      RandomStream random = new RandomStreams(SEED, round).stream("operations");
      new Comparison(kind.create(), random, "seed " + SEED + ", round " + round).run(4000);
    }
  }

  /** So many cancels, in every distance from now, that all parts of a list are swept of dead. */
  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void agreesWithASortedSetUnderStormsOfCancels(EventQueues kind) {
    for (int round = 0; round < 20; round++) {
      RandomStream random = new RandomStreams(SEED, round).stream("storms");
      new Comparison(kind.create(), random, "seed " + SEED + ", round " + round).runStorms(8);
    }
  }

  /** As a timer that is armed and disarmed ahead of everything else; many events of equal time. */
  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void agreesWithASortedSetWhenTheEarliestIsLookedAtAndCancelled(EventQueues kind) {
    for (int round = 0; round < 60; round++) {
      RandomStream random = new RandomStreams(SEED, round).stream("earliest");
      new Comparison(kind.create(), random, "seed " + SEED + ", round " + round)
          .runCancellingTheEarliest(3000);
    }
  }

  /** One queue and its plain counterpart, driven by the same operations. */
  private static final class Comparison {

    /** So that no time overflows, however many storms. */
    private static final int FARTHEST_BITS = 58;

    private final EventQueue queue;
    private final RandomStream random;
    private final String seed;
    private final TreeSet<Pending> expected = new TreeSet<>(ORDER);
    private final List<Pending> everScheduled = new ArrayList<>();

    /** The events not yet chosen to be cancelled, some of them delivered. */
    private final List<Pending> uncancelled = new ArrayList<>();

    private long now;
    private long span;

    Comparison(EventQueue queue, RandomStream random, String seed) {
      this.queue = queue;
      this.random = random;
      this.seed = seed;
      span = 1L << random.nextLong(40);
    }

    void run(int operations) {
      long scheduling = 20 + random.nextLong(60);
      for (int i = 0; i < operations; i++) {
        if (i % 500 == 499) {
          span = 1L << random.nextLong(40);
          scheduling = 20 + random.nextLong(60);
        }
        long choice = random.nextLong(100);
        if (choice < scheduling) {
          schedule();
        } else if (choice < 90) {
          poll();
        } else if (choice < 97) {
          cancel();
        } else {
          peek();
        }
      }
      while (!expected.isEmpty()) {
        poll();
      }
      poll();
    }

    /** Each storm: fill, deliver some so that the list spreads its events, then cancel. */
    void runStorms(int storms) {
      for (int storm = 0; storm < storms; storm++) {
        int fill = (int) random.nextLong(1000);
        for (int i = 0; i < fill; i++) {
          scheduleAtAnyDistance();
        }
        for (int i = (int) random.nextLong(60); i > 0; i--) {
          poll();
        }
        for (int i = 0; i < 2000; i++) {
          long choice = random.nextLong(100);
          if (choice < 45) {
            cancelAny();
          } else if (choice < 88) {
            scheduleAtAnyDistance();
          } else if (choice < 97) {
            poll();
          } else {
            peek();
          }
        }
      }
      while (!expected.isEmpty()) {
        poll();
      }
      poll();
    }

    void runCancellingTheEarliest(int operations) {
      long polling = 1 + random.nextLong(20);
      for (int i = 0; i < operations; i++) {
        if (i % 300 == 0) {
          span = 1L << random.nextLong(30);
        }
        long choice = random.nextLong(100);
        if (choice < 50) {
          schedule();
        } else if (choice < 50 + polling) {
          poll();
        } else {
          peek();
          cancelTheEarliest();
        }
      }
      while (!expected.isEmpty()) {
        poll();
      }
      poll();
    }

    private void cancelTheEarliest() {
      Pending event = expected.pollFirst();
      if (event != null) {
        assertThat(queue.cancel(event.handle())).as(seed).isTrue();
        assertThat(queue.size()).as(seed).isEqualTo(expected.size());
      }
    }

    /** Mostly near, often far beyond all that is pending. */
    private void scheduleAtAnyDistance() {
      boolean far = random.nextLong(4) == 0 && now >>> FARTHEST_BITS == 0;
      span = 1L << (far ? 40 + random.nextLong(FARTHEST_BITS - 40) : random.nextLong(24));
      schedule();
    }

    private void cancelAny() {
      if (uncancelled.isEmpty()) {
        return;
      }
      int chosen = (int) random.nextLong(uncancelled.size());
      Pending event = uncancelled.get(chosen);
      uncancelled.set(chosen, uncancelled.get(uncancelled.size() - 1));
      uncancelled.remove(uncancelled.size() - 1);
      assertThat(queue.cancel(event.handle())).as(seed).isEqualTo(expected.remove(event));
      assertThat(queue.size()).as(seed).isEqualTo(expected.size());
    }

    private void schedule() {
      long time = now + random.nextLong(span);
      int priority = (int) random.nextLong(3) - 1;
      long sequence = everScheduled.size();
      long handle = queue.schedule(time, priority, (int) (sequence % 7), 3, sequence);
      Pending event = new Pending(time, priority, sequence, handle);
      everScheduled.add(event);
      uncancelled.add(event);
      expected.add(event);
    }

    private void poll() {
      Pending event = expected.pollFirst();
      assertThat(queue.poll()).as(seed).isEqualTo(event != null);
      if (event != null) {
        assertThat(queue.argument()).as(seed).isEqualTo(event.sequence());
        assertThat(queue.timePicos()).as(seed).isEqualTo(event.time());
        assertThat(queue.target()).as(seed).isEqualTo((int) (event.sequence() % 7));
        now = event.time();
      }
      assertThat(queue.size()).as(seed).isEqualTo(expected.size());
    }

    private void cancel() {
      if (everScheduled.isEmpty()) {
        return;
      }
      // Mostly a recent event: likely to be pending still.
      int reach = (int) Math.min(everScheduled.size(), 1 + random.nextLong(2000));
      Pending event = everScheduled.get(everScheduled.size() - 1 - (int) random.nextLong(reach));
      assertThat(queue.cancel(event.handle())).as(seed).isEqualTo(expected.remove(event));
      assertThat(queue.size()).as(seed).isEqualTo(expected.size());
    }

    private void peek() {
      if (expected.isEmpty()) {
        assertThat(queue.nextTimePicos()).as(seed).isEqualTo(EventQueue.NO_TIME);
      } else {
        assertThat(queue.nextTimePicos()).as(seed).isEqualTo(expected.first().time());
        assertThat(queue.nextPriority()).as(seed).isEqualTo(expected.first().priority());
      }
    }
  }
}
