package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.PrefixCache;
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
 * outputs when the request ends or is preempted, for until then nobody else can ask for them.
 *
 * <p>Invariant (KV-1): queue = free + taken and not yet settled; every block is free without a key,
 * free with one, or referenced. Allocates nothing.
 */
final class PrefixReuse {

  private final KvBlocks kv;
  private final RequestSlots slots;
  private final RankQueues queues;
  private final PrefixCacheStatistics statistics;
  private final @Nullable PrefixCache[] caches;

  /** Whether chunks were granted on the rank being filled whose blocks have no keys yet. */
  private boolean keysDue;

  /** The last look-up. */
  private int foundSlot = NONE;

  private int foundRank = NONE;
  private long foundVersion;
  private int foundBlocks;
  private int foundFreeBlocks;

  PrefixReuse(
      KvBlocks kv, RequestSlots slots, RankQueues queues, PrefixCacheStatistics statistics) {
    this.kv = kv;
    this.slots = slots;
    this.queues = queues;
    this.statistics = statistics;
    caches = new @Nullable PrefixCache[kv.free.length];
  }

  /** The cache of a rank, its queue settled; for requests that have blocks or ask for them. */
  PrefixCache cache(int rank) {
    PrefixCache cache = caches[rank];
    if (cache == null) {
      throw new IllegalStateException("nothing was sent to rank " + rank);
    }
    settle(rank, cache);
    return cache;
  }

  private void settle(int rank, PrefixCache cache) {
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
    if (caches[rank] == null) {
      caches[rank] = new PrefixCache(kv.blocksPerRank, chain(slot).stride());
    }
  }

  /** Tokens of a waiting request that need not be computed: whole blocks, and not all of them. */
  int hitTokens(int rank, int slot) {
    find(rank, slot);
    return foundBlocks * kv.blockTokens;
  }

  /** Free blocks that admitting a waiting request with a first chunk takes. */
  int blocksToAdmit(int rank, int slot, int tokens) {
    find(rank, slot);
    int filled = kv.blocksFor(foundBlocks * kv.blockTokens + tokens);
    return kv.fixedPerSequence + filled - foundBlocks + foundFreeBlocks;
  }

  private void find(int rank, int slot) {
    PrefixCache cache = cache(rank);
    if (keysDue && kv.free[rank] >= 0) {
      enterGranted(rank);
    }
    if (slot == foundSlot && rank == foundRank && cache.version() == foundVersion) {
      return;
    }
    // At least one token must be computed, or there would be no output.
    int known = slots.promptTokens[slot] + slots.emittedTokens[slot];
    foundBlocks = cache.match(chain(slot), (known - 1) / kv.blockTokens);
    foundFreeBlocks = cache.matchedFreeBlocks();
    foundSlot = slot;
    foundRank = rank;
    foundVersion = cache.version();
  }

  /** Takes the blocks of a request that is admitted with a first chunk. */
  void admit(int rank, int slot, int tokens) {
    int blocks = blocksToAdmit(rank, slot, tokens);
    int hit = foundBlocks;
    PrefixCache cache = cache(rank);
    cache.acquire(chain(slot), hit);
    kv.free[rank] -= blocks;
    slots.computedTokens[slot] = hit * kv.blockTokens;
    slots.chunkTokens[slot] = tokens;
    if (slots.preemptions[slot] == 0) {
      slots.cachedTokens[slot] = hit * kv.blockTokens;
    }
    enter(rank, slot);
    statistics.admitted(
        slots.promptTokens[slot],
        (long) hit * kv.blockTokens,
        slots.idealHitTokens[slot],
        slots.preemptions[slot] > 0);
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

  private void enterGranted(int rank) {
    keysDue = false;
    for (int slot = queues.prefillHead[rank]; slot != NONE; slot = slots.auxNext[slot]) {
      if (slots.chunkTokens[slot] > 0) {
        enter(rank, slot);
      }
    }
  }

  private void enter(int rank, int slot) {
    int full = (slots.computedTokens[slot] + slots.chunkTokens[slot]) / kv.blockTokens;
    if (full > chain(slot).heldBlocks()) {
      cache(rank).enter(chain(slot), full);
    }
  }

  /**
   * Takes all blocks from a running request that is put back to wait.
   *
   * @param computed tokens in its blocks
   * @param granted tokens of the step being formed, whose blocks are counted but perhaps not yet
   *     taken from the queue
   */
  void preempt(int rank, int slot, int computed, int granted) {
    PrefixCache cache = Objects.requireNonNull(caches[rank]);
    BlockChain chain = chain(slot);
    int filled = kv.blocksFor(computed);
    int counted = kv.blocksFor(computed + granted);
    int unsettled = cache.freeBlocks() - kv.free[rank];
    int spared = Math.min(unsettled, counted - Math.max(filled, chain.heldBlocks()));
    cache.enter(chain, computed / kv.blockTokens);
    int nameless = kv.fixedPerSequence + counted - spared - chain.heldBlocks();
    kv.free[rank] += spared + cache.giveBack(chain, nameless);
  }

  /** Takes all blocks from a request that has finished. */
  void finish(int rank, int slot, int computed) {
    PrefixCache cache = cache(rank);
    BlockChain chain = chain(slot);
    if (chain.inSession()) {
      cache.enter(chain, computed / kv.blockTokens);
    }
    int nameless = kv.fixedPerSequence + kv.blocksFor(computed) - chain.heldBlocks();
    kv.free[rank] += cache.giveBack(chain, nameless);
  }
}
