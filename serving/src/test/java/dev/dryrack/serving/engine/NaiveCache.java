package dev.dryrack.serving.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** vLLM V1's block pool with one object per block: the queue of free ones, and the named by key. */
final class NaiveCache {

  /** A KV block. */
  static final class Block {
    String key = "";
    int references;
  }

  final Set<Block> queue = new LinkedHashSet<>();
  final Map<String, List<Block>> byKey = new HashMap<>();

  /** Is told the names of blocks that are taken for something else. */
  Consumer<String> evicted = name -> {};

  NaiveCache(int blocks) {
    for (int i = 0; i < blocks; i++) {
      queue.add(new Block());
    }
  }

  Block take() {
    Block block = queue.iterator().next();
    queue.remove(block);
    if (!block.key.isEmpty()) {
      evicted.accept(block.key);
      List<Block> same = byKey.getOrDefault(block.key, List.of());
      same.remove(block);
      if (same.isEmpty()) {
        byKey.remove(block.key);
      }
      block.key = "";
    }
    block.references = 1;
    return block;
  }

  void name(Block block, String key) {
    block.key = key;
    byKey.computeIfAbsent(key, none -> new ArrayList<>()).add(block);
  }

  boolean rename(String from, String to) {
    if (!byKey.containsKey(from) || byKey.containsKey(to)) {
      return false;
    }
    List<Block> same = Objects.requireNonNull(byKey.remove(from));
    same.forEach(block -> block.key = to);
    byKey.put(to, same);
    return true;
  }

  void free(ReferenceEngine.Sequence s) {
    s.fixed.forEach(this::free);
    for (int i = s.chain.size() - 1; i >= 0; i--) {
      free(s.chain.get(i));
    }
    s.fixed.clear();
    s.chain.clear();
  }

  private void free(Block block) {
    if (--block.references == 0) {
      queue.add(block);
    }
  }
}
