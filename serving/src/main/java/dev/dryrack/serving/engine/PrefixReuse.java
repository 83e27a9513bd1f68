package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.HostTier;
import dev.dryrack.serving.cache.KvCache;
import dev.dryrack.serving.cache.PrefixCache;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.cache.RadixCache;
import dev.dryrack.serving.metrics.PrefixCacheStatistics;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The prefix caches of a group, one per rank: what their blocks mean for requests.
 *
 * <p>{@link KvBlocks} counts free blocks at once; which ones are taken from a cache's queue is
 * settled only before something else happens to the queue. Decoding requests so pay nothing per
 * step for it. Settling late changes nothing: a queue that is only taken from gives the same blocks
 * in one go as in many.
 *
 * <p>A block gets its key when the step is formed that fills it, as vLLM does; blocks filled by
 * outputs when the request ends or is preempted, for until then nobody else can ask for them; where
 * nobody ever will, only if host memory takes them all the same.
 *
 * <p>With host memory below, a waiting request is admitted with the blocks that the GPU has and
 * those behind them that the host has, which are loaded in the step: they take GPU blocks like
 * computed ones.
 *
 * <p>Invariant (KV-1): queue = free + taken and not yet settled; every block is free without a key,
 * free with one, or referenced. Allocates nothing.
 */
final class PrefixReuse {

  private final KvBlocks kv;
  private final RequestSlots slots;
  private final RankQueues queues;
  private final PrefixCacheStatistics statistics;
  private final @Nullable KvCache[] caches;

  /** By rank; null without host memory below. */
  private final @Nullable HostStore[] hosts;

  private final @Nullable HostTier hostTier;

  /** Whether caches are SGLang's trees, which take blocks in when they are computed. */
  private final boolean isTree;

  /** The first rank, counted over all replicas. */
  private final int firstPlace;

  private @Nullable LowerTiers below;

  /** Whether chunks were granted on the rank being filled whose blocks have no keys yet. */
  private boolean keysDue;

  /** The last look-up. */
  private long foundRequest = NONE;

  private int foundRank = NONE;
  private long foundVersion;
  private long foundHostVersion;
  private int foundBlocks;
  private int foundHostBlocks;
  private int foundFreeBlocks;

  /**
   * @param kind whose rules the caches follow
   * @param hostTier host memory below the GPUs; null without
   * @param firstPlace the first rank, counted over all replicas
   */
  PrefixReuse(
      KvBlocks kv,
      RequestSlots slots,
      RankQueues queues,
      PrefixCacheStatistics statistics,
      PrefixCaching kind,
      @Nullable HostTier hostTier,
      int firstPlace) {
    isTree = kind == PrefixCaching.RADIX;
    this.hostTier = hostTier;
    this.firstPlace = firstPlace;
    hosts = new @Nullable HostStore[kv.free.length];
    this.kv = kv;
    this.slots = slots;
    this.queues = queues;
    this.statistics = statistics;
    caches = new @Nullable KvCache[kv.free.length];
  }

  /** What host memory loses goes there. */
  void spillTo(LowerTiers tiers) {
    below = tiers;
  }

  /** The host memory of a rank; null before anything was sent there, or where there is none. */
  @Nullable HostStore host(int rank) {
    return hosts[rank];
  }

  /** Settles all queues where others may see what they lose. */
  void stepFormed() {
    if (below == null) {
      return;
    }
    for (int rank = 0; rank < caches.length; rank++) {
      KvCache cache = caches[rank];
      if (cache != null) {
        settle(rank, cache);
      }
    }
  }

  /** The cache of a rank, its queue settled; for requests that have blocks or ask for them. */
  KvCache cache(int rank) {
    KvCache cache = caches[rank];
    if (cache == null) {
      throw new IllegalStateException("nothing was sent to rank " + rank);
    }
    settle(rank, cache);
    return cache;
  }

  /** Leading tokens of a prompt that a rank holds; the last token is computed in any case. */
  int cachedTokens(int rank, BlockChain chain) {
    KvCache cache = caches[rank];
    if (cache == null) {
      return 0;
    }
    settle(rank, cache);
    return cache.match(chain, (chain.promptTokens() - 1) / kv.blockTokens) * kv.blockTokens;
  }

  private void settle(int rank, KvCache cache) {
    int free = kv.free[rank];
    if (free >= 0 && cache.freeBlocks() > free) {
      cache.take(cache.freeBlocks() - free);
    }
  }

  private BlockChain chain(int slot) {
    return Objects.requireNonNull(slots.chain[slot]);
  }

  /** A request is sent to a rank. */
  void submitted(int rank, int slot) {
    if (caches[rank] != null) {
      return;
    }
    int stride = chain(slot).stride();
    if (hostTier != null) {
      hosts[rank] = new HostStore(hostTier, stride, firstPlace + rank, below);
    }
    caches[rank] =
        isTree
            ? new RadixCache(kv.blocksPerRank, stride, hosts[rank])
            : new PrefixCache(kv.blocksPerRank, stride, hosts[rank]);
  }

  /** Tokens of a waiting request that need not be computed: whole blocks, and not all of them. */
  int hitTokens(int rank, int slot) {
    find(rank, slot);
    return (foundBlocks + foundHostBlocks) * kv.blockTokens;
  }

  /** Free blocks that admitting a waiting request with a first chunk takes. */
  int blocksToAdmit(int rank, int slot, int tokens) {
    find(rank, slot);
    int covered =
        kv.wholePrompts
            ? slots.promptTokens[slot] + slots.emittedTokens[slot]
            : (foundBlocks + foundHostBlocks) * kv.blockTokens + tokens;
    return kv.fixedPerSequence + kv.blocksFor(covered) - foundBlocks + foundFreeBlocks;
  }

