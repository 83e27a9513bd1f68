package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import java.util.Arrays;

/**
 * Gives requests their prefix blocks by a {@link ReuseProfile}.
 *
 * <p>A follow-up draws the age and the length of the prompt that it repeats, and takes, among the
 * recent requests about that old that nothing has followed yet, the one whose length is nearest. It
 * shares that prompt's full blocks as far as its own reach; its other blocks are new. Remembers the
 * last 16,384 requests.
 */
final class Conversations {

  private static final int REMEMBERED = 1 << 14;
  private static final int CANDIDATES = 48;

  private final ReuseProfile profile;
  private final RandomStream kinds;
  private final RandomStream ages;
  private final RandomStream growths;
  private final RandomStream repeats;

  private final long[] arrivalPicos = new long[REMEMBERED];
  private final int[] inputTokens = new int[REMEMBERED];
  private final int[] sessions = new int[REMEMBERED];
  private final int[] turns = new int[REMEMBERED];
  private final boolean[] continued = new boolean[REMEMBERED];
  private final long[][] runs = new long[REMEMBERED][];
  private long requests;
  private int sessionCount;
  private long nextBlock;
  private int current;

  Conversations(ReuseProfile profile, RandomStreams streams) {
    this.profile = profile;
    kinds = streams.stream("workload/reuse");
    ages = streams.stream("workload/reuse-age");
    growths = streams.stream("workload/reuse-growth");
    repeats = streams.stream("workload/reuse-part");
    nextBlock = profile.sharedBlocks();
  }

  /** Decides whether the next request is a follow-up. */
  boolean drawFollows() {
    return kinds.nextDouble() < profile.followFraction() && requests > 0;
  }

  /**
   * Places a request.
   *
   * @param inputRank rank of its length among those of its kind, 0 to 1
   */
  void place(long arrival, int input, double inputRank, boolean follows) {
    int parent = follows ? parent(arrival, input, inputRank) : -1;
    long[] shared;
    if (parent >= 0) {
      int fitting = Math.min(inputTokens[parent], input) / profile.blockTokens();
      double fraction = profile.repeatedFraction().at(repeats.nextDouble());
      long least = Math.min(fitting, profile.sharedBlocks());
      shared = cut(runs[parent], Math.max(least, Math.round(fraction * fitting)));
      current = (int) (requests++ % REMEMBERED);
      int session = sessions[parent];
      int turn = turns[parent] + 1;
      sessions[current] = session;
      turns[current] = turn;
      continued[parent] = true;
    } else {
      shared = root(input);
      current = (int) (requests++ % REMEMBERED);
      sessions[current] = sessionCount++;
      turns[current] = 0;
    }
    arrivalPicos[current] = arrival;
    continued[current] = false;
    inputTokens[current] = input;
    runs[current] = extended(shared, input);
  }

  private long[] root(int input) {
    long whole = Math.min(profile.sharedBlocks(), input / (long) profile.blockTokens());
    boolean shares = whole > 0 && kinds.nextDouble() < profile.sharedFraction();
    return shares ? new long[] {0, whole} : new long[0];
  }

  /** Slot of the request to repeat. */
  private int parent(long arrival, int input, double rank) {
    double age = profile.gapSeconds().at(Ranks.linked(rank, profile.gapCorrelation(), ages));
    double growth =
        profile.growthTokens().at(Ranks.linked(rank, profile.growthCorrelation(), growths));
    long wantedTime = arrival - (long) (age * 1e12);
    double wantedLength = input - growth;
    long oldest = Math.max(0, requests - REMEMBERED);
    long low = oldest;
    long high = requests - 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (arrivalPicos[(int) (middle % REMEMBERED)] < wantedTime) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int best = -1;
    double nearest = Double.POSITIVE_INFINITY;
    long older = low - 1;
    long younger = low;
    for (int seen = 0; seen < CANDIDATES && (older >= oldest || younger < requests); ) {
      boolean takeOlder = younger >= requests || (older >= oldest && (seen & 1) == 0);
      int slot = (int) ((takeOlder ? older-- : younger++) % REMEMBERED);
      if (continued[slot]) {
        continue;
      }
      seen++;
      double off = Math.abs(inputTokens[slot] - wantedLength);
      if (off < nearest) {
        nearest = off;
        best = slot;
      }
    }
    return best;
  }

  /** The first blocks of runs given as start, length, start, length. */
  private static long[] cut(long[] from, long blocks) {
    long left = blocks;
    int used = 0;
    while (used < from.length && left > 0) {
      left -= from[used + 1];
      used += 2;
    }
    long[] kept = Arrays.copyOf(from, used);
    if (used > 0 && left < 0) {
      kept[used - 1] += left;
    }
    return kept;
  }

  /** The runs and new blocks behind them, up to the end of the prompt; the last may be partial. */
  private long[] extended(long[] shared, int input) {
    long blocks = (input + (long) profile.blockTokens() - 1) / profile.blockTokens();
    for (int i = 1; i < shared.length; i += 2) {
      blocks -= shared[i];
    }
    if (blocks <= 0) {
      return shared;
    }
    long[] all = Arrays.copyOf(shared, shared.length + 2);
    all[shared.length] = nextBlock;
    all[shared.length + 1] = blocks;
    nextBlock += blocks;
    return all;
  }

  int session() {
    return sessions[current];
  }

  int turn() {
    return turns[current];
  }

  int runs() {
    return runs[current].length / 2;
  }

  long runStart(int run) {
    return runs[current][run * 2];
  }

  int runLength(int run) {
    return (int) runs[current][run * 2 + 1];
  }
}
