package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.sim.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The served system again, written to be obviously right and not fast: every sequence is an object
 * that is walked in every step, the clock looks at every replica, loads are summed when asked for.
 * It shares nothing with the engine but the setup and the price.
 */
final class ReferenceEngine {

  /** A request and all that happens to it. */
  static final class Sequence {
    final int id;
    final long arrival;
    final int prompt;
    final int output;

    /** Number of the request whose end it waits for, or -1. */
    int previous = -1;

    long delay;
    long ended = -1;
    long arrived = -1;
    long sent = -1;
    long scheduled = -1;
    long firstToken = -1;
    long lastToken = -1;
    long finish = -1;
    int emitted;
    int computed;
    int granted;

    /** KV blocks it holds, where they are only counted. */
    int blocks;

    /** Of these, those it has taken. */
    int taken;

    int preemptions;

    /** Session, or -1; ids of the source's blocks of its prompt. */
    int session = -1;

    long[] ids = {};

    /** Blocks fetched for it before it waited, by tier. */
    final List<Integer> fetchedByTier = new ArrayList<>();

    /** Its KV blocks: those of its tokens in order, and those it has whatever its length. */
    final List<NaiveCache.Block> chain = new ArrayList<>();

    final List<NaiveCache.Block> fixed = new ArrayList<>();
    int replica = -1;
    int rank = -1;

    /** Where its prompt is kept. */
    @Nullable ReferenceRank home;

    /** With a decode pool: its rank there, counted over all, and when its KV is there. */
    int decodeRank = -1;

    long arrivesAtDecode = -1;

    /** With a decode pool: when its prompt was computed, or that it is where it decodes. */
    long prefilled = -1;

    boolean local;

    /** Tokens that the rank of its prompt emits. */
    int outputAtHome;

    int priority;
    long deadline = Long.MAX_VALUE;

    /** Its KV is in host memory. */
    boolean swapped;

    @Nullable Rejection rejected;

    /** With asynchronous scheduling: its last token is computed in the step under way. */
    boolean ending;

    /** Has computed its prompt, and since it last did so was not preempted. */
    boolean decoding;

    final List<Long> gaps = new ArrayList<>();

    Sequence(int id, long arrival, int prompt, int output) {
      this.id = id;
      this.arrival = arrival;
      this.prompt = prompt;
      this.output = output;
      outputAtHome = output;
    }

    int todo() {
      return prompt + emitted - computed;
    }
  }

  private static final class Replica {
    final ServingSetup setup;
    final List<ReferenceRank> ranks = new ArrayList<>();
    final List<ReferencePolicies.Policy> policies = new ArrayList<>();
    long stepEnd = -1;

    /** With asynchronous scheduling: what the step takes that is formed and has not begun. */
    long formed = -1;

    @Nullable ReferenceRouter router;
    long steps;

    Replica(ServingSetup setup) {
      this.setup = setup;
    }

    boolean hasWork() {
      int sum = 0;
      for (ReferenceRank rank : ranks) {
        sum += rank.waiting.size();
        for (Sequence s : rank.running) {
          sum += s.ending ? 0 : 1;
        }
      }
      return sum > 0;
    }

    List<Sequence> sequences() {
      return ranks.stream().flatMap(rank -> rank.sequences().stream()).toList();
    }
  }

  private final ServingSetup setup;
  private final EngineLimits limits;
  private final List<Replica> replicas = new ArrayList<>();
  private final ReferenceRouter router;
  private int inFlight;
  int peakInFlight;

  private final boolean caching;
  private final ReferencePrefixes prefixes;
  final @Nullable ReferencePools pools;

