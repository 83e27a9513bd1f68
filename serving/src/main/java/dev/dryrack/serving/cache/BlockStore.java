package dev.dryrack.serving.cache;

import static dev.dryrack.serving.cache.ExtentTable.NONE;

import java.util.Arrays;

/**
 * KV blocks outside of a GPU by their keys, the least recently used first out.
 *
 * <p>A queue of rows by use, found by a hash table. O(1) expected per call. Memory: 40 bytes per
 * block that is there; allocates only when there are more than ever before. Not thread-safe.
 */
public final class BlockStore {

  private static final int FIRST_SIZE = 64;

  private final int capacity;
  private final ExtentTable table = new ExtentTable();
  private long[] key = new long[FIRST_SIZE];

  private final RowQueue byUse = new RowQueue();
  private int size;
  private long evictedKey;
  private long version;

  /**
   * @param capacity most blocks; 1 or more
   */
  public BlockStore(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a store of " + capacity + " blocks: must be 1 or more");
    }
    this.capacity = capacity;
    byUse.reserve(FIRST_SIZE);
  }

  /** Blocks that are there. */
  public int size() {
    return size;
  }

  /** Changes whenever a block comes or goes. */
  public long version() {
    return version;
  }

  /** Whether a block is there. */
  public boolean contains(long wanted) {
    return table.get(wanted) != NONE;
  }

  /** Makes a block the one used last; returns whether it is there. */
  public boolean touch(long wanted) {
    int row = table.get(wanted);
    if (row == NONE) {
      return false;
    }
    if (row != byUse.tail()) {
      byUse.remove(row);
      byUse.append(row);
    }
    return true;
  }

  /**
   * Adds a block that is not there as the one used last. Returns whether another, {@link
   * #evictedKey}, had to go for it.
   */
  public boolean add(long added) {
    version++;
    boolean full = size == capacity;
    int row;
    if (full) {
      row = byUse.head();
      evictedKey = key[row];
      table.remove(evictedKey);
      byUse.remove(row);
    } else {
      row = newRow();
    }
    key[row] = added;
    table.put(added, row);
    byUse.append(row);
    return full;
  }

  /** The block that went last. */
  public long evictedKey() {
    return evictedKey;
  }

  /** Gives a block another key; nothing if it is not there, or if one of that key is. */
  public void rename(long from, long to) {
    int row = table.get(from);
    if (row == NONE || table.get(to) != NONE) {
      return;
    }
    version++;
    table.remove(from);
    key[row] = to;
    table.put(to, row);
  }

  /** Blocks of a chain that are there, from the given one on without a gap. */
  public int match(BlockChain chain, int from, int to) {
    int at = from;
    int run = 0;
    while (at < to) {
      run = chain.runAt(run, at);
      int end = Math.min(chain.runEnd(run), to);
      long wanted = chain.keyAt(run, at);
      while (at < end) {
        if (!contains(wanted)) {
          return at - from;
        }
        wanted += chain.stride;
        at++;
      }
    }
    return at - from;
  }

  private int newRow() {
    if (size == key.length) {
      int larger = (int) Math.min(capacity, 2L * size);
      key = Arrays.copyOf(key, larger);
      byUse.reserve(larger);
    }
    return size++;
  }
}
