package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.Offload;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.memory.KvLayout;
import dev.dryrack.serving.metrics.Slo;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.router.RouterKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A served system and how it is driven; made by {@link #builder}.
 *
 * @param price what a step takes
 * @param limits the engine's limits, per attention rank
 * @param tokenBudget tokens of a rank in a step: {@link EngineLimits#stepTokens}
 * @param replicas independent copies behind the router
 * @param ranksPerReplica attention data-parallel ranks that step together
 * @param gpusPerReplica for rates per GPU
 * @param blocksPerRank KV blocks of an attention rank
 * @param blockTokens tokens per KV block
 * @param fixedBlocksPerSequence KV blocks a request holds whatever its length
 * @param prefixCaching how KV blocks of earlier requests are used again
 * @param offload where KV blocks go that a GPU loses, used with a prefix cache; null for nowhere
 * @param router chooses the replica of a request
 * @param rankRouter chooses the rank within the replica; unused if the router chooses ranks
 * @param routerSeed of the random numbers of routers
 * @param overlapWeight what a prompt token to compute weighs against one outstanding, for routers
 *     that know caches
 * @param maxConcurrency most requests in flight at the client; {@link #OPEN_LOOP} for no limit
 * @param horizonPicos when the run ends at the latest; {@link #NO_HORIZON} for when all is served
 * @param warmupPicos requests sent and tokens emitted before this time are not measured
 * @param slo what counts for goodput
 * @param scheduling how ranks schedule
 * @param disaggregation which replicas prefill and which decode; null where each does both
 * @param speculation how requests decode several tokens at once; null where they do not
 */
public record ServingSetup(
    StepPrice price,
    EngineLimits limits,
    int tokenBudget,
    int replicas,
    int ranksPerReplica,
    int gpusPerReplica,
    int blocksPerRank,
    int blockTokens,
    int fixedBlocksPerSequence,
    PrefixCaching prefixCaching,
    @Nullable Offload offload,
    RouterKind router,
    RouterKind rankRouter,
    long routerSeed,
    double overlapWeight,
    int maxConcurrency,
    long horizonPicos,
    long warmupPicos,
    Slo slo,
    Scheduling scheduling,
    @Nullable Disaggregation disaggregation,
    @Nullable Speculation speculation) {

  /** Requests are sent as they arrive. */
  public static final int OPEN_LOOP = Integer.MAX_VALUE;

  /** The run ends when all is served. */
  public static final long NO_HORIZON = Long.MAX_VALUE;

  public ServingSetup {
    require(tokenBudget >= 1, "token budget", tokenBudget, "1 or more");
    require(replicas >= 1, "replicas", replicas, "1 or more");
    require(ranksPerReplica >= 1, "ranks per replica", ranksPerReplica, "1 or more");
    require(gpusPerReplica >= 1, "GPUs per replica", gpusPerReplica, "1 or more");
    require(blocksPerRank >= 1, "KV blocks per rank", blocksPerRank, "1 or more");
    require(blockTokens >= 1, "tokens per KV block", blockTokens, "1 or more");
    require(
        fixedBlocksPerSequence >= 0,
        "fixed blocks per sequence",
        fixedBlocksPerSequence,
        "0 or more");
    if (rankRouter.choosesRanks()) {
      throw new IllegalArgumentException(
          rankRouter.id() + " is a router over all ranks of all replicas; it has no part in one");
    }
    require(maxConcurrency >= 1, "max-concurrency", maxConcurrency, "1 or more");
    require(horizonPicos >= 1, "horizon in ps", horizonPicos, "above 0");
    if (!scheduling.allows(prefixCaching)) {
      throw new IllegalArgumentException(
          "the prefix cache "
              + prefixCaching.id()
              + " does not go with the "
              + scheduling.policy().id()
              + " schedule"
              + (scheduling.swapBlocksPerRank() > 0 ? " that swaps preempted requests out" : ""));
    }
    if (offload != null && prefixCaching == PrefixCaching.RADIX) {
      throw new IllegalArgumentException(
          "KV blocks are not offloaded from a radix cache yet; leave out the tiers");
    }
    if (disaggregation != null) {
      require(
          disaggregation.replicas() == replicas,
          "replicas",
          replicas,
          disaggregation.replicas() + ", as many as both pools have");
      if (!scheduling.equals(Scheduling.DEFAULT)) {
        throw new IllegalArgumentException(
            "pools for prefill and decode go with the vllm schedule, first come first served,"
                + " recomputing what is preempted, without limits of queues, and no other; leave"
                + " out the pools, or the options of the schedule");
      }
    }
    if (offload != null && disaggregation != null) {
      throw new IllegalArgumentException(
          "KV blocks are not offloaded in prefill and decode pools; leave out the tiers, or the"
              + " pools");
    }
    if (router == RouterKind.KV_AWARE && prefixCaching == PrefixCaching.RADIX) {
      // A look-up in a radix tree makes what it finds young again.
      throw new IllegalArgumentException(
          "the router kv-aware asks caches by vLLM's rules, not radix trees; take prefix-affinity");
    }
    if (speculation != null) {
      requireSpeculable(speculation, scheduling, offload, tokenBudget, limits);
    }
    require(warmupPicos >= 0, "warm-up in ps", warmupPicos, "0 or more");
    require(warmupPicos < horizonPicos, "warm-up in ps", warmupPicos, "shorter than the horizon");
  }

  private static void requireSpeculable(
      Speculation speculation,
      Scheduling scheduling,
      @Nullable Offload offload,
      int tokenBudget,
      EngineLimits limits) {
    if (!(scheduling.policy() instanceof SchedulerPolicy.Vllm)
        || scheduling.swapBlocksPerRank() > 0
        || scheduling.async()) {
      throw new IllegalArgumentException(
          "speculative decoding goes with the vllm schedule that recomputes what is preempted and"
              + " forms a step when the one before it has ended, and no other; leave out the draft tokens, or the options of the schedule");
    }
    if (offload != null) {
      throw new IllegalArgumentException(
          "speculative decoding does not go with KV blocks that are offloaded; leave out the tiers,"
              + " or the draft tokens");
    }
    long needed = (long) limits.maxNumSeqs() * speculation.stepTokens();
    if (needed > tokenBudget) {
      throw new IllegalArgumentException(
          "max-num-seqs = "
              + limits.maxNumSeqs()
              + " sequences that decode "
              + speculation.stepTokens()
              + " tokens each, their drafts included, exceed the token budget of a step, "
              + tokenBudget
              + ": use max-num-batched-tokens = "
              + needed
              + " or more, or max-num-seqs = "
              + tokenBudget / speculation.stepTokens()
              + " or fewer");
    }
  }

  /** Whether requests are sent as they arrive. */
  public boolean openLoop() {
    return maxConcurrency == OPEN_LOOP;
  }

  /** The same with another use of KV blocks of earlier requests. */
  public ServingSetup withPrefixCaching(PrefixCaching kind) {
    return new ServingSetup(
        price,
        limits,
        tokenBudget,
        replicas,
        ranksPerReplica,
        gpusPerReplica,
        blocksPerRank,
        blockTokens,
        fixedBlocksPerSequence,
        kind,
        offload,
        router,
        rankRouter,
        routerSeed,
        overlapWeight,
        maxConcurrency,
        horizonPicos,
        warmupPicos,
        slo,
        scheduling,
        disaggregation,
        speculation);
  }

  /** All GPUs. */
  public int gpus() {
    PoolSetup own = disaggregation == null ? null : disaggregation.decode();
    return own == null || disaggregation == null
        ? replicas * gpusPerReplica
        : disaggregation.prefillReplicas() * gpusPerReplica
            + disaggregation.decodeReplicas() * own.gpusPerReplica();
  }

  /** What a replica that decodes is, without a prefix cache; of a system with pools. */
  ServingSetup ofDecode() {
    ServingSetup plain = withPrefixCaching(PrefixCaching.OFF);
    PoolSetup own = disaggregation == null ? null : disaggregation.decode();
    if (own == null) {
      return plain;
    }
    return new ServingSetup(
        own.price(),
        own.limits(),
        own.tokenBudget(),
        replicas,
        own.ranksPerReplica(),
        own.gpusPerReplica(),
        own.blocksPerRank(),
        blockTokens,
        own.fixedBlocksPerSequence(),
        PrefixCaching.OFF,
        null,
        router,
        rankRouter,
        routerSeed,
        overlapWeight,
        maxConcurrency,
        horizonPicos,
        warmupPicos,
        slo,
        scheduling,
        disaggregation,
        speculation);
  }

  /** A new scheduler for the ranks of one replica. */
  BatchScheduler scheduler() {
    return scheduling.policy().create(this);
  }

  /** Why a request could never be served, or null if it can. */
  @Nullable Rejection rejection(int promptTokens, int outputTokens) {
    if (disaggregation == null || disaggregation.decode() == null) {
      return rejectionByEach(promptTokens, outputTokens);
    }
    // A rank that prefills emits one token.
    Rejection rejection = rejectionByEach(promptTokens, 1);
    return rejection == null ? ofDecode().rejectionByEach(promptTokens, outputTokens) : rejection;
  }

  private @Nullable Rejection rejectionByEach(int promptTokens, int outputTokens) {
    long tokens = (long) promptTokens + outputTokens;
    if (tokens > limits.maxModelLen()) {
      return Rejection.EXCEEDS_MAX_MODEL_LEN;
    }
    // The last output token is never fed back, so it never enters the cache.
    long room = (long) (blocksPerRank - fixedBlocksPerSequence) * blockTokens;
    long drafts = speculation == null || outputTokens == 1 ? 0 : speculation.reachTokens() - 1L;
    return tokens - 1 + drafts > room ? Rejection.EXCEEDS_KV_CAPACITY : null;
  }

  private static void require(boolean holds, String name, long value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " = " + value + ": must be " + expected);
    }
  }

  /**
   * A builder with one replica of one rank and one GPU, round-robin over replicas, least requests
   * over ranks, no prefix cache, an open loop, no horizon, no warm-up, no SLO and vLLM's schedule.
   */
  public static Builder builder(StepPrice price, EngineLimits limits) {
    return new Builder(price, limits);
  }

  /** Collects the parts of a setup. */
  public static final class Builder {
    private final StepPrice price;
    private final EngineLimits limits;
    private int tokenBudget;
    private int replicas = 1;
    private int ranksPerReplica = 1;
    private int gpusPerReplica = 1;
    private int blocksPerRank;
    private int blockTokens;
    private int fixedBlocksPerSequence;
    private PrefixCaching prefixCaching = PrefixCaching.OFF;
    private @Nullable Offload offload;
    private RouterKind router = RouterKind.ROUND_ROBIN;
    private RouterKind rankRouter = RouterKind.LEAST_REQUESTS;
    private long routerSeed;
    private double overlapWeight = 1;
    private int maxConcurrency = OPEN_LOOP;
    private long horizonPicos = NO_HORIZON;
    private long warmupPicos;
    private Slo slo = Slo.NONE;
    private Scheduling scheduling = Scheduling.DEFAULT;
    private @Nullable Disaggregation disaggregation;
    private @Nullable Speculation speculation;

    private Builder(StepPrice price, EngineLimits limits) {
      this.price = Objects.requireNonNull(price, "price");
      this.limits = Objects.requireNonNull(limits, "limits");
      tokenBudget = limits.maxNumBatchedTokens();
      blockTokens = limits.blockSize();
    }

    /** Tokens of a rank in a step, where it is not max-num-batched-tokens. */
    public Builder tokenBudget(int tokens) {
      tokenBudget = tokens;
      return this;
    }

    public Builder replicas(int count, int ranksEach, int gpusEach) {
      replicas = count;
      ranksPerReplica = ranksEach;
      gpusPerReplica = gpusEach;
      return this;
    }

    /** KV blocks of a rank, their size and how many a request holds whatever its length. */
    public Builder kv(long blocks, int tokensPerBlock, int fixedPerSequence) {
      blocksPerRank = (int) Math.min(blocks, Integer.MAX_VALUE);
      blockTokens = tokensPerBlock;
      fixedBlocksPerSequence = fixedPerSequence;
      return this;
    }

    /** The same from a memory budget's layout. */
    public Builder kv(KvLayout layout) {
      return kv(layout.blocksPerRank(), layout.blockTokens(), layout.fixedBlocksPerSequence());
    }

    public Builder prefixCaching(PrefixCaching kind) {
      prefixCaching = kind;
      return this;
    }

    /** Tiers of memory for KV blocks that a GPU loses. */
    public Builder offload(Offload tiers) {
      offload = tiers;
      return this;
    }

    public Builder routers(RouterKind overReplicas, RouterKind overRanks) {
      router = overReplicas;
      rankRouter = overRanks;
      return this;
    }

    /** Seed of the random numbers of routers, 0 unless given. */
    public Builder routerSeed(long seed) {
      routerSeed = seed;
      return this;
    }

    /** What a prompt token to compute weighs against one outstanding, 1 unless given. */
    public Builder overlapWeight(double weight) {
      overlapWeight = weight;
      return this;
    }

    public Builder maxConcurrency(int requests) {
      maxConcurrency = requests;
      return this;
    }

    public Builder horizonPicos(long picos) {
      horizonPicos = picos;
      return this;
    }

    public Builder warmupPicos(long picos) {
      warmupPicos = picos;
      return this;
    }

    public Builder slo(Slo objectives) {
      slo = objectives;
      return this;
    }

    /** Replicas that only prefill, and others that only decode. */
    public Builder disaggregation(Disaggregation pools) {
      disaggregation = pools;
      return this;
    }

    /** Drafts that are verified in one step. */
    public Builder speculation(Speculation drafts) {
      speculation = drafts;
      return this;
    }

    public Builder scheduling(Scheduling rules) {
      scheduling = rules;
      return this;
    }

    /**
     * The setup.
     *
     * @throws IllegalArgumentException if a value is out of range, naming it and what it must be
     */
    public ServingSetup build() {
      ServingSetup setup =
          new ServingSetup(
              price,
              limits,
              tokenBudget,
              replicas,
              ranksPerReplica,
              gpusPerReplica,
              blocksPerRank,
              blockTokens,
              fixedBlocksPerSequence,
              prefixCaching,
              offload,
              router,
              rankRouter,
              routerSeed,
              overlapWeight,
              maxConcurrency,
              horizonPicos,
              warmupPicos,
              slo,
              scheduling,
              disaggregation,
              speculation);
      // A policy refuses what it cannot work with.
      setup.scheduler();
      if (disaggregation != null) {
        // So does the pool that decodes.
        setup.ofDecode().scheduler();
      }
      return setup;
    }
  }
}
