package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.BlockStore;
import dev.dryrack.serving.cache.LowerTier;
import dev.dryrack.serving.metrics.TierResult;
import java.util.Arrays;

/**
 * One tier below host memory: its stores, its links and what waits at them to be written.
 *
 * <p>Blocks are written in one stream per link: what has gathered while one write was under way is
 * the next. A block counts as there as soon as it has a place in the stream.
 *
 * <p>O(1) per block; allocates only when its arrays grow.
 */
final class TierState {

  private static final double SECONDS_PER_PICO = 1e-12;

  final LowerTier tier;
  private final BlockStore[] stores;
  private final TierLink[] reads;

  /** The same as {@link #reads} where both directions share a link. */
  private final TierLink[] writes;

  /** By link: blocks that wait to be written, and those being written. */
  private final int[] waiting;

  private final int[] writing;

  private long readBlocks;
  private long writtenBlocks;
  private long lostBlocks;

  TierState(LowerTier tier, int ranks, TierLink[] reads, TierLink[] writes) {
    this.tier = tier;
    this.reads = reads;
    this.writes = writes;
    stores = new BlockStore[parts(ranks, tier.ranksPerStore())];
    Arrays.setAll(stores, i -> new BlockStore(tier.blocks()));
    waiting = new int[reads.length];
    writing = new int[reads.length];
  }

  /** How many it takes so that each of so many ranks has one of these. */
  static int parts(int ranks, int ranksEach) {
    return (ranks + ranksEach - 1) / ranksEach;
  }

  BlockStore store(int place) {
    return stores[place / tier.ranksPerStore()];
  }

  /** Reads blocks of a rank; the link ends a transfer of the given number. */
  void read(long now, int place, int transfer, int blocks) {
    reads[place / tier.ranksPerLink()].start(now, transfer, blocks * tier.readPicosPerBlock());
  }

  void blocksRead(int blocks) {
    readBlocks += blocks;
  }

  /** A block leaves the tier above on a rank. Returns whether another had to go for it. */
  boolean take(int place, long key) {
    BlockStore store = store(place);
    if (store.touch(key)) {
      return false;
    }
    int link = place / tier.ranksPerLink();
    if (waiting[link] + writing[link] >= tier.bufferBlocks()) {
      lostBlocks++;
      return false;
    }
    waiting[link]++;
    return store.add(key);
  }

  /** Links that are free to write take what waits; their transfers get the given number. */
  void startWrites(long now, int transfer) {
    for (int link = 0; link < waiting.length; link++) {
      startWrite(now, link, transfer);
    }
  }

  private void startWrite(long now, int link, int transfer) {
    if (writing[link] > 0 || waiting[link] == 0) {
      return;
    }
    writing[link] = waiting[link];
    waiting[link] = 0;
    writes[link].start(now, transfer, writing[link] * tier.writePicosPerBlock());
  }

  /** The write of a link is over. */
  void written(long now, int link, int transfer) {
    writtenBlocks += writing[link];
    writing[link] = 0;
    startWrite(now, link, transfer);
  }

  TierResult result(long endPicos, long hitTokens, long fetches, double waitPicos) {
    long there = 0;
    for (BlockStore store : stores) {
      there += store.size();
    }
    double all = (double) endPicos * reads.length;
    return new TierResult(
        tier.name(),
        (long) tier.blocks() * stores.length,
        there,
        hitTokens,
        readBlocks,
        writtenBlocks,
        lostBlocks,
        reads.length,
        endPicos == 0 ? 0 : readBlocks * (double) tier.readPicosPerBlock() / all,
        endPicos == 0 ? 0 : writtenBlocks * (double) tier.writePicosPerBlock() / all,
        fetches,
        fetches == 0 ? 0 : waitPicos / fetches * SECONDS_PER_PICO);
  }
}
