package dev.dryrack.serving.engine;

import org.jspecify.annotations.Nullable;

/**
 * Admission by what requests hold in the end: only if the rank has blocks for all that run, each
 * with as much output as stated for it. Then none is ever preempted.
 *
 * @param blocksPerRank all blocks of a rank
 * @param blockTokens tokens per block
 * @param fixedBlocks blocks a request holds whatever its length
 */
record Reservation(int blocksPerRank, int blockTokens, int fixedBlocks) {

  static Reservation of(ServingSetup setup) {
    return new Reservation(
        setup.blocksPerRank(), setup.blockTokens(), setup.fixedBlocksPerSequence());
  }

  boolean admits(RankBatch batch, int request) {
    return batch.promisedBlocks() + batch.blocksAtMost(request) <= blocksPerRank;
  }

  /** Why a request could not even be admitted alone. */
  @Nullable Rejection refuses(int promptTokens, int maxNewTokens) {
    long tokens = (long) promptTokens + maxNewTokens - 1;
    long needed = fixedBlocks + (tokens + blockTokens - 1) / blockTokens;
    return needed > blocksPerRank ? Rejection.EXCEEDS_KV_CAPACITY : null;
  }
}