  private void find(int rank, int slot) {
    KvCache cache = cache(rank);
    if (keysDue && kv.free[rank] >= 0) {
      enterGranted(rank);
    }
    HostStore host = hosts[rank];
    long hostVersion = host == null ? 0 : host.version();
    if (slots.id[slot] == foundRequest
        && rank == foundRank
        && cache.version() == foundVersion
        && hostVersion == foundHostVersion) {
      return;
    }
    int most = mostBlocks(slot);
    foundBlocks = cache.match(chain(slot), most);
    foundFreeBlocks = cache.matchedFreeBlocks();
    foundHostBlocks = host == null ? 0 : host.match(chain(slot), foundBlocks, most);
    foundHostVersion = hostVersion;
    foundRequest = slots.id[slot];
    foundRank = rank;
    foundVersion = cache.version();
  }

  /** Blocks found of a waiting request that nobody holds: when it does, so many fewer are free. */
  int idleHitBlocks(int rank, int slot) {
    find(rank, slot);
    return foundFreeBlocks;
  }

  /** At least one token must be computed, or there would be no output. */
  private int mostBlocks(int slot) {
    return (slots.promptTokens[slot] + slots.emittedTokens[slot] - 1) / kv.blockTokens;
  }

  /** Blocks that a new request need not fetch: those its rank's GPUs have from the first on. */
  int blocksInGpu(int rank, int slot) {
    return cache(rank).match(chain(slot), mostBlocks(slot));
  }

  /**
   * Takes the blocks of a request that is admitted with a first chunk. Returns how long those take
   * that are loaded from host memory.
   */
  long admit(int rank, int slot, int tokens) {
    int blocks = blocksToAdmit(rank, slot, tokens);
    int loaded = foundHostBlocks;
    int hit = foundBlocks + loaded;
    KvCache cache = cache(rank);
    cache.acquire(chain(slot), foundBlocks);
    HostStore host = hosts[rank];
    if (host != null && loaded > 0) {
      host.load(chain(slot), foundBlocks, hit);
    }
    kv.take(rank, blocks);
    slots.computedTokens[slot] = hit * kv.blockTokens;
    slots.chunkTokens[slot] = tokens;
    if (slots.preemptions[slot] == 0) {
      slots.cachedTokens[slot] = hit * kv.blockTokens;
    }
    enter(rank, slot);
    boolean again = slots.preemptions[slot] > 0;
    statistics.admitted(
        slots.promptTokens[slot], (long) hit * kv.blockTokens, slots.idealHitTokens[slot], again);
    if (loaded == 0 || hostTier == null) {
      return 0;
    }
    if (!again) {
      foundBelow(slot, loaded);
    }
    return hostTier.latencyPicos() + loaded * hostTier.picosPerBlock();
  }

  /** Counts loaded blocks for the tier that had them when the request was sent. */
  private void foundBelow(int slot, int loaded) {
    int fetched = below == null ? 0 : below.creditFetched(slot, loaded, kv.blockTokens);
    statistics.foundInTier(0, (long) (loaded - fetched) * kv.blockTokens);
  }

  /** A chunk was granted on the rank being filled. */
  void granted() {
    keysDue = true;
  }

  /** The rank is filled: blocks that this step fills get their keys. */
  void filled(int rank) {
    if (keysDue) {
      enterGranted(rank);
    }
  }

  /** A chunk of a request is computed. */
  void computed(int rank, int slot) {
    if (isTree) {
      int full = slots.computedTokens[slot] / kv.blockTokens;
      kv.free[rank] += cache(rank).enter(chain(slot), full);
    }
  }

  private void enterGranted(int rank) {
    keysDue = false;
    for (int slot = queues.prefillHead[rank]; slot != NONE; slot = slots.auxNext[slot]) {
      if (slots.chunkTokens[slot] > 0) {
        enter(rank, slot);
      }
    }
  }

  private void enter(int rank, int slot) {
    if (isTree) {
      return;
    }
    int full = (slots.computedTokens[slot] + slots.chunkTokens[slot]) / kv.blockTokens;
    if (full > chain(slot).heldBlocks()) {
      cache(rank).enter(chain(slot), full);
    }
  }

  /**
   * Takes all blocks from a running request that is put back to wait.
   *
   * @param computed tokens in its blocks
   * @param covered tokens for which blocks are counted
   * @param granted those of them whose blocks are counted in the step being formed, and perhaps not
   *     yet taken from the queue
   */
  void preempt(int rank, int slot, int computed, int covered, int granted) {
    KvCache cache = Objects.requireNonNull(caches[rank]);
    BlockChain chain = chain(slot);
    int counted = kv.blocksFor(covered);
    int before = Math.max(kv.blocksFor(covered - granted), chain.heldBlocks());
    int unsettled = cache.freeBlocks() - kv.free[rank];
    int spared = Math.min(unsettled, counted - before);
    cache.beforePreemption(chain, computed / kv.blockTokens);
    int nameless = kv.fixedPerSequence + counted - spared - chain.heldBlocks();
    kv.give(rank, spared + cache.giveBack(chain, nameless));
  }

  /**
   * Takes all blocks from a request that has finished.
   *
   * @param covered tokens it has blocks for
   * @param computed tokens in them
   */
  void finish(int rank, int slot, int covered, int computed) {
    KvCache cache = cache(rank);
    BlockChain chain = chain(slot);
    if (chain.inSession() || hostTier != null || isTree) {
      kv.free[rank] += cache.enter(chain, computed / kv.blockTokens);
    }
    int nameless = kv.fixedPerSequence + kv.blocksFor(covered) - chain.heldBlocks();
    kv.give(rank, cache.giveBack(chain, nameless));
  }
}
