package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    long sent = -1;
    long scheduled = -1;
    long firstToken = -1;
    long lastToken = -1;
    long finish = -1;
    int emitted;
    int computed;
    int granted;
    int preemptions;

    /** Session, or -1; ids of the source's blocks of its prompt. */
    int session = -1;

    long[] ids = {};

    /** Its KV blocks: those of its tokens in order, and those it has whatever its length. */
    final List<NaiveCache.Block> chain = new ArrayList<>();

    final List<NaiveCache.Block> fixed = new ArrayList<>();
    int replica = -1;
    int rank = -1;
    boolean rejected;

    /** Has computed its prompt, and since it last did so was not preempted. */
    boolean decoding;

    final List<Long> gaps = new ArrayList<>();

    Sequence(int id, long arrival, int prompt, int output) {
      this.id = id;
      this.arrival = arrival;
      this.prompt = prompt;
      this.output = output;
    }

    int todo() {
      return prompt + emitted - computed;
    }
  }

  private static final class Rank {
    final List<Sequence> waiting = new ArrayList<>();
    final List<Sequence> running = new ArrayList<>();
    NaiveCache cache = new NaiveCache(0);

    int requests() {
      return waiting.size() + running.size();
    }

    long knownTokens() {
      long sum = 0;
      for (Sequence s : waiting) {
        sum += s.prompt + s.emitted;
      }
      for (Sequence s : running) {
        sum += s.prompt + s.emitted;
      }
      return sum;
    }
  }

  private static final class Replica {
    final List<Rank> ranks = new ArrayList<>();
    long stepEnd = -1;
    int nextRank;
    long steps;
    long preemptions;
    long recomputed;

    boolean hasWork() {
      return requests() > 0;
    }

    int requests() {
      int sum = 0;
      for (Rank rank : ranks) {
        sum += rank.requests();
      }
      return sum;
    }

    long knownTokens() {
      long sum = 0;
      for (Rank rank : ranks) {
        sum += rank.knownTokens();
      }
      return sum;
    }
  }

  private final ServingSetup setup;
  private final EngineLimits limits;
  private final StepPrice price;
  private final List<Replica> replicas = new ArrayList<>();
  private int nextReplica;
  private int inFlight;
  int peakInFlight;

  /** Tokens per block of the source; whether prefixes are reused; tokens found at admissions. */
  private final int sourceBlock;

  private final boolean caching;
  long hitTokens;
  private final Map<Integer, List<Sequence>> openEnds = new HashMap<>();

  ReferenceEngine(ServingSetup setup, int sourceBlock) {
    this.sourceBlock = sourceBlock;
    caching = setup.prefixCaching() != PrefixCaching.OFF;
    this.setup = setup;
    limits = setup.limits();
    price = setup.price();
    for (int i = 0; i < setup.replicas(); i++) {
      Replica replica = new Replica();
      for (int r = 0; r < setup.ranksPerReplica(); r++) {
        Rank rank = new Rank();
        rank.cache = new NaiveCache(setup.blocksPerRank());
        replica.ranks.add(rank);
      }
      replicas.add(replica);
    }
  }

  long steps() {
    return replicas.stream().mapToLong(r -> r.steps).sum();
  }

  long preemptions() {
    return replicas.stream().mapToLong(r -> r.preemptions).sum();
  }

  long recomputedTokens() {
    return replicas.stream().mapToLong(r -> r.recomputed).sum();
  }

  void run(List<Sequence> requests) {
    List<Sequence> unsent = new ArrayList<>(requests);
    long now = 0;
    while (true) {
      long time = Long.MAX_VALUE;
      for (Replica replica : replicas) {
        if (replica.stepEnd >= 0) {
          time = Math.min(time, replica.stepEnd);
        }
      }
      if (!unsent.isEmpty() && inFlight < setup.maxConcurrency()) {
        long arrival = arrival(first(unsent, requests), requests);
        time = Math.min(time, Math.max(now, arrival));
      }
      if (time == Long.MAX_VALUE || time > setup.horizonPicos()) {
        return;
      }
      now = time;
      for (Replica replica : replicas) {
        if (replica.stepEnd == now) {
          endStep(replica, now);
        }
      }
      while (!unsent.isEmpty()
          && arrival(first(unsent, requests), requests) <= now
          && inFlight < setup.maxConcurrency()) {
        Sequence s = first(unsent, requests);
        unsent.remove(s);
        send(s, now);
      }
      for (Replica replica : replicas) {
        if (replica.stepEnd < 0 && replica.hasWork()) {
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
    int most = s.prompt + s.output - 1;
    if (s.prompt + s.output > limits.maxModelLen()
        || setup.fixedBlocksPerSequence() + blocks(most) > setup.blocksPerRank()) {
      s.rejected = true;
      s.ended = now;
      return;
    }
    s.sent = now;
    s.replica = chooseReplica();
    Replica replica = replicas.get(s.replica);
    s.rank = chooseRank(replica);
    if (s.session >= 0) {
      learnFrom(s);
    }
    replica.ranks.get(s.rank).waiting.add(s);
    inFlight++;
    peakInFlight = Math.max(peakInFlight, inFlight);
  }

  private int chooseReplica() {
    if (setup.router() == RouterKind.ROUND_ROBIN) {
      return nextReplica++ % replicas.size();
    }
    int best = 0;
    for (int i = 1; i < replicas.size(); i++) {
      Replica a = replicas.get(i);
      Replica b = replicas.get(best);
      boolean less =
          setup.router() == RouterKind.LEAST_REQUESTS
              ? a.requests() < b.requests()
              : a.knownTokens() < b.knownTokens();
      best = less ? i : best;
    }
    return best;
  }

  private int chooseRank(Replica replica) {
    List<Rank> ranks = replica.ranks;
    if (setup.rankRouter() == RouterKind.ROUND_ROBIN) {
      return replica.nextRank++ % ranks.size();
    }
    int best = 0;
    for (int i = 1; i < ranks.size(); i++) {
      Rank a = ranks.get(i);
      Rank b = ranks.get(best);
      boolean less =
          setup.rankRouter() == RouterKind.LEAST_REQUESTS
              ? a.requests() < b.requests()
              : a.knownTokens() < b.knownTokens();
      best = less ? i : best;
    }
    return best;
  }

  private int blocks(int tokens) {
    return (tokens + setup.blockTokens() - 1) / setup.blockTokens();
  }

  private long beginStep(Replica replica, long now) {
    int maxTokens = 0;
    long totalTokens = 0;
    long slowest = 0;
    for (Rank rank : replica.ranks) {
      schedule(replica, rank, now);
      int tokens = 0;
      int decoding = 0;
      int emitting = 0;
      long context = 0;
      long picos = 0;
      for (Sequence s : rank.running) {
        tokens += s.granted;
        emitting += s.granted == s.todo() ? 1 : 0;
        if (s.decoding) {
          decoding++;
          context += s.computed + 1;
        } else {
          picos += price.prefillPicos(s.granted, s.computed);
        }
      }
      picos += decoding > 0 ? price.decodePicos(decoding, context) : 0;
      picos += emitting > 0 ? price.samplePicos(emitting) : 0;
      slowest = Math.max(slowest, picos);
      maxTokens = Math.max(maxTokens, tokens);
      totalTokens += tokens;
    }
    return price.tokenPicos(maxTokens, totalTokens) + slowest;
  }

  /** vLLM V1's schedule(), request by request. */
  private void schedule(Replica replica, Rank rank, long now) {
    int budget = setup.tokenBudget();
    int cap =
        limits.longPrefillTokenThreshold() > 0
            ? limits.longPrefillTokenThreshold()
            : Integer.MAX_VALUE;
    boolean preempted = false;
    int i = 0;
    while (i < rank.running.size()) {
      Sequence s = rank.running.get(i);
      int tokens = Math.min(Math.min(s.todo(), cap), budget);
      int need = blocks(s.computed + tokens) - s.chain.size();
      boolean itself = false;
      while (need > rank.cache.queue.size()) {
        Sequence victim = rank.running.remove(rank.running.size() - 1);
        rank.cache.free(victim);
        replica.preemptions++;
        replica.recomputed += victim.computed;
        victim.computed = 0;
        victim.granted = 0;
        victim.preemptions++;
        victim.decoding = false;
        rank.waiting.add(0, victim);
        preempted = true;
        if (victim == s) {
          itself = true;
          break;
        }
      }
      if (itself) {
        break;
      }
      take(rank, s, need, 0);
      s.granted = tokens;
      name(rank, s);
      budget -= tokens;
      i++;
    }
    while (!preempted
        && !rank.waiting.isEmpty()
        && budget > 0
        && rank.running.size() < limits.maxNumSeqs()) {
      Sequence s = rank.waiting.get(0);
      List<NaiveCache.Block> found = found(rank, s);
      int hit = found.size() * setup.blockTokens();
      int tokens = Math.min(Math.min(s.todo() - hit, cap), budget);
      int need = blocks(hit + tokens) - found.size();
      long idle = found.stream().filter(block -> block.references == 0).count();
      if (setup.fixedBlocksPerSequence() + need + idle > rank.cache.queue.size()) {
        break;
      }
      rank.waiting.remove(0);
      rank.running.add(s);
      for (NaiveCache.Block block : found) {
        rank.cache.queue.remove(block);
        block.references++;
        s.chain.add(block);
      }
      take(rank, s, need, setup.fixedBlocksPerSequence());
      s.computed = hit;
      hitTokens += hit;
      s.granted = tokens;
      name(rank, s);
      s.scheduled = s.scheduled < 0 ? now : s.scheduled;
      budget -= tokens;
    }
  }

  private static void take(Rank rank, Sequence s, int need, int fixed) {
    for (int i = 0; i < need; i++) {
      s.chain.add(rank.cache.take());
    }
    for (int i = 0; i < fixed; i++) {
      s.fixed.add(rank.cache.take());
    }
  }

  /** Cached blocks from the first on; never so many that no token would be left to compute. */
  private List<NaiveCache.Block> found(Rank rank, Sequence s) {
    List<NaiveCache.Block> found = new ArrayList<>();
    int most = (s.prompt + s.emitted - 1) / setup.blockTokens();
    for (int j = 0; caching && j < most; j++) {
      List<NaiveCache.Block> same = rank.cache.byKey.get(key(s, j));
      if (same == null) {
        break;
      }
      found.add(same.get(0));
    }
    return found;
  }

  /** Blocks that this step fills get their key. */
  private void name(Rank rank, Sequence s) {
    for (int j = 0; caching && j < (s.computed + s.granted) / setup.blockTokens(); j++) {
      if (s.chain.get(j).key.isEmpty()) {
        rank.cache.name(s.chain.get(j), key(s, j));
      }
    }
  }

  /** Blocks whose content the source names. */
  private int named(Sequence s) {
    long covered = Math.min(s.prompt, (long) s.ids.length * sourceBlock);
    if (s.session >= 0 && sourceBlock > 0) {
      covered = covered / sourceBlock * sourceBlock;
    }
    return (int) (covered / setup.blockTokens());
  }

  private String key(Sequence s, int j) {
    if (j >= named(s)) {
      return "request " + s.id + ", block " + j;
    }
    int last = (j + 1) * setup.blockTokens() - 1;
    return "source " + s.ids[last / sourceBlock] + ", block " + j;
  }

  /** A later turn says what an earlier one has computed behind its named blocks. */
  private void learnFrom(Sequence s) {
    List<Sequence> ends = openEnds.getOrDefault(s.session, List.of());
    for (Sequence end : ends) {
      int from = named(end);
      if (from > 0
          && from <= named(s)
          && end.prompt + end.output <= s.prompt
          && key(end, from - 1).equals(key(s, from - 1))) {
        NaiveCache cache = replicas.get(end.replica).ranks.get(end.rank).cache;
        int to = Math.min((end.prompt + end.output - 1) / setup.blockTokens(), named(s));
        for (int j = from; j < to && cache.rename(key(end, j), key(s, j)); j++) {}
        ends.remove(end);
        return;
      }
    }
  }

  private void remember(Sequence s) {
    List<Sequence> ends = openEnds.computeIfAbsent(s.session, session -> new ArrayList<>());
    ends.add(0, s);
    if (ends.size() > 4) {
      ends.remove(4);
    }
  }

  private void endStep(Replica replica, long now) {
    replica.stepEnd = -1;
    replica.steps++;
    for (Rank rank : replica.ranks) {
      for (Sequence s : List.copyOf(rank.running)) {
        boolean emits = s.granted == s.todo();
        s.computed += s.granted;
        s.granted = 0;
        if (!emits) {
          continue;
        }
        s.emitted++;
        if (s.emitted == 1) {
          s.firstToken = now;
        } else {
          s.gaps.add(now - s.lastToken);
        }
        s.lastToken = now;
        if (s.emitted == s.output) {
          s.finish = now;
          s.ended = now;
          rank.running.remove(s);
          rank.cache.free(s);
          if (s.session >= 0) {
            remember(s);
          }
          inFlight--;
        }
        s.decoding = true;
      }
    }
  }
}
