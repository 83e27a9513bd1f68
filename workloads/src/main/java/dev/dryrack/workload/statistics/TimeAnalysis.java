package dev.dryrack.workload.statistics;

import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.statistics.TimeStatistics.Gap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects {@link TimeStatistics}. O(1) per request but for the requests of one arrival time, which
 * are compared by a hash of 64 bits, the first 65,536 of them. Memory is bounded but for 8 bytes
 * per 10 minutes.
 */
final class TimeAnalysis {

  private static final double SECONDS = 1e-12;
  private static final long LONG_GAP_PICOS = 5_000_000_000_000L;
  private static final long TEN_MINUTES_PICOS = 600_000_000_000_000L;
  private static final int LARGEST = 8;
  private static final int MOST_AT_ONCE = 1 << 16;

  private long requests;
  private long lastPicos;
  private long unitPicos;
  private long distinctTimes;
  private long mostAtOnce;
  private long[] perTenMinutes = new long[16];

  private final long[] gapStarts = new long[LARGEST];
  private final long[] gapPicos = new long[LARGEST];
  private int gaps;
  private long longGaps;
  private final GapCounts gapCounts = new GapCounts();

  /** Hashes of the requests of the current arrival time, ascending. */
  private long[] atOnce = new long[16];

  private int held;
  private long nowCount;
  private long identical;
  private long equalLengths;
  private int lastInput = -1;
  private int lastOutput = -1;

  /** Takes the request at the cursor. */
  void add(RequestSource source) {
    long picos = source.arrivalPicos();
    if (requests == 0 || picos != lastPicos) {
      if (requests > 0) {
        addGap(picos - lastPicos);
      }
      distinctTimes++;
      held = 0;
      nowCount = 0;
      unitPicos = commonUnit(unitPicos, picos);
    }
    lastPicos = picos;
    requests++;
    mostAtOnce = Math.max(mostAtOnce, ++nowCount);
    int stretch = (int) (picos / TEN_MINUTES_PICOS);
    if (stretch >= perTenMinutes.length) {
      perTenMinutes = Arrays.copyOf(perTenMinutes, Math.max(stretch + 1, perTenMinutes.length * 2));
    }
    perTenMinutes[stretch]++;
    int input = source.inputTokens();
    int output = source.outputTokens();
    equalLengths += input == lastInput && output == lastOutput ? 1 : 0;
    lastInput = input;
    lastOutput = output;
    compare(hash(source));
  }

  private static long commonUnit(long unit, long picos) {
    long a = unit;
    long b = a == 0 ? picos : picos % a;
    if (a == 0) {
      return b;
    }
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }

  private void addGap(long picos) {
    longGaps += picos > LONG_GAP_PICOS ? 1 : 0;
    gapCounts.add(picos);
    int at = gaps;
    while (at > 0 && gapPicos[at - 1] < picos) {
      at--;
    }
    if (at == LARGEST) {
      return;
    }
    gaps = Math.min(LARGEST, gaps + 1);
    for (int i = gaps - 1; i > at; i--) {
      gapPicos[i] = gapPicos[i - 1];
      gapStarts[i] = gapStarts[i - 1];
    }
    gapPicos[at] = picos;
    gapStarts[at] = lastPicos;
  }

  private static long hash(RequestSource source) {
    long hash = mixed(source.inputTokens(), source.outputTokens());
    if (source instanceof SessionSource session) {
      hash = mixed(hash, session.sessionId());
      for (int run = 0; run < session.prefixRuns(); run++) {
        hash = mixed(hash, session.prefixRunStart(run));
        hash = mixed(hash, session.prefixRunLength(run));
      }
    }
    return hash;
  }

  /** Finalizer of MurmurHash3 (Appleby, public domain) on a running hash. */
  private static long mixed(long hash, long value) {
    long mixed = (hash * 31 + value) * 0xff51afd7ed558ccdL;
    mixed ^= mixed >>> 33;
    mixed *= 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  private void compare(long hash) {
    int found = Arrays.binarySearch(atOnce, 0, held, hash);
    if (found >= 0) {
      identical++;
      return;
    }
    if (held == MOST_AT_ONCE) {
      return;
    }
    if (held == atOnce.length) {
      atOnce = Arrays.copyOf(atOnce, held * 2);
    }
    int at = -found - 1;
    System.arraycopy(atOnce, at, atOnce, at + 1, held - at);
    atOnce[at] = hash;
    held++;
  }

  TimeStatistics statistics() {
    int stretches = requests == 0 ? 0 : (int) (lastPicos / TEN_MINUTES_PICOS) + 1;
    List<Gap> largest = new ArrayList<>();
    for (int i = 0; i < gaps; i++) {
      largest.add(new Gap(gapStarts[i] * SECONDS, gapPicos[i] * SECONDS));
    }
    return new TimeStatistics(
        distinctTimes,
        mostAtOnce,
        unitPicos * SECONDS,
        Arrays.stream(perTenMinutes, 0, stretches).boxed().toList(),
        largest,
        longGaps,
        gapCounts.mostFrequent(LARGEST),
        identical,
        equalLengths);
  }
}
