package dev.dryrack.serving.cache;

import java.util.Arrays;

/**
 * The requests of sessions that have finished and whose output a later turn may go on from.
 *
 * <p>A turn goes on from an earlier one of its session if it has all named blocks of that one and
 * is at least as long as its prompt and output together: then the blocks that the earlier one
 * computed behind its named ones are the later one's. A session keeps its {@value #BRANCHES} latest
 * ends that nobody has gone on from, so that subagents do not hide the main conversation. Where
 * several could be meant it is the latest; of those that ended at once, that of the last cache.
 *
 * <p>Memory: 144 bytes per session. O(branches) per request. Allocates only when its arrays grow.
 */
public final class SessionTurns {

  /** Ends kept per session. */
  static final int BRANCHES = 4;

  private static final int NONE = -1;

  private long[] ownKey = new long[0];
  private long[] lastNamedKey = new long[0];
  private int[] namedBlocks = new int[0];
  private int[] tokens = new int[0];
  private long[] endPicos = new long[0];

  /** Which cache has the blocks; {@link #NONE} for no entry, behind all others of a session. */
  private int[] place = new int[0];

  /** A request has finished. */
  public void finished(BlockChain chain, int outputTokens, int cachePlace, long nowPicos) {
    int base = chain.session * BRANCHES;
    int end = base + BRANCHES;
    if (end > place.length) {
      grow(end);
    }
    int at = base;
    while (at < end && place[at] > cachePlace && endPicos[at] == nowPicos) {
      at++;
    }
    if (at == end) {
      return;
    }
    for (int i = end - 1; i > at; i--) {
      move(i - 1, i);
    }
    ownKey[at] = chain.ownKey;
    int named = chain.namedBlocks();
    lastNamedKey[at] = named == 0 ? 0 : chain.keyAt(chain.runs - 1, named - 1);
    namedBlocks[at] = named;
    tokens[at] = chain.promptTokens + outputTokens;
    endPicos[at] = nowPicos;
    place[at] = cachePlace;
  }

  /**
   * The request that a new one goes on from, as an entry that is valid until another comes or is
   * renamed; -1 for none.
   */
  public int before(BlockChain chain) {
    int base = chain.session * BRANCHES;
    if (!chain.inSession() || base >= place.length) {
      return NONE;
    }
    for (int i = base; i < base + BRANCHES && place[i] != NONE; i++) {
      if (goesOn(chain, i)) {
        return i;
      }
    }
    return NONE;
  }

  private boolean goesOn(BlockChain chain, int entry) {
    int last = namedBlocks[entry] - 1;
    return last >= 0
        && last < chain.namedBlocks()
        && tokens[entry] <= chain.promptTokens
        && chain.keyAt(chain.runAt(0, last), last) == lastNamedKey[entry];
  }

  /** Which cache has the blocks of an entry. */
  public int place(int entry) {
    return place[entry];
  }

  /**
   * Gives the blocks of an entry, in the cache that has them, the keys of the new request, and
   * forgets the entry; returns how many leading blocks of it the entry's request has computed.
   */
  public int rename(int entry, KvCache cache, BlockChain chain, int blockTokens) {
    // The last output token is never fed back, so it is in no block.
    int to = Math.min((tokens[entry] - 1) / blockTokens, chain.namedBlocks());
    cache.rename(ownKey[entry], namedBlocks[entry], chain, to);
    int last = entry - entry % BRANCHES + BRANCHES - 1;
    for (int i = entry; i < last; i++) {
      move(i + 1, i);
    }
    place[last] = NONE;
    return to;
  }

  private void move(int from, int to) {
    ownKey[to] = ownKey[from];
    lastNamedKey[to] = lastNamedKey[from];
    namedBlocks[to] = namedBlocks[from];
    tokens[to] = tokens[from];
    endPicos[to] = endPicos[from];
    place[to] = place[from];
  }

  private void grow(int least) {
    int old = place.length;
    int size = Math.max(least, 2 * old);
    ownKey = Arrays.copyOf(ownKey, size);
    lastNamedKey = Arrays.copyOf(lastNamedKey, size);
    namedBlocks = Arrays.copyOf(namedBlocks, size);
    tokens = Arrays.copyOf(tokens, size);
    endPicos = Arrays.copyOf(endPicos, size);
    place = Arrays.copyOf(place, size);
    Arrays.fill(place, old, size, NONE);
  }
}
