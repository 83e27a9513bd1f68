package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every event list promises; {@link EventQueues#all()} lists them. */
final class EventQueueContractTest {

  private static final String ALL = "dev.dryrack.sim.EventQueues#all";

  @ParameterizedTest
  @MethodSource(ALL)
  void anEmptyQueueHasNothing(EventQueues kind) {
    EventQueue queue = kind.create();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
    assertThat(queue.nextTimePicos()).isEqualTo(EventQueue.NO_TIME);
    assertThat(queue.poll()).isFalse();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void anEventComesOutAsItWentIn(EventQueues kind) {
    EventQueue queue = kind.create();
    queue.schedule(7, -128, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.nextTimePicos()).isEqualTo(7);
    assertThat(queue.nextPriority()).isEqualTo(-128);
    assertThat(queue.poll()).isTrue();
    assertThat(queue.timePicos()).isEqualTo(7);
    assertThat(queue.target()).isEqualTo(Integer.MAX_VALUE);
    assertThat(queue.type()).isEqualTo(Integer.MIN_VALUE);
    assertThat(queue.argument()).isEqualTo(Long.MIN_VALUE);
    assertThat(queue.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void pollingAnEmptyQueueKeepsTheLastEvent(EventQueues kind) {
    EventQueue queue = kind.create();
    queue.schedule(7, 1, 2, 3, 4);
    assertThat(queue.poll()).isTrue();
    assertThat(queue.poll()).isFalse();
    assertThat(queue.timePicos()).isEqualTo(7);
    assertThat(queue.target()).isEqualTo(2);
    assertThat(queue.type()).isEqualTo(3);
    assertThat(queue.argument()).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void eventsLeaveByTimeThenPriorityThenSequence(EventQueues kind) {
    EventQueue queue = kind.create();
    queue.schedule(20, 0, 0, 0, 5);
    queue.schedule(10, 127, 0, 0, 4);
    queue.schedule(10, -128, 0, 0, 1);
    queue.schedule(10, -1, 0, 0, 2);
    queue.schedule(10, -1, 0, 0, 3);
    queue.schedule(5, 0, 0, 0, 0);
    for (long expected = 0; expected <= 5; expected++) {
      assertThat(queue.poll()).isTrue();
      assertThat(queue.argument()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void equalsLeaveInTheOrderOfScheduling(EventQueues kind) {
    EventQueue queue = kind.create();
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      queue.schedule(42, 3, 0, 0, i);
    }
    for (int i = 0; i < n; i++) {
      assertThat(queue.poll()).isTrue();
      assertThat(queue.argument()).isEqualTo(i);
      if (i % 3 == 0) {
        queue.schedule(42, 3, 0, 0, n + i / 3);
      }
    }
    assertThat(queue.poll()).isTrue();
    assertThat(queue.argument()).isEqualTo(n);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aCancelledEventNeverComesOut(EventQueues kind) {
    EventQueue queue = kind.create();
    final long first = queue.schedule(1, 0, 0, 0, 1);
    queue.schedule(2, 0, 0, 0, 2);
    final long third = queue.schedule(3, 0, 0, 0, 3);
    assertThat(queue.cancel(first)).isTrue();
    assertThat(queue.cancel(third)).isTrue();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.nextTimePicos()).isEqualTo(2);
    assertThat(queue.poll()).isTrue();
    assertThat(queue.argument()).isEqualTo(2);
    assertThat(queue.poll()).isFalse();
    assertThat(queue.nextTimePicos()).isEqualTo(EventQueue.NO_TIME);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aHandleOfAnEventThatIsGoneCancelsNothing(EventQueues kind) {
    EventQueue queue = kind.create();
    final long delivered = queue.schedule(1, 0, 0, 0, 1);
    assertThat(queue.poll()).isTrue();
    final long cancelled = queue.schedule(2, 0, 0, 0, 2);
    assertThat(queue.cancel(cancelled)).isTrue();
    for (int i = 0; i < 1000; i++) {
      queue.schedule(10 + i, 0, 0, 0, i);
    }
    assertThat(queue.cancel(delivered)).isFalse();
    assertThat(queue.cancel(cancelled)).isFalse();
    assertThat(queue.cancel(EventQueue.NO_EVENT)).isFalse();
    assertThat(queue.cancel(Long.MAX_VALUE)).isFalse();
    assertThat(queue.cancel(Long.MIN_VALUE)).isFalse();
    assertThat(queue.size()).isEqualTo(1000);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void eventsEarlierThanTheLastPeekAreStillFirst(EventQueues kind) {
    EventQueue queue = kind.create();
    queue.schedule(1L << 60, 0, 0, 0, 2);
    assertThat(queue.nextTimePicos()).isEqualTo(1L << 60);
    queue.schedule(1L << 30, 0, 0, 0, 1);
    assertThat(queue.nextTimePicos()).isEqualTo(1L << 30);
    queue.schedule(0, 0, 0, 0, 0);
    for (int i = 0; i <= 2; i++) {
      assertThat(queue.poll()).isTrue();
      assertThat(queue.argument()).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theLastPossibleTimeIsServed(EventQueues kind) {
    EventQueue queue = kind.create();
    queue.schedule(Long.MAX_VALUE - 1, 0, 0, 0, 1);
    queue.schedule(0, 0, 0, 0, 0);
    assertThat(queue.poll()).isTrue();
    assertThat(queue.argument()).isZero();
    assertThat(queue.poll()).isTrue();
    assertThat(queue.timePicos()).isEqualTo(Long.MAX_VALUE - 1);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsOutOfRangeIsRefused(EventQueues kind) {
    EventQueue queue = kind.create();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.schedule(-1, 0, 0, 0, 0))
        .withMessageContaining("-1 ps");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.schedule(EventQueue.NO_TIME, 0, 0, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.schedule(1, 128, 0, 0, 0))
        .withMessageContaining("priority 128");
    assertThatIllegalArgumentException().isThrownBy(() -> queue.schedule(1, -129, 0, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.schedule(1, 0, -1, 0, 0))
        .withMessageContaining("target -1");
    assertThat(queue.isEmpty()).isTrue();
    queue.schedule(50, 0, 0, 0, 0);
    assertThat(queue.poll()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.schedule(49, 0, 0, 0, 0))
        .withMessageContaining("49 ps is outside 50");
    queue.schedule(50, 0, 0, 0, 0);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void pollingUpToALimitLeavesLaterEvents(EventQueues kind) {
    EventQueue queue = kind.create();
    queue.schedule(10, 3, 0, 0, 1);
    queue.schedule(11, 0, 0, 0, 2);
    assertThat(queue.poll(9)).isFalse();
    assertThat(queue.poll(10)).isTrue();
    assertThat(queue.priority()).isEqualTo(3);
    assertThat(queue.poll(10)).isFalse();
    assertThat(queue.size()).isEqualTo(1);
    queue.schedule(10, 0, 0, 0, 3);
    assertThat(queue.poll(10)).isTrue();
    assertThat(queue.argument()).isEqualTo(3);
    assertThat(queue.poll(EventQueue.NO_TIME - 1)).isTrue();
    assertThat(queue.argument()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void allPrioritiesOfOneTimeAreServedInOrder(EventQueues kind) {
    EventQueue queue = kind.create();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 256; i++) {
        int priority = ((i * 37) & 255) - 128;
        queue.schedule(1L << 40, priority, 0, 0, (priority + 128) * 3L + round);
      }
    }
    for (int i = 0; i < 768; i++) {
      assertThat(queue.poll()).isTrue();
      assertThat(queue.argument()).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aSavedQueueCanBeRestoredIntoAnyKind(EventQueues kind) {
    for (EventQueues other : EventQueues.values()) {
      EventQueue source = other.create();
      long[] handles = new long[2000];
      for (int i = 0; i < handles.length; i++) {
        handles[i] = source.schedule((i * 7919L) % 1000, i % 3, i, 1, i);
      }
      for (int i = 0; i < handles.length; i += 5) {
        source.cancel(handles[i]);
      }
      for (int i = 0; i < 300; i++) {
        source.poll();
      }
      PendingEvents saved = source.save();
      EventQueue target = kind.create();
      target.schedule(5, 0, 0, 0, 0);
      target.restore(saved);
      assertThat(target.size()).isEqualTo(source.size()).isEqualTo(saved.size());
      assertThat(target.timePicos()).isEqualTo(source.timePicos());
      for (int i = 1; i < handles.length; i += 5) {
        assertThat(target.cancel(handles[i])).isEqualTo(source.cancel(handles[i]));
        assertThat(target.cancel(handles[i - 1])).isFalse();
      }
      while (source.poll()) {
        assertThat(target.poll()).isTrue();
        assertThat(target.timePicos()).isEqualTo(source.timePicos());
        assertThat(target.argument()).isEqualTo(source.argument());
      }
      assertThat(target.poll()).isFalse();
      target.restore(saved);
      assertThat(target.size()).isEqualTo(saved.size());
    }
  }
}