  ReferenceEngine(ServingSetup setup, int sourceBlock) {
    prefixes = new ReferencePrefixes(setup, sourceBlock, this::home);
    caching = setup.prefixCaching() != PrefixCaching.OFF;
    this.setup = setup;
    Disaggregation kinds = setup.disaggregation();
    pools = kinds == null ? null : new ReferencePools(setup, kinds, new PoolRanks());
    limits = setup.limits();
    for (int i = 0; i < setup.replicas(); i++) {
      boolean decodes = kinds != null && i >= kinds.prefillReplicas();
      Replica replica = new Replica(decodes ? setup.ofDecode() : setup);
      for (int r = 0; r < replica.setup.ranksPerReplica(); r++) {
        replica.ranks.add(new ReferenceRank(replica.setup));
        replica.policies.add(ReferencePolicies.of(replica.setup));
        if (caching && !setup.scheduling().equals(Scheduling.DEFAULT)) {
          replica.ranks.get(r).prefixes = cache(replica.ranks.get(r));
        }
        ReferenceTiers tiers = prefixes.tiers;
        if (tiers != null) {
          int place = i * setup.ranksPerReplica() + r;
          ReferenceRank rank = replica.ranks.get(r);
          rank.tiers = tiers;
          rank.cache.evicted = block -> tiers.evicted(place, block);
          if (rank.prefixes instanceof NaiveRadix tree) {
            tree.evicted = rank.cache.evicted;
          }
        }
      }
      replicas.add(replica);
    }
    RandomStreams streams = new RandomStreams(setup.routerSeed(), 0);
    router = router(setup.router(), new Everywhere(), streams, "router");
    for (int i = 0; i < replicas.size() && !overRanks(); i++) {
      Replica replica = replicas.get(i);
      replica.router =
          router(setup.rankRouter(), new Ranks(replica), streams, "ranks of replica " + i);
    }
  }

  private ReferenceRouter router(
      RouterKind kind, ReferenceRouter.View view, RandomStreams streams, String name) {
    return new ReferenceRouter(kind, view, setup, streams.stream(name));
  }

  private boolean overRanks() {
    return List.of(RouterKind.SESSION, RouterKind.PREFIX_AFFINITY, RouterKind.KV_AWARE)
        .contains(setup.router());
  }

  /** The replicas, or all their ranks. */
  private final class Everywhere implements ReferenceRouter.View {
    private ReferenceRank rank(int target) {
      int each = setup.ranksPerReplica();
      return replicas.get(target / each).ranks.get(target % each);
    }

    @Override
    public int targets() {
      return routedReplicas() * (overRanks() ? setup.ranksPerReplica() : 1);
    }

    @Override
    public List<Sequence> requests(int target) {
      return overRanks() ? rank(target).sequences() : replicas.get(target).sequences();
    }

    @Override
    public int cachedTokens(int target, Sequence s) {
      return prefixes.cachedTokens(rank(target).cache, s);
    }

    @Override
    public List<String> namedKeys(Sequence s) {
      return caching ? prefixes.namedKeys(s) : List.of();
    }
  }

  /** The ranks of a replica. */
  private record Ranks(Replica replica) implements ReferenceRouter.View {
    @Override
    public int targets() {
      return replica.ranks.size();
    }

    @Override
    public List<Sequence> requests(int target) {
      return replica.ranks.get(target).sequences();
    }

    @Override
    public int cachedTokens(int target, Sequence s) {
      throw new IllegalStateException("not within a replica");
    }

    @Override
    public List<String> namedKeys(Sequence s) {
      return List.of();
    }
  }

  private ReferencePrefixes.Renaming home(Sequence s) {
    ReferenceRank rank = Objects.requireNonNull(s.home);
    return rank.prefixes instanceof NaiveRadix tree ? tree::rename : rank.cache::rename;
  }

  private ReferenceCache cache(ReferenceRank rank) {
    return setup.prefixCaching() == PrefixCaching.RADIX
        ? new NaiveRadix(setup, prefixes::key, prefixes::most)
        : new NaiveHashes(rank.cache, setup, prefixes::key, prefixes::most);
  }

  /** Tokens found in a prefix cache at admissions. */
  long hitTokens() {
    long sum = prefixes.hitTokens;
    for (Replica replica : replicas) {
      for (ReferenceRank rank : replica.ranks) {
        sum += rank.hitTokens;
      }
    }
    return sum;
  }

  @Nullable ReferenceTiers tiers() {
    return prefixes.tiers;
  }

  long steps() {
    return replicas.stream().mapToLong(r -> r.steps).sum();
  }

  long preemptions() {
    return replicas.stream().flatMap(r -> r.ranks.stream()).mapToLong(r -> r.preemptions).sum();
  }

  long recomputedTokens() {
    return replicas.stream().flatMap(r -> r.ranks.stream()).mapToLong(r -> r.recomputed).sum();
  }

