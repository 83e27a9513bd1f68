package dev.dryrack.serving.cache;

import java.util.Arrays;

/**
 * The KV blocks of one request by their keys, and what it holds of them in a cache.
 *
 * <p>Block {@code j} has a key that stands for all tokens up to its end. The first {@link
 * #namedBlocks()} are named by the source, as runs of keys a constant stride apart; all behind them
 * are the request's own, and no other request has them until a later turn of the session says what
 * they are ({@link PrefixCache#rename}).
 *
 * <p>Made and reused by {@link PromptChains}. Allocates only when its arrays grow.
 */
public final class BlockChain {

  /** Distance of the keys of neighbouring blocks in a run. */
  final int stride;

  /** No session. */
  static final int NO_SESSION = -1;

  /** Runs: the key of the first block, and the block behind the last. */
  long[] firstKey = new long[4];

  int[] endBlock = new int[4];
  int runs;

  /** Key of block {@code j} behind the named ones: {@code ownKey + j * stride}. */
  long ownKey;

  int session;
  int promptTokens;

  /** Held extents, first to last: the last extent of the stretch, and the block it begins with. */
  int[] heldExtent = new int[4];

  int[] heldFrom = new int[4];
  int held;

  /** The last node held of a {@link RadixCache}; 0 for none. */
  int lastNode;

  /** Blocks held, from the first. */
  int heldBlocks;

  BlockChain(int stride) {
    this.stride = stride;
  }

  /** Tokens of the prompt. */
  public int promptTokens() {
    return promptTokens;
  }

  /** Blocks whose keys the source gives. */
  public int namedBlocks() {
    return runs == 0 ? 0 : endBlock[runs - 1];
  }

  /** Blocks with a key that the request holds in a cache. */
  public int heldBlocks() {
    return heldBlocks;
  }

  /** Distance of the keys of neighbouring blocks in a run. */
  public int stride() {
    return stride;
  }

  /** Whether a later turn may go on from this request's output. */
  public boolean inSession() {
    return session != NO_SESSION;
  }

  /** The run of a block, not before the given one; behind the last for the request's own. */
  public int runAt(int run, int block) {
    int at = run;
    while (at < runs && endBlock[at] <= block) {
      at++;
    }
    return at;
  }

  /** The block behind a run. */
  int runEnd(int run) {
    return run < runs ? endBlock[run] : Integer.MAX_VALUE;
  }

  /** The key of a block in a run. */
  public long keyAt(int run, int block) {
    if (run == runs) {
      return ownKey + (long) block * stride;
    }
    int begin = run == 0 ? 0 : endBlock[run - 1];
    return firstKey[run] + (long) (block - begin) * stride;
  }

  /** The key of a block. O(runs). */
  public long key(int block) {
    return keyAt(runAt(0, block), block);
  }

  void addRun(long key, int blocks) {
    int begin = namedBlocks();
    if (runs > 0) {
      int before = runs > 1 ? endBlock[runs - 2] : 0;
      if (firstKey[runs - 1] + (long) (begin - before) * stride == key) {
        endBlock[runs - 1] += blocks;
        return;
      }
    }
    if (runs == firstKey.length) {
      firstKey = Arrays.copyOf(firstKey, 2 * runs);
      endBlock = Arrays.copyOf(endBlock, 2 * runs);
    }
    firstKey[runs] = key;
    endBlock[runs++] = begin + blocks;
  }

  void hold(int extent, int from, int to) {
    if (held == heldExtent.length) {
      heldExtent = Arrays.copyOf(heldExtent, 2 * held);
      heldFrom = Arrays.copyOf(heldFrom, 2 * held);
    }
    heldExtent[held] = extent;
    heldFrom[held++] = from;
    heldBlocks = to;
  }
}
