package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.Offload;
import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** vLLM's schedule with a prefix cache, for the {@link ReferenceEngine}: one object per block. */
final class ReferencePrefixes {

  /** Gives a block another name and says whether it could. */
  interface Renaming {
    boolean rename(String from, String to);
  }

  private final ServingSetup setup;
  private final EngineLimits limits;

  /** Tokens per block of the source. */
  private final int sourceBlock;

  private final Function<Sequence, Renaming> cacheOf;
  final @Nullable ReferenceTiers tiers;
  private final Map<Integer, List<Sequence>> openEnds = new HashMap<>();

  /** Tokens found at admissions. */
  long hitTokens;

  /**
   * @param cacheOf the cache of the rank of a sequence
   */
  ReferencePrefixes(ServingSetup setup, int sourceBlock, Function<Sequence, Renaming> cacheOf) {
    this.setup = setup;
    this.sourceBlock = sourceBlock;
    this.cacheOf = cacheOf;
    limits = setup.limits();
    Offload offload = setup.offload();
    tiers = offload == null ? null : new ReferenceTiers(setup, offload, this::key);
  }

  private int blocks(int tokens) {
    return (tokens + setup.blockTokens() - 1) / setup.blockTokens();
  }

  /** vLLM V1's schedule(), request by request. */
  void schedule(ReferenceRank rank) {
    int budget = setup.tokenBudget();
    int cap =
        limits.longPrefillTokenThreshold() > 0
            ? limits.longPrefillTokenThreshold()
            : Integer.MAX_VALUE;
    boolean preempted = false;
    int i = 0;
    List<Integer> wanted = rank.vllmTokens();
    Speculation drafts = setup.speculation();
    while (i < rank.running.size()) {
      Sequence s = rank.running.get(i);
      int tokens = wanted.get(i);
      boolean verifies = drafts != null && s.decoding;
      int reach = verifies && drafts != null ? drafts.reachTokens() : tokens;
      int need = Math.max(0, blocks(s.computed + reach) - s.chain.size());
      boolean itself = false;
      while (need > rank.cache.queue.size()) {
        Sequence victim = rank.running.remove(rank.running.size() - 1);
        rank.cache.free(victim);
        rank.preemptions++;
        rank.recomputed += victim.computed;
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
      if (!verifies) {
        name(rank, s);
      }
      budget -= tokens;
      i++;
    }
    while (!preempted
        && !rank.waiting.isEmpty()
        && budget > 0
        && rank.running.size() < limits.maxNumSeqs()) {
      Sequence s = rank.waiting.get(0);
      List<NaiveCache.Block> found = found(rank, s);
      int gpu = found.size();
      int loaded = tiers == null ? 0 : tiers.hostRun(s, gpu, most(s));
      int hit = (gpu + loaded) * setup.blockTokens();
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
      if (tiers != null) {
        long picos = tiers.load(s, gpu, gpu + loaded);
        rank.loadPicos += picos;
      }
      take(rank, s, need, setup.fixedBlocksPerSequence());
      s.computed = hit;
      hitTokens += hit;
      s.granted = tokens;
      name(rank, s);
      s.scheduled = s.scheduled < 0 ? rank.now : s.scheduled;
      budget -= tokens;
    }
  }

  /** The same of blocks that verified tokens have filled. */
  void nameComputed(ReferenceRank rank, Sequence s) {
    int granted = s.granted;
    s.granted = 0;
    name(rank, s);
    s.granted = granted;
  }

  private static void take(ReferenceRank rank, Sequence s, int need, int fixed) {
    for (int i = 0; i < need; i++) {
      s.chain.add(rank.cache.take());
    }
    for (int i = 0; i < fixed; i++) {
      s.fixed.add(rank.cache.take());
    }
  }

  int most(Sequence s) {
    return (s.prompt + s.emitted - 1) / setup.blockTokens();
  }

  /** Whether a new request has to wait until blocks are fetched. */
  boolean fetch(ReferenceRank rank, Sequence s, long now) {
    if (tiers == null) {
      return false;
    }
    rank.settle();
    ReferenceCache cached = rank.prefixes;
    return tiers.fetch(s, cached == null ? found(rank, s).size() : cached.find(s), now);
  }

  /** Tokens of a prompt that a cache holds. */
  int cachedTokens(NaiveCache cache, Sequence s) {
    int blocks = 0;
    while (blocks < (s.prompt - 1) / setup.blockTokens()
        && cache.byKey.containsKey(key(s, blocks))) {
      blocks++;
    }
    return blocks * setup.blockTokens();
  }

  /** Keys of the blocks whose content the source names. */
  List<String> namedKeys(Sequence s) {
    List<String> keys = new ArrayList<>();
    for (int j = 0; j < named(s); j++) {
      keys.add(key(s, j));
    }
    return keys;
  }

  /** Cached blocks from the first on; never so many that no token would be left to compute. */
  private List<NaiveCache.Block> found(ReferenceRank rank, Sequence s) {
    List<NaiveCache.Block> found = new ArrayList<>();
    for (int j = 0; j < most(s); j++) {
      List<NaiveCache.Block> same = rank.cache.byKey.get(key(s, j));
      if (same == null) {
        break;
      }
      found.add(same.get(0));
    }
    return found;
  }

  /** Blocks that this step fills get their key. */
  private void name(ReferenceRank rank, Sequence s) {
    for (int j = 0; j < (s.computed + s.granted) / setup.blockTokens(); j++) {
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

  String key(Sequence s, int j) {
    if (j >= named(s)) {
      return "request " + s.id + ", block " + j;
    }
    int last = (j + 1) * setup.blockTokens() - 1;
    return "source " + s.ids[last / sourceBlock] + ", block " + j;
  }

  /** A later turn says what an earlier one has computed behind its named blocks. */
  void learnFrom(Sequence s) {
    List<Sequence> ends = openEnds.getOrDefault(s.session, List.of());
    for (Sequence end : ends) {
      int from = named(end);
      if (from > 0
          && from <= named(s)
          && end.prompt + end.outputAtHome <= s.prompt
          && key(end, from - 1).equals(key(s, from - 1))) {
        Renaming cache = cacheOf.apply(end);
        int to = Math.min((end.prompt + end.outputAtHome - 1) / setup.blockTokens(), named(s));
        for (int j = from; j < to && tiers != null; j++) {
          int place = end.replica * setup.ranksPerReplica() + end.rank;
          tiers.renamed(place, key(end, j), key(s, j));
        }
        for (int j = from; j < to && cache.rename(key(end, j), key(s, j)); j++) {}
        ends.remove(end);
        return;
      }
    }
  }

  void remember(Sequence s) {
    List<Sequence> ends = openEnds.computeIfAbsent(s.session, session -> new ArrayList<>());
    ends.add(0, s);
    if (ends.size() > 4) {
      ends.remove(4);
    }
  }
}
