package dev.dryrack.serving.router;

import dev.dryrack.serving.cache.BlockChain;
import java.util.Arrays;

/**
 * Which targets were sent which beginnings of prompts.
 *
 * <p><b>Rule.</b> A prompt has anchors: its first blocks up to certain depths, 1, 2, 3, 4 and then
 * each half as deep again as the last, as far as the source names its blocks. A lookup finds the
 * deepest anchor of a prompt that is known. A prompt that is sent enters its target at that anchor
 * and at all deeper ones, which so become known. For each anchor the {@value #HOLDERS} targets that
 * were entered last are kept, the latest first.
 *
 * <p><b>Memory.</b> Two generations: when the younger is full the older is forgotten. An anchor
 * that is entered again is young again. So the latest anchors are known, at least as many as a
 * generation holds, in 96 bytes each or more; what is forgotten is only not found.
 *
 * <p>O(log of the prompt's blocks) per lookup and per entry, less for the entry behind its lookup;
 * allocates only when its arrays grow. Invariant: keys stand for all tokens before them, so an
 * anchor needs no parent.
 */
final class PrefixIndex {

  /** Targets kept per anchor. */
  static final int HOLDERS = 8;

  private static final int NONE = -1;
  private static final int LEAST_ANCHORS = 1 << 10;
  private static final int MOST_ANCHORS = 1 << 19;

  private int[] depths = {1, 2, 3, 4};

  /** Of the prompt looked up last: the keys of its anchors, and how many they are. */
  private long[] keys = new long[4];

  private int count;

  /** Which of them is the deepest known one; {@link #NONE} if none is. */
  private int deepest;

  /** Anchors of a generation. */
  private final int limit;

  private Generation young = new Generation();
  private Generation old = new Generation();

  /** Holders that the last lookup found. */
  private final int[] found = new int[HOLDERS];

  /** Half of what is kept: a hash table with linear probing, at most half full. */
  private static final class Generation {

    /** Key, then holders, an entry each; one without a first holder is free. */
    int[] entries = new int[SIZE * 2 * LEAST_ANCHORS];

    int used;

    static final int SIZE = HOLDERS + 2;

    Generation() {
      Arrays.fill(entries, NONE);
    }

    void clear() {
      Arrays.fill(entries, NONE);
      used = 0;
    }

    boolean isFull() {
      return 2 * SIZE * used >= entries.length;
    }

    /** Where the holders of a key are, or the free place where they would be. */
    int place(long key) {
      int mask = entries.length / SIZE - 1;
      int at = mix(key) & mask;
      while (!endsAt(SIZE * at, key)) {
        at = (at + 1) & mask;
      }
      return SIZE * at + 2;
    }

    /** Keys are often even steps apart: the finaliser of SplitMix64 (Stafford's variant 13). */
    private static int mix(long key) {
      long z = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      return (int) (z ^ (z >>> 31));
    }

    private boolean endsAt(int entry, long key) {
      return entries[entry + 2] == NONE
          || (entries[entry] == (int) key && entries[entry + 1] == (int) (key >>> 32));
    }

    void name(int place, long key) {
      used++;
      entries[place - 2] = (int) key;
      entries[place - 1] = (int) (key >>> 32);
    }

    void grow() {
      int[] before = entries;
      entries = new int[2 * before.length];
      Arrays.fill(entries, NONE);
      for (int entry = 0; entry < before.length; entry += SIZE) {
        if (before[entry + 2] != NONE) {
          long key = (long) before[entry + 1] << 32 | (before[entry] & 0xffffffffL);
          System.arraycopy(before, entry, entries, place(key) - 2, SIZE);
        }
      }
    }
  }

  /**
   * @param blocks about how many KV blocks there are to know of
   */
  PrefixIndex(long blocks) {
    limit = (int) Math.min(MOST_ANCHORS, Math.max(LEAST_ANCHORS, blocks / 4));
  }

  /** Finds the deepest anchor of a prompt that is known; returns its blocks, or 0. */
  int find(BlockChain chain) {
    look(chain);
    return deepest == NONE ? 0 : depths[deepest];
  }

  private void look(BlockChain chain) {
    count = anchors(chain.namedBlocks());
    int run = 0;
    for (int i = 0; i < count; i++) {
      int block = depths[i] - 1;
      run = chain.runAt(run, block);
      keys[i] = chain.keyAt(run, block);
    }
    deepest = count - 1;
    while (deepest >= 0 && !copy(young, keys[deepest]) && !copy(old, keys[deepest])) {
      deepest--;
    }
  }

  private boolean copy(Generation generation, long key) {
    if (generation.used == 0) {
      return false;
    }
    int place = generation.place(key);
    if (generation.entries[place] == NONE) {
      return false;
    }
    System.arraycopy(generation.entries, place, found, 0, HOLDERS);
    return true;
  }

  /** The holder found last at a place, the latest at 0; negative for none. */
  int holder(int place) {
    return found[place];
  }

  /** A target is sent a prompt. */
  void add(BlockChain chain, int target) {
    look(chain);
    for (int i = Math.max(0, deepest); i < count; i++) {
      add(keys[i], target);
    }
  }

  private void add(long key, int target) {
    int place = young.place(key);
    if (young.entries[place] == NONE) {
      makeRoom();
      place = young.place(key);
      if (old.used > 0) {
        System.arraycopy(old.entries, old.place(key), young.entries, place, HOLDERS);
      }
      young.name(place, key);
    }
    moveToFront(young.entries, place, target);
  }

  private void makeRoom() {
    if (young.used == limit) {
      Generation forgotten = old;
      old = young;
      young = forgotten;
      young.clear();
    } else if (young.isFull()) {
      young.grow();
    }
  }

  private static void moveToFront(int[] holders, int place, int target) {
    int at = place;
    while (at < place + HOLDERS - 1 && holders[at] != target && holders[at] != NONE) {
      at++;
    }
    for (; at > place; at--) {
      holders[at] = holders[at - 1];
    }
    holders[place] = target;
  }

  /** Anchors of a prompt with so many named blocks. */
  private int anchors(int blocks) {
    int last = depths.length - 1;
    while (depths[last] < blocks) {
      depths = Arrays.copyOf(depths, last + 2);
      depths[last + 1] = (int) Math.min(Integer.MAX_VALUE, depths[last] * 3L / 2);
      last++;
      keys = new long[last + 1];
    }
    int at = Arrays.binarySearch(depths, blocks);
    return at >= 0 ? at + 1 : -at - 1;
  }
}
