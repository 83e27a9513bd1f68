package dev.dryrack.workload.statistics;

import dev.dryrack.workload.SessionSource;
import java.util.Arrays;

/**
 * Prefix-cache hit rates of a stream of requests for every cache size at once.
 *
 * <p>The reference cache: a request hits its leading blocks that are present, up to the first
 * absent one; then all its blocks become the most recently used, the last block first and the first
 * block last, so that roots live longest; then the least recently used blocks are evicted until the
 * cache holds no more than its capacity. There is no concurrency, no pinning, and generated tokens
 * are not cached: an upper bound of what a server sees.
 *
 * <p>Such a cache holds exactly the top of the {@link RecencyStack}, so a block is hit at capacity
 * C where neither it nor a block before it in the prompt lies deeper than C.
 */
final class PrefixAnalysis {

  private static final int NEVER_TOUCHED = -1;

  private final RecencyStack stack = new RecencyStack();
  private final long[] ttlPicos;
  private final long[] ttlHits;
  private final BlockTable lastRequest = new BlockTable(NEVER_TOUCHED);
  private long[] arrivalOfRequest = new long[1024];
  private int requests;

  /** Prompt blocks by the deepest position among them and those before them. */
  private long[] hitsAtDepth = new long[1024];

  /** Prompt blocks by their own position. */
  private long[] touchesAtDepth = new long[1024];

  private long firstTouches;
  private long prompts;
  private long partialLast;
  private long blocks;

  /**
   * @param ttlPicos ages beyond which a block counts as gone, for hit rates by time to live; empty
   *     for none
   */
  PrefixAnalysis(long[] ttlPicos) {
    this.ttlPicos = ttlPicos.clone();
    this.ttlHits = new long[ttlPicos.length];
  }

  /** Takes the request at the cursor. */
  void add(SessionSource source) {
    int count = source.prefixBlocks();
    if (count == 0) {
      return;
    }
    stack.reserve(count);
    blocks += count;
    prompts++;
    partialLast += (long) count * source.blockTokens() > source.inputTokens() ? 1 : 0;
    measure(source);
    if (ttlPicos.length > 0) {
      measureAges(source);
    }
    for (int run = source.prefixRuns() - 1; run >= 0; run--) {
      long start = source.prefixRunStart(run);
      for (int i = source.prefixRunLength(run) - 1; i >= 0; i--) {
        stack.touch(start + i);
      }
    }
  }

  private void measure(SessionSource source) {
    int deepest = 0;
    int lastTick = Integer.MIN_VALUE;
    int lastPosition = 0;
    for (int run = 0; run < source.prefixRuns(); run++) {
      long start = source.prefixRunStart(run);
      for (int i = 0; i < source.prefixRunLength(run); i++) {
        int tick = stack.tickOf(start + i);
        // Blocks that were touched together lie one below the other: no need to count.
        int position = tick >= 0 && tick == lastTick - 1 ? lastPosition + 1 : stack.position(tick);
        lastTick = tick;
        lastPosition = position;
        if (position == RecencyStack.NEVER) {
          firstTouches++;
        } else {
          touchesAtDepth = counted(touchesAtDepth, position);
        }
        deepest = Math.max(deepest, position);
        if (deepest != RecencyStack.NEVER) {
          hitsAtDepth = counted(hitsAtDepth, deepest);
        }
      }
    }
  }

  private void measureAges(SessionSource source) {
    long now = source.arrivalPicos();
    long oldest = 0;
    if (requests == arrivalOfRequest.length) {
      arrivalOfRequest = Arrays.copyOf(arrivalOfRequest, requests * 2);
    }
    arrivalOfRequest[requests] = now;
    for (int run = 0; run < source.prefixRuns(); run++) {
      long start = source.prefixRunStart(run);
      for (int i = 0; i < source.prefixRunLength(run); i++) {
        int last = lastRequest.getAndSet(start + i, requests);
        long age = last == NEVER_TOUCHED ? Long.MAX_VALUE : now - arrivalOfRequest[last];
        oldest = Math.max(oldest, age);
        for (int ttl = 0; ttl < ttlPicos.length && oldest != Long.MAX_VALUE; ttl++) {
          ttlHits[ttl] += oldest <= ttlPicos[ttl] ? 1 : 0;
        }
      }
    }
    requests++;
  }

  private static long[] counted(long[] counts, int at) {
    long[] grown = at < counts.length ? counts : Arrays.copyOf(counts, Math.max(at + 1, at * 2));
    grown[at]++;
    return grown;
  }

  PrefixStatistics statistics(int blockTokens) {
    return new PrefixStatistics(
        blockTokens,
        blocks,
        prompts,
        partialLast,
        stack.size(),
        cumulated(hitsAtDepth),
        cumulated(touchesAtDepth),
        firstTouches,
        ttlPicos,
        ttlHits);
  }

  private static long[] cumulated(long[] counts) {
    long[] sums = counts.clone();
    for (int i = 1; i < sums.length; i++) {
      sums[i] += sums[i - 1];
    }
    return sums;
  }
}
