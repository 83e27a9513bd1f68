package dev.dryrack.workload.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.Allocations;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrefixAnalysisTest {

  @Test
  void blockIdsThatAreHashesTakeLittleMemory() {
    // At a page of 4,096 each they would take 1.6 GB.
    BlockTable table = new BlockTable(-1);
    Random random = new Random(3);
    long before = Allocations.bytes();
    for (int i = 0; i < 100_000; i++) {
      table.getAndSet(random.nextLong() >>> 1, i);
    }
    assertThat(Allocations.bytes() - before).isLessThan(100_000_000L);
    Random again = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      assertThat(table.get(again.nextLong() >>> 1)).isEqualTo(i);
    }
  }

  /** A cache of one size, simulated plainly. Returns {hits, evictions}. */
  private static long[] plainCache(List<long[]> prompts, int capacity) {
    LinkedHashSet<Long> byRecency = new LinkedHashSet<>();
    long hits = 0;
    long evictions = 0;
    for (long[] prompt : prompts) {
      int leading = 0;
      while (leading < prompt.length && byRecency.contains(prompt[leading])) {
        leading++;
      }
      hits += leading;
      for (int i = prompt.length - 1; i >= 0; i--) {
        byRecency.remove(prompt[i]);
        byRecency.add(prompt[i]);
      }
      Iterator<Long> oldest = byRecency.iterator();
      while (byRecency.size() > capacity) {
        oldest.next();
        oldest.remove();
        evictions++;
      }
    }
    return new long[] {hits, evictions};
  }

  /** Prompts that extend one another, as a tree of conversations does. */
  private static List<long[]> prompts(long seed, int count) {
    Random random = new Random(seed);
    List<long[]> prompts = new ArrayList<>();
    long next = random.nextInt(100_000);
    for (int i = 0; i < count; i++) {
      long[] base = i == 0 || random.nextInt(5) == 0 ? new long[0] : prompts.get(random.nextInt(i));
      int kept = base.length == 0 ? 0 : random.nextInt(base.length + 1);
      long[] prompt = new long[kept + 1 + random.nextInt(12)];
      System.arraycopy(base, 0, prompt, 0, kept);
      for (int j = kept; j < prompt.length; j++) {
        prompt[j] = next;
        next += random.nextInt(10) == 0 ? 5_000 : 1;
      }
      prompts.add(prompt);
    }
    return prompts;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyCapacityHitsAndEvictsAsAPlainCacheDoes(long seed) throws Exception {
    List<long[]> prompts = prompts(seed, 300);
    PrefixAnalysis analysis = new PrefixAnalysis(new long[0]);
    BlockRequests requests = new BlockRequests(prompts);
    while (requests.advance()) {
      analysis.add(requests);
    }
    PrefixStatistics statistics = analysis.statistics(16);
    for (int capacity : new int[] {0, 1, 2, 5, 10, 37, 100, 500, 1000, 100_000}) {
      long[] plain = plainCache(prompts, capacity);
      assertThat(statistics.hitBlocks(capacity))
          .as("seed %d capacity %d", seed, capacity)
          .isEqualTo(plain[0]);
      assertThat(statistics.evictions(capacity))
          .as("seed %d capacity %d", seed, capacity)
          .isEqualTo(plain[1]);
    }
    assertThat(statistics.idealHitBlocks()).isEqualTo(plainCache(prompts, Integer.MAX_VALUE)[0]);
  }

  @Test
  void renumberingTheTicksChangesNoPosition() {
    RecencyStack stack = new RecencyStack();
    Random random = new Random(9);
    List<Long> plain = new ArrayList<>();
    int blocks = 50;
    for (int i = 0; i < 2_200_000; i++) {
      long block = random.nextInt(blocks) * 3_000L;
      stack.reserve(1);
      if (i % 50_021 == 0 || i > 2_199_900) {
        int at = plain.lastIndexOf(block);
        int expected = at < 0 ? RecencyStack.NEVER : plain.size() - at;
        assertThat(stack.position(stack.tickOf(block))).as("touch %d", i).isEqualTo(expected);
      }
      stack.touch(block);
      plain.remove(block);
      plain.add(block);
    }
    assertThat(stack.size()).isEqualTo(blocks);
  }

  @Test
  void aBlockIsGoneOnceUntouchedForLongerThanItsTimeToLive() throws Exception {
    PrefixAnalysis analysis = new PrefixAnalysis(new long[] {1, 2, 100});
    BlockRequests requests =
        new BlockRequests(
            List.of(
                new long[] {1, 2, 3}, // at 0
                new long[] {1, 2}, // at 1: all within 1
                new long[] {7}, // at 2
                new long[] {1, 2, 3})); // at 3: 1 and 2 are 2 old, 3 is 3 old
    while (requests.advance()) {
      analysis.add(requests);
    }
    PrefixStatistics statistics = analysis.statistics(16);
    assertThat(statistics.hitBlocksWithin(0)).isEqualTo(2);
    assertThat(statistics.hitBlocksWithin(1)).isEqualTo(4);
    assertThat(statistics.hitBlocksWithin(2)).isEqualTo(5);
  }
}
