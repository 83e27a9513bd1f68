package dev.dryrack.serving.memory;

/**
 * The KV cache of one attention rank in blocks, as the engine hands them out.
 *
 * <p>A sequence of {@code n} tokens takes {@code ceil(n / blockTokens) + fixedBlocksPerSequence}
 * blocks. Fixed blocks stand for recurrent state and full sliding windows. A model whose KV does
 * not grow has one block per sequence: {@code blockTokens} is then the longest sequence.
 *
 * @param bytesPerBlock bytes of one block on the rank that has least room
 * @param blockTokens tokens per block
 * @param fixedBlocksPerSequence blocks per sequence whatever its length
 * @param blocksPerRank blocks of one attention rank; 0 if none fits
 */
public record KvLayout(
    long bytesPerBlock, int blockTokens, int fixedBlocksPerSequence, long blocksPerRank) {

  public KvLayout {
    if (bytesPerBlock < 1 || blockTokens < 1 || fixedBlocksPerSequence < 0 || blocksPerRank < 0) {
      throw new IllegalArgumentException(
          "KV layout of "
              + blocksPerRank
              + " blocks of "
              + blockTokens
              + " tokens, "
              + bytesPerBlock
              + " bytes, "
              + fixedBlocksPerSequence
              + " fixed per sequence: must not be negative or empty");
    }
  }

  /** The layout of a footprint in so much room. */
  static KvLayout of(RankKv kv, long roomBytes, int blockTokens, int maxModelLen) {
    double growing = kv.growingBytesPerToken();
    double fixed = kv.fixedBytesPerSequence();
    if (growing == 0) {
      long bytes = Math.max(1, (long) Math.ceil(fixed));
      return new KvLayout(bytes, maxModelLen, 0, Math.max(0, roomBytes / bytes));
    }
    long bytes = (long) Math.ceil(growing * blockTokens);
    int fixedBlocks = (int) Math.ceil(fixed / bytes);
    return new KvLayout(bytes, blockTokens, fixedBlocks, Math.max(0, roomBytes / bytes));
  }

  /** Blocks that a sequence of so many tokens takes. */
  public long blocksPerSequence(long tokens) {
    return (tokens + blockTokens - 1) / blockTokens + fixedBlocksPerSequence;
  }

  /** Tokens that all blocks hold when none is taken by state or windows. */
  public long tokensPerRank() {
    return blocksPerRank * blockTokens;
  }
}
