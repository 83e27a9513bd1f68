package dev.dryrack.workload.statistics;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * An int per block id, for ids that come in runs: pages of 128 neighbouring ids, found by a hash
 * table of page numbers, so that ids far apart take 560 bytes each. The page used last is
 * remembered, so that a run of ids costs one look-up.
 */
final class BlockTable {

  private static final int PAGE_BITS = 7;
  private static final int PAGE = 1 << PAGE_BITS;

  private final int absent;
  private long[] keys = new long[64];
  private int[][] pages = new int[64][];
  private int used;
  private long lastKey;
  private int[] lastPage;

  /**
   * @param absent value of a block that was never set
   */
  BlockTable(int absent) {
    this.absent = absent;
    Arrays.fill(pages, NONE);
    lastPage = NONE;
  }

  private static final int[] NONE = new int[0];

  int get(long block) {
    int[] page = page(block >>> PAGE_BITS);
    return page.length == 0 ? absent : page[(int) block & (PAGE - 1)];
  }

  int getAndSet(long block, int value) {
    long key = block >>> PAGE_BITS;
    int[] page = page(key);
    if (page.length == 0) {
      page = newPage(key);
    }
    int at = (int) block & (PAGE - 1);
    int before = page[at];
    page[at] = value;
    return before;
  }

  /** Replaces every value that is not absent. */
  void renumber(IntUnaryOperator mapping) {
    for (int[] page : pages) {
      for (int i = 0; i < page.length; i++) {
        if (page[i] != absent) {
          page[i] = mapping.applyAsInt(page[i]);
        }
      }
    }
  }

  private int[] page(long key) {
    if (key == lastKey && lastPage.length > 0) {
      return lastPage;
    }
    int slot = slot(key, keys.length);
    while (pages[slot].length > 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    if (pages[slot].length > 0) {
      lastKey = key;
      lastPage = pages[slot];
    }
    return pages[slot];
  }

  private int[] newPage(long key) {
    if (used * 2 >= keys.length) {
      grow();
    }
    int[] page = new int[PAGE];
    Arrays.fill(page, absent);
    put(keys, pages, key, page);
    used++;
    lastKey = key;
    lastPage = page;
    return page;
  }

  private void grow() {
    long[] moreKeys = new long[keys.length * 2];
    int[][] morePages = new int[keys.length * 2][];
    Arrays.fill(morePages, NONE);
    for (int i = 0; i < keys.length; i++) {
      if (pages[i].length > 0) {
        put(moreKeys, morePages, keys[i], pages[i]);
      }
    }
    keys = moreKeys;
    pages = morePages;
  }

  private static void put(long[] keys, int[][] pages, long key, int[] page) {
    int slot = slot(key, keys.length);
    while (pages[slot].length > 0) {
      slot = (slot + 1) & (keys.length - 1);
    }
    keys[slot] = key;
    pages[slot] = page;
  }

  private static int slot(long key, int slots) {
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & (slots - 1);
  }
}
