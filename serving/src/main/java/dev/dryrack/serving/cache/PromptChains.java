package dev.dryrack.serving.cache;

import dev.dryrack.workload.SessionSource;
import java.util.Arrays;

/**
 * Makes the chain of KV blocks of a prompt from the block ids of its source, and keeps chains for
 * reuse.
 *
 * <p><b>Block sizes.</b> A source has blocks of {@code T} tokens, the engine of {@code b}. A block
 * of the engine is named by the block of the source in which it ends, and its place there: so two
 * prompts share what lies in source blocks that they share, and nothing behind, though they might.
 * Where {@code T} is a multiple of {@code b} nothing is lost but tokens behind the last common
 * source block; where {@code b} is a multiple of {@code T} a block of the engine is shared if all
 * source blocks in it are.
 *
 * <p>A partial last source block counts as far as it goes, but not in a session: there the next
 * turn goes on in the middle of it and names it anew.
 *
 * <p>Keys are {@code id * ceil(T / b) + place}, modulo 2^64; no two ids below 2^63 / ceil(T / b)
 * get the same. O(runs) per prompt where one size divides the other, else O(blocks). Allocates when
 * there are more chains than ever before, or longer ones.
 */
public final class PromptChains {

  /** Own keys have the top bit; no request has so many blocks. */
  private static final long OWN = Long.MIN_VALUE;

  private static final int OWN_SHIFT = 31;

  private static final int UNKNOWN = -1;

  private final int blockTokens;
  private int sourceBlockTokens = UNKNOWN;
  private int stride = 1;
  private BlockChain[] unused = new BlockChain[64];
  private int unusedCount;
  private long made;

  /**
   * @param blockTokens tokens of an engine's block
   */
  public PromptChains(int blockTokens) {
    this.blockTokens = blockTokens;
  }

  private void size(int tokens) {
    if (tokens == sourceBlockTokens) {
      return;
    }
    if (sourceBlockTokens != UNKNOWN) {
      throw new IllegalStateException(
          "a source of " + sourceBlockTokens + " tokens per block now has " + tokens);
    }
    sourceBlockTokens = tokens;
    stride = tokens > 0 && blockTokens % tokens == 0 ? blockTokens / tokens : 1;
  }

  /** The chain of the request at the cursor; give it back with {@link #reuse}. */
  public BlockChain of(SessionSource source) {
    int size = source.blockTokens();
    size(size);
    BlockChain chain = blank(source.inputTokens());
    int prefixBlocks = size == 0 ? 0 : source.prefixBlocks();
    if (prefixBlocks == 0) {
      return chain;
    }
    chain.session = source.sessionId();
    long covered = Math.min(chain.promptTokens, (long) prefixBlocks * size);
    long namedTokens = chain.inSession() ? covered / size * size : covered;
    int blocks = (int) (namedTokens / blockTokens);
    long sourceBlock = 0;
    for (int run = 0; run < source.prefixRuns(); run++) {
      int count = source.prefixRunLength(run);
      name(chain, source.prefixRunStart(run), sourceBlock, sourceBlock + count, size, blocks);
      sourceBlock += count;
    }
    return chain;
  }

  /** A chain of a prompt that shares nothing. */
  public BlockChain blank(int promptTokens) {
    BlockChain chain = unusedCount > 0 ? unused[--unusedCount] : new BlockChain(stride);
    chain.runs = 0;
    chain.held = 0;
    chain.lastNode = 0;
    chain.heldBlocks = 0;
    chain.ownKey = OWN | (made++ << OWN_SHIFT);
    chain.session = BlockChain.NO_SESSION;
    chain.promptTokens = promptTokens;
    return chain;
  }

  /** Takes a chain back that nobody uses any more. */
  public void reuse(BlockChain chain) {
    if (unusedCount == unused.length) {
      unused = Arrays.copyOf(unused, 2 * unusedCount);
    }
    unused[unusedCount++] = chain;
  }

  /** Names the engine's blocks that end in a run of source blocks. */
  private void name(
      BlockChain chain, long id, long firstSourceBlock, long endSourceBlock, int size, int blocks) {
    int from = chain.namedBlocks();
    long perSource = (size + blockTokens - 1L) / blockTokens;
    if (size % blockTokens == 0) {
      long to = Math.min(blocks, endSourceBlock * perSource);
      if (to > from) {
        chain.addRun(id * perSource, (int) (to - from));
      }
    } else if (blockTokens % size == 0) {
      long to = Math.min(blocks, endSourceBlock / stride);
      if (to > from) {
        chain.addRun(id + (from + 1L) * stride - 1 - firstSourceBlock, (int) (to - from));
      }
    } else {
      for (int j = from; j < blocks && ((j + 1L) * blockTokens - 1) / size < endSourceBlock; j++) {
        long in = ((j + 1L) * blockTokens - 1) / size;
        long firstInside = in * size / blockTokens;
        chain.addRun((id + in - firstSourceBlock) * perSource + (j - firstInside), 1);
      }
    }
  }
}
