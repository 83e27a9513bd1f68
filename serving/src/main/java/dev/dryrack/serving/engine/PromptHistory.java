package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.PromptChains;
import dev.dryrack.serving.cache.SeenPrefixes;
import dev.dryrack.serving.cache.SessionTurns;
import java.util.Objects;

/**
 * What a run knows of prompts across replicas: their chains of blocks, which turn goes on from
 * which, and what an ideal cache would have.
 *
 * <p>Memory grows with the distinct prompts, not with the requests in the system. Allocates only
 * when its arrays grow.
 */
final class PromptHistory {

  private static final int NONE = -1;

  private final PromptChains chains;
  private final int blockTokens;
  private final RequestSlots slots;
  private final SeenPrefixes seen = new SeenPrefixes();
  private final SessionTurns turns = new SessionTurns();

  PromptHistory(PromptChains chains, int blockTokens, RequestSlots slots) {
    this.chains = chains;
    this.blockTokens = blockTokens;
    this.slots = slots;
  }

  /** Makes the chains of requests. */
  PromptChains chains() {
    return chains;
  }

  /** A request was rejected. */
  void forget(BlockChain chain) {
    chains.reuse(chain);
  }

  /**
   * A request arrives: an earlier turn's output may be part of its prompt. Returns how many leading
   * blocks of it the earlier turn has computed.
   */
  int arrives(BlockChain chain, LockstepGroup[] replicas) {
    int before = turns.before(chain);
    if (before == NONE) {
      return 0;
    }
    int place = turns.place(before);
    int ranks = replicas[0].state.ranks;
    PrefixReuse reuse = Objects.requireNonNull(replicas[place / ranks].state.reuse);
    return turns.rename(before, reuse.cache(place % ranks), chain, blockTokens);
  }

  /**
   * A request is sent.
   *
   * @param reach what {@link #arrives} has returned
   */
  void sent(int slot, BlockChain chain, int reach) {
    slots.chain[slot] = chain;
    int ideal = Math.max(seen.add(chain), reach);
    // At least one token must be computed, or there would be no output.
    int most = (slots.promptTokens[slot] - 1) / blockTokens;
    slots.idealHitTokens[slot] = Math.min(ideal, most) * blockTokens;
  }

  /**
   * A request has finished and given its blocks back.
   *
   * @param place its rank, counted over all replicas
   */
  void finished(int slot, int place, long nowPicos) {
    BlockChain chain = Objects.requireNonNull(slots.chain[slot]);
    slots.chain[slot] = null;
    if (chain.inSession()) {
      turns.finished(chain, slots.outputTokens[slot], place, nowPicos);
    }
    chains.reuse(chain);
  }
}
