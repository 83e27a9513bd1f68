package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.BlockStore;
import dev.dryrack.serving.cache.HostTier;
import dev.dryrack.serving.cache.LeavingBlocks;
import dev.dryrack.serving.metrics.TierResult;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Host memory of one rank, to which the KV blocks go that its GPUs lose.
 *
 * <p>A block is written when the GPU takes its place for something else, unless it is there
 * already; then it is only the one used last. Blocks stay when they are loaded. What has to go for
 * others is kept in a list until the tiers below have taken it; without any it is lost.
 *
 * <p>O(1) per block; allocates only when its arrays grow.
 */
final class HostStore implements LeavingBlocks {

  private final BlockStore store;
  private final int stride;

  /** Null where there are no tiers below. */
  private final @Nullable LowerTiers below;

  private final int place;

  /** Keys of blocks that have left, in the order in which they did. */
  private long[] left = new long[64];

  private int leftCount;
  private long writtenBlocks;
  private long loadedBlocks;

  /**
   * @param stride distance of the keys of neighbouring blocks
   * @param place the rank, counted over all replicas
   */
  HostStore(HostTier tier, int stride, int place, @Nullable LowerTiers below) {
    this.stride = stride;
    this.place = place;
    this.below = below;
    store = new BlockStore(tier.blocks());
  }

  @Override
  public void evicted(long firstKey, int blocks) {
    for (int i = blocks - 1; i >= 0; i--) {
      put(firstKey + (long) i * stride);
    }
  }

  private void put(long key) {
    if (store.touch(key)) {
      return;
    }
    writtenBlocks++;
    if (store.add(key)) {
      leaves(store.evictedKey());
    }
  }

  @Override
  public void renamed(long from, long to) {
    store.rename(from, to);
    if (below != null) {
      below.renamed(place, from, to);
    }
  }

  private void leaves(long key) {
    if (below == null) {
      return;
    }
    if (leftCount == left.length) {
      left = Arrays.copyOf(left, 2 * leftCount);
    }
    left[leftCount++] = key;
    below.blocksLeave();
  }

  /** How many blocks have left since {@link #forgetLeft}. */
  int leftCount() {
    return leftCount;
  }

  long left(int index) {
    return left[index];
  }

  void forgetLeft() {
    leftCount = 0;
  }

  /** Changes whenever a block comes or goes. */
  long version() {
    return store.version();
  }

  boolean contains(long key) {
    return store.contains(key);
  }

  /** Blocks of a chain that are there, from the given one on without a gap. */
  int match(BlockChain chain, int from, int to) {
    return store.match(chain, from, to);
  }

  /** Blocks of a chain are loaded: the first of them is then the one used last. */
  void load(BlockChain chain, int from, int to) {
    loadedBlocks += to - from;
    for (int at = to - 1; at >= from; at--) {
      store.touch(chain.key(at));
    }
  }

  /** Blocks of a chain have come from below, or are here already and are kept. */
  void keep(BlockChain chain, int from, int to) {
    for (int at = to - 1; at >= from; at--) {
      long key = chain.key(at);
      if (!store.touch(key) && store.add(key)) {
        leaves(store.evictedKey());
      }
    }
  }

  /** What the host memories of all ranks came to. */
  static TierResult result(HostTier tier, LockstepGroup[] replicas, long endPicos, long hitTokens) {
    long there = 0;
    long written = 0;
    long loaded = 0;
    int ranks = 0;
    for (LockstepGroup replica : replicas) {
      for (int rank = 0; rank < replica.state.ranks; rank++) {
        ranks++;
        HostStore host = Objects.requireNonNull(replica.state.reuse).host(rank);
        if (host != null) {
          there += host.store.size();
          written += host.writtenBlocks;
          loaded += host.loadedBlocks;
        }
      }
    }
    double perRank = endPicos == 0 ? 0 : tier.picosPerBlock() / ((double) endPicos * ranks);
    return new TierResult(
        "host",
        (long) tier.blocks() * ranks,
        there,
        hitTokens,
        loaded,
        written,
        0,
        ranks,
        loaded * perRank,
        written * perRank,
        0,
        0);
  }
}