  void run(List<Sequence> requests) {
    List<Sequence> unsent = new ArrayList<>(requests);
    ReferenceTiers tiers = prefixes.tiers;
    long now = 0;
    while (true) {
      long time = Long.MAX_VALUE;
      for (Replica replica : replicas) {
        if (replica.stepEnd >= 0) {
          time = Math.min(time, replica.stepEnd);
        }
      }
      if (pools != null) {
        time = Math.min(time, pools.nextPicos());
      }
      if (tiers != null) {
        time = Math.min(time, tiers.nextPicos());
      }
      if (!unsent.isEmpty() && inFlight < setup.maxConcurrency()) {
        long arrival = arrival(first(unsent, requests), requests);
        time = Math.min(time, Math.max(now, arrival));
      }
      if (tiers != null && time > now && tiers.hasLeft()) {
        tiers.spill(now);
        continue;
      }
      if (time == Long.MAX_VALUE || time > setup.horizonPicos()) {
        return;
      }
      now = time;
      for (Replica replica : replicas) {
        if (replica.stepEnd == now) {
          if (setup.scheduling().async()) {
            leave(replica, now);
          } else {
            endStep(replica, now);
          }
        }
      }
      while (!unsent.isEmpty()
          && arrival(first(unsent, requests), requests) <= now
          && inFlight < setup.maxConcurrency()) {
        Sequence s = first(unsent, requests);
        unsent.remove(s);
        s.arrived = arrival(s, requests);
        send(s, now);
      }
      if (pools != null) {
        pools.settle(now);
      }
      for (Sequence s : tiers == null ? List.<Sequence>of() : tiers.settle(now)) {
        ReferenceRank rank = replicas.get(s.replica).ranks.get(s.rank);
        rank.coming.remove(s);
        join(s);
      }
      for (Replica replica : replicas) {
        if (setup.scheduling().rejectLate() && replica.stepEnd < 0) {
          rejectLate(replica, now);
        }
        if (replica.stepEnd < 0 && setup.scheduling().async()) {
          beginAhead(replica, now);
        } else if (replica.stepEnd < 0 && replica.hasWork()) {
          replica.stepEnd = now + beginStep(replica, now);
        }
      }
    }
  }

  /** The one that arrives first; of equals, the one listed first. */
  private static Sequence first(List<Sequence> unsent, List<Sequence> all) {
    Sequence best = unsent.get(0);
    for (Sequence s : unsent) {
      best = arrival(s, all) < arrival(best, all) ? s : best;
    }
    return best;
  }

  /** When a request arrives, as far as is known. */
  static long arrival(Sequence s, List<Sequence> all) {
    if (s.previous < 0) {
      return s.arrival;
    }
    long ended = all.get(s.previous).ended;
    return ended < 0 ? Long.MAX_VALUE : ended + s.delay;
  }

  private void send(Sequence s, long now) {
    Scheduling rules = setup.scheduling();
    Rejection reason = refusal(s);
    if (reason == null && caching && s.session >= 0) {
      prefixes.learnFrom(s);
    }
    if (reason == null && pools == null) {
      choose(s);
      Replica replica = replicas.get(s.replica);
      ReferenceRank rank = replica.ranks.get(s.rank);
      if (rank.waiting.size() + rank.coming.size() >= rules.maxQueuedRequests()) {
        reason = Rejection.QUEUE_FULL;
      }
    }
    if (reason != null) {
      s.rejected = reason;
      s.ended = now;
      return;
    }
    s.sent = now;
    s.deadline = rules.deadlinePicos(now, 0);
    List<Long> targets = rules.ttftTargetPicos();
    if (!targets.isEmpty()) {
      s.deadline = s.arrived + targets.get(Math.min(s.priority, targets.size() - 1));
    }
    if (pools != null) {
      pools.arrived(s, now);
      pools.somethingHappens();
      inFlight++;
      peakInFlight = Math.max(peakInFlight, inFlight);
      return;
    }
    sent(s);
    ReferenceRank rank = replicas.get(s.replica).ranks.get(s.rank);
    if (caching && prefixes.fetch(rank, s, now)) {
      rank.coming.add(s);
    } else {
      join(s);
    }
    inFlight++;
    peakInFlight = Math.max(peakInFlight, inFlight);
  }

