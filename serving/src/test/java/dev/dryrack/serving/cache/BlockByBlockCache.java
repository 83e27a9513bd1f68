package dev.dryrack.serving.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of {@link PrefixCache} with one object per block. */
final class BlockByBlockCache {

  static final class Block {
    long key;
    boolean named;
    int references;
  }

  final Set<Block> queue = new LinkedHashSet<>();
  private final Map<Long, List<Block>> byKey = new HashMap<>();
  private final Map<Integer, List<Block>> held = new HashMap<>();
  long evicted;
  long hits;

  BlockByBlockCache(int blocks) {
    for (int i = 0; i < blocks; i++) {
      queue.add(new Block());
    }
  }

  List<Block> held(int request) {
    return held.computeIfAbsent(request, none -> new ArrayList<>());
  }

  List<Block> match(long[] keys, int most) {
    List<Block> found = new ArrayList<>();
    for (int j = 0; j < most && byKey.containsKey(keys[j]); j++) {
      found.add(byKey.getOrDefault(keys[j], List.of()).get(0));
    }
    return found;
  }

  void acquire(int request, List<Block> found) {
    hits += found.size();
    for (Block block : found) {
      queue.remove(block);
      block.references++;
      held(request).add(block);
    }
  }

  void take(int request, int blocks) {
    for (int i = 0; i < blocks; i++) {
      Block block = queue.iterator().next();
      queue.remove(block);
      if (block.named) {
        List<Block> same = byKey.getOrDefault(block.key, List.of());
        same.remove(block);
        if (same.isEmpty()) {
          byKey.remove(block.key);
        }
        block.named = false;
        evicted++;
      }
      block.references = 1;
      held(request).add(block);
    }
  }

  void enter(int request, long[] keys, int upTo) {
    for (int j = 0; j < upTo; j++) {
      Block block = held(request).get(j);
      if (!block.named) {
        block.named = true;
        block.key = keys[j];
        byKey.computeIfAbsent(keys[j], none -> new ArrayList<>()).add(block);
      }
    }
  }

  long referencedNamed() {
    return byKey.values().stream()
        .flatMap(List::stream)
        .filter(block -> block.references > 0)
        .count();
  }

  int giveBack(int request) {
    int before = queue.size();
    List<Block> blocks = held(request);
    for (int i = blocks.size() - 1; i >= 0; i--) {
      if (--blocks.get(i).references == 0) {
        queue.add(blocks.get(i));
      }
    }
    blocks.clear();
    return queue.size() - before;
  }
}
