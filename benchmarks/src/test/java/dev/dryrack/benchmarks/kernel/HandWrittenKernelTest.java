package dev.dryrack.benchmarks.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** The floor must at least do the work that it is the floor of. */
final class HandWrittenKernelTest {

  @Test
  void holdDeliversTheEventsOfAPriorityQueueInItsOrder() {
    int pending = 10_000;
    HandWrittenKernel.Hold hold = new HandWrittenKernel.Hold(pending);
    Draws draws = new Draws();
    PriorityQueue<Long> times = new PriorityQueue<>();
    for (int i = 0; i < pending; i++) {
      times.add(draws.increment());
    }
    for (int i = 0; i < 50_000; i++) {
      long due = times.remove();
      times.add(due + draws.increment());
      hold.deliver(1);
      assertThat(hold.now()).as("event %d", i).isEqualTo(due);
    }
  }
}
