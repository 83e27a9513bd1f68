package dev.dryrack.serving.engine;

/**
 * The fewest free KV blocks that any rank has had while a step was formed, and whether a rank may
 * be short of blocks now, without a look at every rank in every step.
 *
 * <p>A decoding request needs a new block once in as many steps as a block has tokens. So for that
 * many steps no rank falls below what it had when all were looked at, or when requests were last
 * admitted to it, by more than one block per request. As long as that is more than the fewest ever,
 * nothing is to be learned.
 *
 * <p>O(1), and a look at all ranks is due every so many steps at most where blocks abound.
 * Allocates nothing.
 */
final class LowWater {

  private final KvBlocks kv;
  private final DecodingSet decoding;
  private final boolean bounded;
  private int least;
  private int fewest;
  private long seenStep = Long.MIN_VALUE / 2;

  LowWater(KvBlocks kv, DecodingSet decoding) {
    this.kv = kv;
    this.decoding = decoding;
    bounded = decoding.ranks > 1 && !decoding.apart && decoding.stepTokens == 1;
    least = kv.blocksPerRank;
  }

  /** The fewest free blocks since the begin of the window. */
  int least() {
    return least;
  }

  /** The measured window begins. */
  void startWindow() {
    least = kv.blocksPerRank;
  }

  /** Whether in the step no rank has fewer free blocks than any had before. */
  boolean isSure(long step) {
    return bounded
        && step - seenStep < kv.blockTokens
        && fewest - decoding.mostSequences() >= least;
  }

  /** A rank has been filled and has so many free blocks left. */
  void filled(int free) {
    fewest = Math.min(fewest, free);
    least = Math.min(least, free);
  }

  /** All ranks have been looked at, the step being formed; the fullest has so many left. */
  void seen(long step, int fewestFree) {
    seenStep = step;
    fewest = fewestFree;
    least = Math.min(least, fewestFree);
  }
}
