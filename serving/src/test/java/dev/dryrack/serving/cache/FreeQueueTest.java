package dev.dryrack.serving.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The queue of free extents against a plain list. */
final class FreeQueueTest {

  private static final long SEED = 20261125;

  @Test
  void isAListWhateverIsAppendedInsertedAndRemoved() {
    RandomStream random = new RandomStreams(SEED, 0).stream("free");
    FreeQueue queue = new FreeQueue();
    List<Integer> expected = new ArrayList<>();
    List<Integer> outside = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      if (step % 200 == 0) {
        int extents = step / 200 + 1;
        queue.reserve(extents);
        outside.add(extents - 1);
      }
      boolean takes = !expected.isEmpty() && (outside.isEmpty() || random.nextLong(2) == 0);
      if (takes) {
        int at = (int) random.nextLong(expected.size());
        int extent = expected.remove(at);
        queue.remove(extent);
        outside.add(extent);
      } else if (!expected.isEmpty() && random.nextLong(3) == 0) {
        int at = (int) random.nextLong(expected.size());
        int added = outside.remove(outside.size() - 1);
        queue.insertAfter(expected.get(at), added);
        expected.add(at + 1, added);
      } else {
        int added = outside.remove((int) random.nextLong(outside.size()));
        queue.append(added);
        expected.add(added);
      }
      int head = expected.isEmpty() ? ExtentTable.NONE : expected.get(0);
      int tail = expected.isEmpty() ? ExtentTable.NONE : expected.get(expected.size() - 1);
      assertThat(queue.head()).as("seed %s, step %s", SEED, step).isEqualTo(head);
      assertThat(queue.tail()).as("seed %s, step %s", SEED, step).isEqualTo(tail);
    }
    for (int extent : expected) {
      assertThat(queue.head()).as("seed %s, order", SEED).isEqualTo(extent);
      queue.remove(extent);
    }
    assertThat(queue.head()).isEqualTo(ExtentTable.NONE);
  }
}
