package dev.dryrack.workload.statistics;

import java.util.Arrays;

/**
 * How often each non-negative int occurred: exact, whatever the number of values. Memory grows with
 * the spread of the values (pages of 1,024 counters), not with how many there are.
 */
final class ValueCounts {

  private static final int PAGE_BITS = 10;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final long[] NO_PAGE = new long[0];

  private long[][] pages = new long[64][];
  private long count;
  private int distinct;

  ValueCounts() {
    Arrays.fill(pages, NO_PAGE);
  }

  void add(int value) {
    add(value, 1);
  }

  void add(int value, long times) {
    int page = value >>> PAGE_BITS;
    if (page >= pages.length) {
      int known = pages.length;
      pages = Arrays.copyOf(pages, Math.max(page + 1, known * 2));
      Arrays.fill(pages, known, pages.length, NO_PAGE);
    }
    if (pages[page].length == 0) {
      pages[page] = new long[PAGE];
    }
    long[] counters = pages[page];
    int at = value & (PAGE - 1);
    if (counters[at] == 0 && times > 0) {
      distinct++;
    }
    counters[at] += times;
    count += times;
  }

  long count() {
    return count;
  }

  Distribution distribution() {
    int[] values = new int[distinct];
    long[] cumulative = new long[distinct];
    int at = 0;
    long below = 0;
    for (int page = 0; page < pages.length; page++) {
      for (int i = 0; i < pages[page].length; i++) {
        if (pages[page][i] > 0) {
          below += pages[page][i];
          values[at] = page * PAGE + i;
          cumulative[at++] = below;
        }
      }
    }
    return new Distribution(values, cumulative);
  }
}
