package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

/** vLLM's prefix cache as a {@link ReferenceCache}. */
final class NaiveHashes implements ReferenceCache {

  private final NaiveCache cache;
  private final ServingSetup setup;
  private final BiFunction<Sequence, Integer, String> key;
  private final ToIntFunction<Sequence> most;
  private List<NaiveCache.Block> found = List.of();

  NaiveHashes(
      NaiveCache cache,
      ServingSetup setup,
      BiFunction<Sequence, Integer, String> key,
      ToIntFunction<Sequence> most) {
    this.cache = cache;
    this.setup = setup;
    this.key = key;
    this.most = most;
  }

  @Override
  public int find(Sequence s) {
    found = new ArrayList<>();
    for (int j = 0; j < most.applyAsInt(s); j++) {
      List<NaiveCache.Block> same = cache.byKey.get(key.apply(s, j));
      if (same == null) {
        break;
      }
      found.add(same.get(0));
    }
    return found.size();
  }

  @Override
  public int idle() {
    return (int) found.stream().filter(block -> block.references == 0).count();
  }

  @Override
  public void hold(Sequence s) {
    for (NaiveCache.Block block : found) {
      cache.queue.remove(block);
      block.references++;
      s.chain.add(block);
    }
  }

  @Override
  public void take(Sequence s, int blocks) {
    for (int i = 0; i < blocks; i++) {
      boolean fixed = s.fixed.size() < setup.fixedBlocksPerSequence();
      (fixed ? s.fixed : s.chain).add(cache.take());
    }
  }

  @Override
  public void formed(Sequence s) {
    name(s, s.computed + s.granted);
  }

  private void name(Sequence s, int tokens) {
    for (int j = 0; j < tokens / setup.blockTokens(); j++) {
      if (s.chain.get(j).key.isEmpty()) {
        cache.name(s.chain.get(j), key.apply(s, j));
      }
    }
  }

  @Override
  public int computed(Sequence s) {
    return 0;
  }

  @Override
  public void beforePreemption(Sequence s) {
    name(s, s.computed);
  }

  @Override
  public int ended(Sequence s) {
    name(s, s.computed);
    return 0;
  }

  @Override
  public int free(Sequence s) {
    int before = cache.queue.size();
    cache.free(s);
    return cache.queue.size() - before;
  }
}
