package dev.dryrack.workload.statistics;

import dev.dryrack.workload.statistics.TimeStatistics.CommonGap;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How often each gap occurs, as long as there are few different ones: beyond {@value #MOST} the
 * times are no ticks, and nothing is kept. Gaps are sorted; O(log n) for one that is known.
 */
final class GapCounts {

  private static final int MOST = 4096;

  private long[] picos = new long[64];
  private long[] times = new long[64];
  private int[] order = new int[64];
  private int distinct;

  void add(long gapPicos) {
    if (distinct > MOST) {
      return;
    }
    int found = Arrays.binarySearch(picos, 0, distinct, gapPicos);
    if (found >= 0) {
      times[found]++;
      return;
    }
    if (distinct == picos.length) {
      picos = Arrays.copyOf(picos, distinct * 2);
      times = Arrays.copyOf(times, distinct * 2);
      order = Arrays.copyOf(order, distinct * 2);
    }
    int at = -found - 1;
    System.arraycopy(picos, at, picos, at + 1, distinct - at);
    System.arraycopy(times, at, times, at + 1, distinct - at);
    System.arraycopy(order, at, order, at + 1, distinct - at);
    picos[at] = gapPicos;
    times[at] = 1;
    order[at] = distinct++;
  }

  /** The most frequent ones, of equal ones that which came first; empty if there were too many. */
  List<CommonGap> mostFrequent(int most) {
    if (distinct > MOST) {
      return List.of();
    }
    CommonGap[] gaps = new CommonGap[distinct];
    for (int i = 0; i < distinct; i++) {
      gaps[order[i]] = new CommonGap(picos[i] * 1e-12, times[i]);
    }
    Arrays.sort(gaps, Comparator.comparingLong(CommonGap::times).reversed());
    return List.of(Arrays.copyOf(gaps, Math.min(most, distinct)));
  }
}
