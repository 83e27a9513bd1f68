package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** The ends of what can be counted, which no test reaches by counting. */
final class EventStoreTest {

  private final EventStore store = new EventStore(8);

  @Test
  void theLastSequenceIsUsedAndTheNextRefused() {
    store.sequence = EventStore.MAX_SEQUENCE;
    int slot = store.add(1, -128, 0, 0, 0);
    assertThat(store.priority(slot)).isEqualTo(-128);
    assertThat(store.order(slot) & EventStore.MAX_SEQUENCE).isEqualTo(EventStore.MAX_SEQUENCE);
    assertThatIllegalStateException()
        .isThrownBy(() -> store.add(1, 0, 0, 0, 0))
        .withMessageContaining("events were scheduled");
  }

  @Test
  void theLastSlotIsUsedTheNextRefusedAndAFreedOneTakenAgain() {
    EventStore small = new EventStore(8, 21);
    for (int i = 0; i < 21; i++) {
      assertThat(small.add(1, 0, 0, 0, 0)).isEqualTo(i);
    }
    long sequence = small.sequence;
    assertThatIllegalStateException()
        .isThrownBy(() -> small.add(1, 0, 0, 0, 0))
        .withMessageContaining("21 events are pending, the most there can be");
    assertThat(small.sequence).as("a refused event leaves no trace").isEqualTo(sequence);
    assertThat(small.liveSlots()).hasSize(21);
    small.free(7);
    assertThat(small.add(1, 0, 0, 0, 0)).isEqualTo(7);
  }

  @Test
  void aSlotWhoseGenerationsAreUsedUpIsRetired() {
    int slot = store.add(1, 0, 0, 0, 0);
    store.generations[slot] = Integer.MAX_VALUE;
    long last = store.handle(slot);
    assertThat(last).isPositive();
    store.free(slot);
    for (int i = 0; i < 100; i++) {
      assertThat(store.add(1, 0, 0, 0, 0)).isNotEqualTo(slot);
    }
    assertThat(store.kill(last)).isFalse();
    assertThat(store.kill(slot)).isFalse();
    assertThat(store.liveSlots()).hasSize(100);
    assertThat(store.copy().liveSlots()).hasSize(100);
  }

  /** Restored, a slot has its old generation again, and would give it out a second time. */
  @Test
  void aHandleGivenOutAfterASnapshotNeverMatchesAnEventOfItsSlotAfterTheRestore() {
    EventQueue queue = new HybridEventQueue();
    queue.schedule(10, 0, 0, 0, 1);
    PendingEvents saved = queue.save();
    queue.poll();
    long stale = queue.schedule(20, 0, 0, 0, 2);
    queue.restore(saved);
    queue.poll();
    queue.schedule(30, 0, 0, 0, 3);
    assertThat(queue.cancel(stale)).isFalse();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void theSizeOfWhatWasSavedIsKnownAndNotWorkedOut() {
    EventQueue queue = new HybridEventQueue();
    for (int i = 0; i < 1000; i++) {
      long handle = queue.schedule(i, 0, 0, 0, i);
      if (i % 4 == 0) {
        queue.cancel(handle);
      }
    }
    PendingEvents saved = queue.save();
    assertThat(saved.size()).isEqualTo(750);
    assertThat(new AllocationMeter().fewestBytes(saved::size)).isZero();
  }
}
