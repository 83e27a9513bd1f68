package dev.dryrack.serving.cache;

import static dev.dryrack.serving.cache.ExtentTable.NONE;

import java.util.Arrays;

/**
 * All prompts ever sent, as a set of block keys: what a cache would hit that is shared by all
 * ranks, loses nothing and has a prompt as soon as it is sent. The ideal that hit rates are held
 * against.
 *
 * <p>Keys that lie close together share pages of 512 bits. Memory: 1 bit per key and 24 bytes per
 * page where ids are dense, 90 bytes per key where they are not. O(blocks / 64) per prompt,
 * O(blocks) where the source's blocks are smaller than the engine's. Allocates only when its arrays
 * grow.
 */
public final class SeenPrefixes {

  private static final int PAGE_SHIFT = 9;
  private static final int WORDS = 8;
  private static final int WORD_BITS = 64;

  private final ExtentTable pages = new ExtentTable();
  private long[] bits = new long[256 * WORDS];
  private int used;
  private long lastPage;
  private int lastBase = NONE;

  /** Adds the named blocks of a prompt; returns how many leading ones had been seen. */
  public int add(BlockChain chain) {
    int seen = 0;
    boolean leading = true;
    int begin = 0;
    for (int run = 0; run < chain.runs; run++) {
      long key = chain.firstKey[run];
      int left = chain.endBlock[run] - begin;
      begin = chain.endBlock[run];
      while (left > 0) {
        int at = (int) key & (WORD_BITS - 1);
        int blocks = chain.stride == 1 ? Math.min(left, WORD_BITS - at) : 1;
        int word = wordOf(key);
        if (leading) {
          int known = Math.min(blocks, Long.numberOfTrailingZeros(~(bits[word] >>> at)));
          seen += known;
          leading = known == blocks;
        }
        bits[word] |= -1L >>> (WORD_BITS - blocks) << at;
        key += (long) blocks * chain.stride;
        left -= blocks;
      }
    }
    return seen;
  }

  private int wordOf(long key) {
    long page = key >>> PAGE_SHIFT;
    if (page != lastPage || lastBase == NONE) {
      lastPage = page;
      lastBase = pages.get(page);
      if (lastBase == NONE) {
        lastBase = newPage(page);
      }
    }
    return lastBase + ((int) (key >>> 6) & (WORDS - 1));
  }

  private int newPage(long page) {
    if (used == bits.length) {
      bits = Arrays.copyOf(bits, Math.multiplyExact(2, used));
    }
    int base = used;
    used += WORDS;
    pages.put(page, base);
    return base;
  }
}