  private void join(Sequence s) {
    Replica replica = replicas.get(s.replica);
    ReferenceRank rank = replica.ranks.get(s.rank);
    if (rank.requests() == 0) {
      replica.policies.get(s.rank).wake(rank);
    }
    rank.enqueue(s, false);
  }

  private @Nullable Rejection refusal(Sequence s) {
    if (s.prompt + s.output > limits.maxModelLen()) {
      return Rejection.EXCEEDS_MAX_MODEL_LEN;
    }
    Speculation drafts = setup.speculation();
    int behind = drafts == null || s.output == 1 ? 0 : drafts.reachTokens() - 1;
    int most = s.prompt + s.output - 1 + behind;
    for (Replica replica : replicas) {
      boolean prefills = pools != null && pools.prefills(replicas.indexOf(replica));
      int tokens = prefills ? s.prompt : most;
      int needed = replica.setup.fixedBlocksPerSequence() + blocks(tokens);
      if (needed > replica.setup.blocksPerRank()) {
        return Rejection.EXCEEDS_KV_CAPACITY;
      }
    }
    int stated = Math.max(s.output, setup.scheduling().statedTokens());
    return setup.scheduler().refuses(s.prompt, s.output, stated);
  }

  /** Rejects from the heads of the queues those whose target passed before they were scheduled. */
  private void rejectLate(Replica replica, long now) {
    for (ReferenceRank rank : replica.ranks) {
      while (!rank.waiting.isEmpty()
          && rank.waiting.get(0).scheduled < 0
          && now > rank.waiting.get(0).deadline) {
        Sequence s = rank.waiting.remove(0);
        s.rejected = Rejection.TOO_LATE;
        s.ended = now;
        inFlight--;
      }
    }
  }

  private final class PoolRanks implements ReferencePools.Ranks {
    @Override
    public void choose(Sequence s) {
      ReferenceEngine.this.choose(s);
    }

    @Override
    public void sent(Sequence s) {
      ReferenceEngine.this.sent(s);
    }

    @Override
    public ReferenceRank rank(int replica, int rank) {
      return replicas.get(replica).ranks.get(rank);
    }
  }

  private int routedReplicas() {
    Disaggregation kinds = setup.disaggregation();
    return kinds == null ? replicas.size() : kinds.prefillReplicas();
  }

  private void choose(Sequence s) {
    int each = setup.ranksPerReplica();
    if (overRanks()) {
      int target = router.choose(s);
      s.replica = target / each;
      s.rank = target % each;
      return;
    }
    // Nobody asks a router that has no choice.
    s.replica = routedReplicas() == 1 ? 0 : router.choose(s);
    ReferenceRouter within = Objects.requireNonNull(replicas.get(s.replica).router);
    s.rank = each == 1 ? 0 : within.choose(s);
  }

  private void sent(Sequence s) {
    router.sent(s, overRanks() ? s.replica * setup.ranksPerReplica() + s.rank : s.replica);
  }

  private int blocks(int tokens) {
    return (tokens + setup.blockTokens() - 1) / setup.blockTokens();
  }

  private long beginStep(Replica replica, long now) {
    int maxTokens = 0;
    long totalTokens = 0;
    long slowest = 0;
    long loads = 0;
    int maxDecoding = 0;
    int totalDecoding = 0;
    boolean overlaps = setup.offload() != null && setup.offload().host().overlapped();
    StepPrice price = replica.setup.price();
    for (ReferenceRank rank : replica.ranks) {
      rank.now = now;
      rank.steps = replica.steps;
      rank.swapPicos = 0;
      rank.loadPicos = 0;
      if (rank.requests() > 0) {
        boolean decodesOnly = pools != null && !pools.prefills(replicas.indexOf(replica));
        if (caching && !decodesOnly && rank.prefixes == null) {
          prefixes.schedule(rank);
        } else {
          replica.policies.get(replica.ranks.indexOf(rank)).schedule(rank);
          rank.settle();
        }
      }
      int tokens = 0;
      int decoding = 0;
      int emitting = 0;
      long context = 0;
      long picos = rank.swapPicos + (overlaps ? 0 : rank.loadPicos);
      loads = Math.max(loads, overlaps ? rank.loadPicos : 0);
      for (Sequence s : rank.running) {
        if (s.granted == 0) {
          continue;
        }
        tokens += s.granted;
        emitting += s.decoding || s.granted == s.todo() ? 1 : 0;
        if (s.decoding) {
          decoding++;
          context += s.computed + s.granted;
        } else {
          picos += price.prefillPicos(s.granted, s.computed);
        }
      }
      picos += decoding > 0 ? price.decodePicos(decoding, context) : 0;
      picos += emitting > 0 ? price.samplePicos(emitting) : 0;
      slowest = Math.max(slowest, picos);
      maxDecoding = Math.max(maxDecoding, decoding);
      totalDecoding += decoding;
      maxTokens = Math.max(maxTokens, tokens);
      totalTokens += tokens;
    }
    if (totalTokens == 0 && setup.scheduling().async()) {
      // Those that end hold the blocks: nothing can be computed ahead.
      return -1;
    }
    long drafting = price.draftPicos(maxDecoding, totalDecoding);
    return Math.max(price.tokenPicos(maxTokens, totalTokens) + drafting + slowest, loads);
  }

