package dev.dryrack.serving.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The queue of rows against a plain list. */
final class RowQueueTest {

  private static final long SEED = 20261125;

  @Test
  void isAListWhateverIsAppendedInsertedAndRemoved() {
    RandomStream random = new RandomStreams(SEED, 0).stream("free");
    RowQueue queue = new RowQueue();
    List<Integer> expected = new ArrayList<>();
    List<Integer> outside = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      if (step % 200 == 0) {
        int rows = step / 200 + 1;
        queue.reserve(rows);
        outside.add(rows - 1);
      }
      boolean takes = !expected.isEmpty() && (outside.isEmpty() || random.nextLong(2) == 0);
      if (takes) {
        int at = (int) random.nextLong(expected.size());
        int row = expected.remove(at);
        queue.remove(row);
        outside.add(row);
      } else if (!expected.isEmpty() && random.nextLong(3) == 0) {
        int at = (int) random.nextLong(expected.size() + 1L);
        int added = outside.remove(outside.size() - 1);
        queue.insertAfter(at == 0 ? ExtentTable.NONE : expected.get(at - 1), added);
        expected.add(at, added);
      } else {
        int added = outside.remove((int) random.nextLong(outside.size()));
        queue.append(added);
        expected.add(added);
      }
      for (int at = 1; at < expected.size(); at += 17) {
        assertThat(queue.previous(expected.get(at))).isEqualTo(expected.get(at - 1));
      }
      int head = expected.isEmpty() ? ExtentTable.NONE : expected.get(0);
      int tail = expected.isEmpty() ? ExtentTable.NONE : expected.get(expected.size() - 1);
      assertThat(queue.head()).as("seed %s, step %s", SEED, step).isEqualTo(head);
      assertThat(queue.tail()).as("seed %s, step %s", SEED, step).isEqualTo(tail);
    }
    for (int row : expected) {
      assertThat(queue.head()).as("seed %s, order", SEED).isEqualTo(row);
      queue.remove(row);
    }
    assertThat(queue.head()).isEqualTo(ExtentTable.NONE);
  }
}
