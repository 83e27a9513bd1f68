package dev.dryrack.serving.engine;

import org.jspecify.annotations.Nullable;

/**
 * KV blocks that must stay free when a request is admitted, so that those who decode do not run out
 * of blocks at once.
 *
 * @param blocks of a rank that stay free
 * @param blocksPerRank all blocks of a rank
 * @param blockTokens tokens per block
 * @param fixedBlocks blocks a request holds whatever its length
 */
record Watermark(int blocks, int blocksPerRank, int blockTokens, int fixedBlocks) {

  /** The watermark of so large a fraction of a rank's blocks, rounded down. */
  static Watermark of(double fraction, ServingSetup setup) {
    return new Watermark(
        (int) (fraction * setup.blocksPerRank()),
        setup.blocksPerRank(),
        setup.blockTokens(),
        setup.fixedBlocksPerSequence());
  }

  /** Whether the waiting request can be admitted with all it has to compute. */
  boolean admits(RankBatch batch, int request) {
    int needed = batch.blocksToAdmit(request, batch.todoTokens(request));
    return batch.freeBlocks() - needed >= blocks;
  }

  /** Why a request could not even be admitted alone, after a preemption before its last token. */
  @Nullable Rejection refuses(int promptTokens, int outputTokens) {
    long tokens = (long) promptTokens + outputTokens - 1;
    long needed = fixedBlocks + (tokens + blockTokens - 1) / blockTokens;
    return needed + blocks > blocksPerRank ? Rejection.EXCEEDS_KV_CAPACITY : null;
  }
}