  /** A step begins, if there is one, and the one after it is formed at once. */
  private void beginAhead(Replica replica, long now) {
    if (replica.formed < 0 && replica.hasWork()) {
      replica.formed = beginStep(replica, now);
    }
    if (replica.formed < 0) {
      return;
    }
    long end = now + replica.formed;
    endStep(replica, end);
    replica.stepEnd = end;
    replica.formed = replica.hasWork() ? beginStep(replica, now) : -1;
  }

  /** The step under way has really ended. */
  private void leave(Replica replica, long now) {
    replica.stepEnd = -1;
    for (ReferenceRank rank : replica.ranks) {
      for (Sequence s : List.copyOf(rank.running)) {
        if (s.ending) {
          rank.running.remove(s);
          rank.release(s);
          if (caching) {
            s.home = rank;
            if (s.session >= 0) {
              prefixes.remember(s);
            }
          }
          rank.ended++;
          s.finish = now;
          s.ended = now;
          inFlight--;
        }
      }
    }
  }

  private void endStep(Replica replica, long now) {
    replica.stepEnd = -1;
    for (ReferenceRank rank : replica.ranks) {
      if (rank.preemptedInStep && pools != null && !pools.prefills(replicas.indexOf(replica))) {
        pools.somethingHappens();
      }
      rank.preemptedInStep = false;
    }
    replica.steps++;
    boolean prefillsOnly = pools != null && pools.prefills(replicas.indexOf(replica));
    boolean cached = caching && (pools == null || prefillsOnly);
    for (ReferenceRank rank : replica.ranks) {
      List<Sequence> ended = new ArrayList<>();
      for (Sequence s : List.copyOf(rank.running)) {
        Speculation drafts = setup.speculation();
        boolean verifies = drafts != null && s.decoding && s.granted > 0;
        boolean emits = verifies || (s.granted > 0 && s.granted == s.todo());
        int tokens =
            verifies && drafts != null
                ? Math.min(1 + drafts.acceptedTokens(s.id, s.emitted), s.output - s.emitted)
                : 1;
        s.computed += verifies ? tokens : s.granted;
        if (verifies && cached && rank.prefixes == null) {
          prefixes.nameComputed(rank, s);
        }
        if (rank.prefixes != null && s.granted > 0 && !s.decoding) {
          rank.freeBlocks += rank.prefixes.computed(s);
        }
        s.granted = 0;
        if (!emits) {
          continue;
        }
        s.emitted += tokens;
        if (s.emitted == 1) {
          s.firstToken = now;
        } else {
          s.gaps.add(now - s.lastToken);
        }
        s.lastToken = now;
        if (setup.scheduling().async() && s.emitted == s.output) {
          s.ending = true;
        } else if (s.emitted == (prefillsOnly ? 1 : s.output)) {
          rank.running.remove(s);
          if (cached) {
            s.home = rank;
            if (rank.prefixes == null) {
              rank.cache.free(s);
            }
            if (s.session >= 0) {
              prefixes.remember(s);
            }
          }
          ended.add(s);
          rank.ended++;
          if (pools != null && prefillsOnly) {
            pools.prefilled(s, now);
            continue;
          }
          s.finish = now;
          s.ended = now;
          inFlight--;
          if (pools != null) {
            pools.decoded(s);
          }
        }
        s.decoding = true;
      }
      ended.forEach(rank::release);
    }
  }
}
