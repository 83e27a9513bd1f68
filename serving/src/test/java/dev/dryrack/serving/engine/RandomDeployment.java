package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.HostTier;
import dev.dryrack.serving.cache.LowerTier;
import dev.dryrack.serving.cache.Offload;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.metrics.Slo;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.workload.SessionSource.Waiting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A served system and its requests drawn from a seed, full of the cases that are hard to get right.
 */
final class RandomDeployment {

  final long seed;
  final ServingSetup setup;

  /** Tokens per block of the source; 0 where it names none. */
  final int sourceBlock;

  final List<Sequence> requests = new ArrayList<>();

  /** A third of the seeds each: none waits, none comes early, any may. */
  final Waiting waiting;

  /** The same with some replicas that prefill and others that decode. */
  static RandomDeployment withPools(long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ 0xD15A66L);
    RandomDeployment whole = new RandomDeployment(seed);
    int prefill = 1 + random.nextInt(3);
    int decode = 1 + random.nextInt(3);
    long block = pick(random, 1, 10, 1_000_000, 50_000_000);
    ServingSetup setup = whole.setup;
    Disaggregation alike =
        new Disaggregation(prefill, decode, block, 1 + random.nextInt(1_000_000));
    boolean own = random.nextInt(2) == 0;
    int layers = random.nextInt(3) == 0 ? 2 + random.nextInt(60) : 1;
    int local = random.nextInt(3) == 0 ? random.nextInt(30) : 0;
    boolean senders = own ? random.nextBoolean() : alike.portsOfPrefill();
    return new RandomDeployment(
        whole,
        ServingSetup.builder(setup.price(), setup.limits())
            .replicas(prefill + decode, setup.ranksPerReplica(), setup.ranksPerReplica())
            .kv(setup.blocksPerRank(), setup.blockTokens(), setup.fixedBlocksPerSequence())
            .routers(setup.router(), setup.rankRouter())
            .routerSeed(setup.routerSeed())
            .overlapWeight(setup.overlapWeight())
            .maxConcurrency(setup.maxConcurrency())
            .prefixCaching(setup.prefixCaching())
            .disaggregation(
                new Disaggregation(
                    prefill,
                    decode,
                    block,
                    alike.latencyPicos(),
                    senders,
                    layers,
                    local,
                    own ? pool(random, setup, seed) : null))
            .build());
  }

  /** With vLLM's schedule, each step formed while the one before it runs. */
  static RandomDeployment ahead(long seed) {
    boolean below = seed % 4 == 0;
    RandomDeployment other = below ? withOffload(seed) : new RandomDeployment(seed, "vllm");
    ServingSetup setup = other.setup;
    Scheduling rules = setup.scheduling();
    ServingSetup.Builder ahead =
        ServingSetup.builder(setup.price(), setup.limits())
            .replicas(setup.replicas(), setup.ranksPerReplica(), setup.ranksPerReplica())
            .kv(setup.blocksPerRank(), setup.blockTokens(), setup.fixedBlocksPerSequence())
            .routers(setup.router(), setup.rankRouter())
            .maxConcurrency(setup.maxConcurrency())
            .slo(setup.slo())
            .prefixCaching(setup.prefixCaching())
            .scheduling(
                Scheduling.of(new SchedulerPolicy.Vllm())
                    .ordered(rules.order(), rules.ttftTargetPicos(), false)
                    .queueing(rules.maxQueuedRequests())
                    .async(true));
    Offload offload = setup.offload();
    return new RandomDeployment(other, (offload == null ? ahead : ahead.offload(offload)).build());
  }

  /** With drafts, some with rules of their own. */
  static RandomDeployment withSpeculation(long seed) {
    return speculating(
        seed % 3 == 0 ? new RandomDeployment(seed, "vllm") : new RandomDeployment(seed), seed);
  }

  /** With drafts and pools. */
  static RandomDeployment withPoolsAndSpeculation(long seed) {
    return speculating(withPools(seed), seed);
  }

  private static RandomDeployment speculating(RandomDeployment whole, long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5BECL);
    ServingSetup setup = whole.setup;
    double[] accepted = new double[1 + random.nextInt(5)];
    double before = 1;
    for (int i = 0; i < accepted.length; i++) {
      before *= random.nextInt(5) == 0 ? random.nextInt(2) : random.nextDouble();
      accepted[i] = before;
    }
    int lookahead = random.nextBoolean() ? 0 : accepted.length;
    Speculation drafts = new Speculation(accepted, lookahead, seed);
    long tick = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(1_000);
    EngineLimits limits = withRoom(setup.limits(), drafts.stepTokens());
    Disaggregation pools = setup.disaggregation();
    ServingSetup.Builder builder =
        ServingSetup.builder(new DraftPrice(setup.price(), tick), limits)
            .replicas(setup.replicas(), setup.ranksPerReplica(), setup.ranksPerReplica())
            .kv(
                setup.blocksPerRank() + random.nextInt(8),
                setup.blockTokens(),
                setup.fixedBlocksPerSequence())
            .routers(setup.router(), setup.rankRouter())
            .routerSeed(setup.routerSeed())
            .overlapWeight(setup.overlapWeight())
            .maxConcurrency(setup.maxConcurrency())
            .prefixCaching(setup.prefixCaching())
            .scheduling(
                setup.scheduling().swapBlocksPerRank() > 0
                    ? Scheduling.DEFAULT
                    : setup.scheduling())
            .speculation(drafts);
    if (pools != null) {
      builder.disaggregation(withRoom(pools, tick, drafts.stepTokens()));
    }
    return new RandomDeployment(whole, builder.build());
  }

  private static EngineLimits withRoom(EngineLimits limits, int stepTokens) {
    int sequences = Math.min(limits.maxNumSeqs(), 1 + limits.maxNumBatchedTokens() / stepTokens);
    return new EngineLimits(
        sequences,
        Math.max(limits.maxNumBatchedTokens(), sequences * stepTokens),
        limits.longPrefillTokenThreshold(),
        limits.blockSize(),
        limits.gpuMemoryUtilization(),
        limits.maxModelLen());
  }

  private static Disaggregation withRoom(Disaggregation pools, long tick, int stepTokens) {
    PoolSetup own = pools.decode();
    if (own == null) {
      return pools;
    }
    EngineLimits limits = withRoom(own.limits(), stepTokens);
    return new Disaggregation(
        pools.prefillReplicas(),
        pools.decodeReplicas(),
        pools.picosPerBlock(),
        pools.latencyPicos(),
        pools.portsOfPrefill(),
        pools.layers(),
        pools.localTokens(),
        new PoolSetup(
            new DraftPrice(own.price(), tick),
            limits,
            limits.maxNumBatchedTokens(),
            own.ranksPerReplica(),
            own.gpusPerReplica(),
            own.blocksPerRank(),
            own.fixedBlocksPerSequence()));
  }

  /** With prefix caches and memory below the GPUs. */
  static RandomDeployment withOffload(long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x0FF10ADL);
    long base = seed * 64;
    List<String> policies =
        List.of("vllm", "tensorrt-llm", "sarathi", "prefill-first", "decode-first");
    String policy = random.nextBoolean() ? null : policies.get(random.nextInt(policies.size()));
    RandomDeployment whole = new RandomDeployment(base, policy);
    while (whole.sourceBlock == 0 || whole.setup.blocksPerRank() > 10_000) {
      whole = new RandomDeployment(++base, policy);
    }
    ServingSetup setup = whole.setup;
    int blocks = setup.blocksPerRank();
    HostTier host =
        new HostTier(
            1 + random.nextInt(2 * blocks),
            pick(random, 1, 10, 1_000_000, 50_000_000),
            pick(random, 0, 1, 3_000_000),
            random.nextBoolean());
    List<LowerTier> below = new ArrayList<>();
    for (int tiers = random.nextInt(3); tiers > 0; tiers--) {
      below.add(
          new LowerTier(
              "tier " + below.size(),
              1 + random.nextInt(4 * blocks),
              1 + random.nextInt(3),
              1 + random.nextInt(3),
              pick(random, 1, 10, 1_000_000, 50_000_000),
              pick(random, 1, 10, 1_000_000, 50_000_000),
              pick(random, 0, 1, 3_000_000),
              random.nextBoolean(),
              (int) pick(random, 1, 5, 1_000_000)));
    }
    return new RandomDeployment(
        whole,
        ServingSetup.builder(setup.price(), setup.limits())
            .replicas(setup.replicas(), setup.ranksPerReplica(), setup.ranksPerReplica())
            .kv(blocks, setup.blockTokens(), setup.fixedBlocksPerSequence())
            .routers(setup.router(), setup.rankRouter())
            .routerSeed(setup.routerSeed())
            .overlapWeight(setup.overlapWeight())
            .maxConcurrency(setup.maxConcurrency())
            .prefixCaching(setup.prefixCaching())
            .scheduling(setup.scheduling())
            .offload(new Offload(host, below))
            .build());
  }

  /** Decode replicas of another kind. */
  private static PoolSetup pool(SplittableRandom random, ServingSetup setup, long seed) {
    EngineLimits limits = setup.limits();
    int ranks = 1 + random.nextInt(6);
    int budget = 1 + random.nextInt((int) pick(random, 4, 40, 400));
    return new PoolSetup(
        new RandomPrice(random, pick(random, 1, 1_000_000), seed + 1),
        new EngineLimits(
            (int) pick(random, 1, 5, 1000),
            budget,
            limits.longPrefillTokenThreshold(),
            limits.blockSize(),
            0.9,
            limits.maxModelLen()),
        budget,
        ranks,
        ranks,
        Math.max(1, setup.blocksPerRank() / 2 + random.nextInt(setup.blocksPerRank())),
        random.nextInt(3));
  }

  private RandomDeployment(RandomDeployment other, ServingSetup otherSetup) {
    seed = other.seed;
    setup = otherSetup;
    sourceBlock = other.sourceBlock;
    waiting = other.waiting;
    requests.addAll(other.requests);
  }

  /** With vLLM's schedule and no other rules. */
  RandomDeployment(long seed) {
    this(seed, null);
  }

  /**
   * With rules drawn, too.
   *
   * @param policy id of the scheduling policy
   */
  RandomDeployment(long seed, @Nullable String policy) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    // Times in multiples of a coarse tick make arrivals and step ends of replicas coincide.
    long tick = pick(random, 1, 1, 1_000_000);
    int block = (int) pick(random, 1, 2, 3, 4, 7, 16);
    int fixed = (int) pick(random, 0, 0, 1, 3);
    int maxPrompt = 1 + random.nextInt((int) pick(random, 3, 20, 100));
    // Outputs beyond 4,096 tokens go round the finish ring more than once.
    boolean marathon = random.nextInt(60) == 0;
    int maxOutput = 1 + random.nextInt(marathon ? 10_000 : (int) pick(random, 2, 30, 120));
    int longest = (maxPrompt + maxOutput + block - 1) / block + fixed;
    boolean few = random.nextInt(3) > 0;
    int blocks = few ? Math.max(1, longest - 1 + random.nextInt(2 * longest)) : 100 * longest;
    int budget = 1 + random.nextInt((int) pick(random, 4, 40, 400));
    if (policy != null && !policy.equals("vllm")) {
      // Most of these compute prompts whole, or in multiples of a block.
      budget = Math.max(budget, block) + (seed % 4 == 0 ? 0 : maxPrompt + maxOutput);
    }
    int cap = random.nextBoolean() ? 0 : 1 + random.nextInt((int) pick(random, 3, 30));
    int maxSeqs = (int) pick(random, 1, 2, 5, 20, 1000);
    int maxModelLen = Math.max(2, maxPrompt + maxOutput - (random.nextInt(4) == 0 ? 3 : 0));
    int ranks = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(8);
    int replicas = random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(3);
    SplittableRandom reuse = new SplittableRandom(seed ^ 0x5DEECE66DL);
    Scheduling scheduling =
        policy == null
            ? Scheduling.DEFAULT
            : rules(new SplittableRandom(seed ^ 0x5eed), policy, block, tick, replicas);
    PrefixCaching usual = scheduling.usualPrefixCaching();
    boolean caching = reuse.nextInt(2) == 0 && usual != PrefixCaching.OFF;
    sourceBlock =
        caching ? (int) pick(reuse, 0, block, block, 2L * block, 4L * block, 1, 3, 5, 16) : 0;
    RouterKind[] routers = RouterKind.values();
    RouterKind[] within =
        Arrays.stream(routers).filter(kind -> !kind.choosesRanks()).toArray(RouterKind[]::new);
    setup =
        ServingSetup.builder(
                new RandomPrice(random, tick, seed),
                new EngineLimits(maxSeqs, budget, cap, block, 0.9, maxModelLen))
            .replicas(replicas, ranks, ranks)
            .kv(blocks, block, fixed)
            .routers(
                router(
                    routers[random.nextInt(routers.length)], caching ? usual : PrefixCaching.OFF),
                within[random.nextInt(within.length)])
            .routerSeed(seed)
            .overlapWeight(1 + (int) (seed % 3))
            .maxConcurrency(
                random.nextInt(3) == 0 ? 1 + random.nextInt(30) : ServingSetup.OPEN_LOOP)
            .prefixCaching(caching ? usual : PrefixCaching.OFF)
            .slo(new Slo(1_000 * tick, 500 * tick, 5_000 * tick))
            .scheduling(scheduling)
            .build();
    int count = 1 + random.nextInt(marathon ? 6 : random.nextInt(4) == 0 ? 150 : 40);
    long arrival = 0;
    RandomPrompts prompts = new RandomPrompts(reuse, sourceBlock, maxPrompt);
    long gap = 1L + random.nextInt((int) pick(random, 3, 300, 3000));
    for (int i = 0; i < count; i++) {
      int prompt = 1 + random.nextInt(maxPrompt);
      int output = 1 + random.nextInt(maxOutput);
      requests.add(
          sourceBlock > 0
              ? prompts.next(i, arrival, output)
              : new Sequence(i, arrival, prompt, output));
      arrival += random.nextInt(3) == 0 ? 0 : random.nextLong(gap) * tick;
    }
    SplittableRandom priorities = new SplittableRandom(seed ^ 0x9a);
    requests.forEach(request -> request.priority = priorities.nextInt(3));
    waiting =
        seed % 3 == 0
            ? Waiting.NEVER
            : seed % 3 == 1 ? Waiting.FROM_NOMINAL_TIME : Waiting.ANY_TIME;
    if (waiting != Waiting.NEVER) {
      addSessions(new SplittableRandom(~seed), gap * tick + 1, waiting == Waiting.ANY_TIME);
    }
  }

  /** Radix trees are not asked. */
  private static RouterKind router(RouterKind drawn, PrefixCaching caching) {
    return drawn == RouterKind.KV_AWARE && caching == PrefixCaching.RADIX
        ? RouterKind.PREFIX_AFFINITY
        : drawn;
  }

  private static SchedulerPolicy policy(SplittableRandom random, String id, int block) {
    double watermark = random.nextInt(3) == 0 ? 0.01 : random.nextDouble() * 0.3;
    return switch (id) {
      case "vllm" -> new SchedulerPolicy.Vllm();
      case "sarathi" -> new SchedulerPolicy.Sarathi(watermark);
      case "prefill-first" -> new SchedulerPolicy.PrefillFirst(watermark);
      case "decode-first" -> new SchedulerPolicy.DecodeFirst();
      case "tensorrt-llm" ->
          new SchedulerPolicy.TensorRtLlm(random.nextBoolean(), random.nextBoolean());
      case "sglang" ->
          new SchedulerPolicy.Sglang(
              random.nextInt(3) == 0 ? 0 : block + random.nextInt(60),
              1 + random.nextInt(200),
              random.nextBoolean(),
              // A ratio of 0 admits too many, so that some are retracted.
              random.nextInt(3) == 0 ? 1 : random.nextInt(3) * random.nextDouble());
      default -> throw new IllegalArgumentException(id);
    };
  }

  private static Scheduling rules(
      SplittableRandom random, String id, int block, long tick, int replicas) {
    Scheduling rules = Scheduling.of(policy(random, id, block));
    if (random.nextInt(3) == 0) {
      rules = rules.stating(random.nextInt(60));
    }
    if (random.nextInt(3) == 0) {
      rules = rules.queueing(1 + random.nextInt(10));
    }
    if (rules.policy().swaps() && random.nextBoolean()) {
      rules = rules.swapping(1 + random.nextInt(60), tick * random.nextInt(5));
    }
    QueueOrder order =
        List.of(QueueOrder.FCFS, QueueOrder.PRIORITY, QueueOrder.DEADLINE).get(random.nextInt(3));
    List<Long> targets =
        List.of(tick * (1 + random.nextInt(3_000)), tick * (1 + random.nextInt(9_000)));
    // Rejections free places of a closed loop at once, in the order in which replicas begin steps.
    boolean late = replicas == 1 && random.nextInt(4) == 0;
    return rules.ordered(order, order == QueueOrder.DEADLINE || late ? targets : List.of(), late);
  }

  /**
   * Lets requests wait for earlier ones, in trees and chains, some of them for none at all.
   *
   * @param early whether they may come before their nominal times
   */
  private void addSessions(SplittableRandom random, long gap, boolean early) {
    for (Sequence s : requests) {
      if (s.id == 0 || random.nextInt(5) == 0) {
        continue;
      }
      s.previous = random.nextInt(s.id);
      long nominal = s.arrival - requests.get(s.previous).arrival;
      s.delay = early ? random.nextInt(3) == 0 ? 0 : random.nextLong(gap) : nominal;
    }
  }

  private static long pick(SplittableRandom random, long... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /**
   * A price that no aggregation could get right by luck: nothing in it is linear. One in five is
   * the same for every step, so that replicas keep ending theirs at equal times.
   */
  private static final class RandomPrice implements StepPrice {
    private final long tick;
    private final long perStep;
    private final long perMaxToken;
    private final long perToken;
    private final long perSequence;
    private final long perContext;
    private final long perPrefill;
    private final boolean flat;

    /** Where contexts per sequence beyond which nothing more is read begin; 0 for nowhere. */
    private final int window;

    /** Whether the price tells how it grows. */
    private final boolean even;

    RandomPrice(SplittableRandom random, long tick, long seed) {
      this.tick = tick;
      flat = random.nextInt(5) == 0;
      perStep = 1L + random.nextInt(30);
      perMaxToken = random.nextInt(3);
      perToken = random.nextInt(3);
      perSequence = random.nextInt(3);
      perContext = random.nextInt(3);
      perPrefill = random.nextInt(3);
      // Without draws of its own, so that seeds stay what they were.
      even = seed >= 20 && seed % 2 == 1;
      window = even && seed % 4 == 1 ? 1 + (int) (seed % 59) : 0;
    }

    @Override
    public long tokenPicos(int maxRankTokens, long totalTokens) {
      if (flat) {
        return tick * perStep;
      }
      return tick * (perStep + perMaxToken * maxRankTokens + perToken * totalTokens);
    }

    @Override
    public long decodePicos(int sequences, long contextTokens) {
      if (flat) {
        return 0;
      }
      if (even) {
        long read =
            window == 0 ? contextTokens : Math.min(contextTokens, (long) window * sequences);
        return tick * (perSequence * sequences + perContext * (contextTokens + 2 * read));
      }
      return tick
          * (perSequence * sequences
              + perContext * contextTokens
              + contextTokens * contextTokens / 64 % 97);
    }

    @Override
    public long decodeSlopePicos(int sequences, long contextTokens) {
      if (flat || !even) {
        return 0;
      }
      boolean full = window > 0 && contextTokens >= (long) window * sequences;
      return tick * perContext * (full ? 1 : 3);
    }

    @Override
    public long decodeBendTokens(int sequences, long contextTokens) {
      if (flat) {
        return Long.MAX_VALUE;
      }
      long full = (long) window * sequences;
      return !even ? contextTokens : full > contextTokens ? full : Long.MAX_VALUE;
    }

    @Override
    public long prefillPicos(int chunkTokens, long contextTokens) {
      return flat ? 0 : tick * perPrefill * chunkTokens * (1 + (contextTokens + chunkTokens) / 16);
    }

    @Override
    public long samplePicos(int sequences) {
      return flat ? 0 : tick * (sequences * (long) sequences % 11);
    }
  }
}
