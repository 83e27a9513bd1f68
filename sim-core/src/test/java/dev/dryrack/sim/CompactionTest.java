package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cancelled events give their memory back although nothing is polled. */
final class CompactionTest {

  private static final int PENDING = 100;
  private static final int CANCELS = 1_000_000;

  /** Far above the 256 slots lists begin with and what dead events add, far below a million. */
  private static final int SLOTS_MOST = 4096;

  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void aMillionCancelsWithFewPendingLeaveTheStoreSmall(EventQueues kind) {
    RandomStream random = new RandomStreams(3, 0).stream("compaction");
    StoredEventQueue queue = (StoredEventQueue) kind.create();
    for (int i = 0; i < PENDING; i++) {
      queue.schedule(1 + random.nextLong(1L << 30), 0, 0, 0, i);
    }
    assertThat(queue.poll()).isTrue();
    long now = queue.timePicos();
    for (int i = 0; i < CANCELS; i++) {
      long distance = random.nextLong(1L << (1 + random.nextLong(50)));
      queue.cancel(queue.schedule(now + distance, 0, 0, 0, i));
    }
    assertThat(queue.size()).isEqualTo(PENDING - 1);
    assertThat(queue.store.generations.length).isLessThanOrEqualTo(SLOTS_MOST);
    assertThat(queue.store.next.length).isLessThanOrEqualTo(SLOTS_MOST);
    int delivered = 0;
    while (queue.poll()) {
      delivered++;
    }
    assertThat(delivered).isEqualTo(PENDING - 1);
  }

  /** What a list grew to at its peak is not looked through for a few cancelled events. */
  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void cancelsAfterAPeakCostAsLittleAsBefore(EventQueues kind) {
    RandomStream random = new RandomStreams(5, 0).stream("peak");
    StoredEventQueue queue = (StoredEventQueue) kind.create();
    int peak = kind == EventQueues.SORTED_ARRAY ? 10_000 : 300_000;
    for (int i = 0; i < peak; i++) {
      queue.schedule(random.nextLong(1L << 30), 0, 0, 0, i);
    }
    while (queue.size() > 70) {
      queue.poll();
    }
    long before = queue.store.looped;
    int calls = 0;
    for (int i = 0; i < 50_000; i++) {
      queue.cancel(queue.schedule(queue.timePicos() + (1L << 30), 0, 0, 0, i));
      calls += 2;
    }
    assertThat((double) (queue.store.looped - before) / calls).isLessThan(8);
  }
}
