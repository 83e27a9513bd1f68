package dev.dryrack.workload.statistics;

/**
 * The stack of blocks by recency of use, for least-recently-used analysis at all cache sizes in one
 * pass (Mattson et al., "Evaluation techniques for storage hierarchies", IBM Systems Journal 9(2),
 * 1970).
 *
 * <p>Each touch gets the next tick; a bitmap marks the ticks that are the latest of some block, and
 * a Fenwick tree over 1,024-tick pages counts them. The position of a block is then 1 + the number
 * of marked ticks after its own. A touch costs O(1) to clear and set bits and O(log pages) to
 * count; a position query O(log pages). When ticks run out, blocks are renumbered in place:
 * amortised O(log pages) per touch. Memory: 4 bytes per block of id space touched (by pages of 128
 * ids) and 1 bit per tick.
 */
final class RecencyStack {

  /** Position of a block that was never touched. */
  static final int NEVER = Integer.MAX_VALUE;

  private static final int WORDS_PER_PAGE = 16;
  private static final int TICKS_PER_PAGE = WORDS_PER_PAGE * 64;
  private static final int UNTOUCHED = -1;

  private final BlockTable latestTick = new BlockTable(UNTOUCHED);
  private long[] marks;
  private int[] tree;
  private int ticks;
  private int nextTick;
  private int size;

  RecencyStack() {
    allocate(1 << 20);
  }

  private void allocate(int wanted) {
    ticks = wanted;
    marks = new long[wanted / 64];
    tree = new int[wanted / TICKS_PER_PAGE + 1];
  }

  /** Number of blocks on the stack. */
  int size() {
    return size;
  }

  /** The tick of a block's last touch; -1 for none. */
  int tickOf(long block) {
    return latestTick.get(block);
  }

  /** Position from the top, from 1, of the block last touched at a tick. */
  int position(int tick) {
    return tick == UNTOUCHED ? NEVER : size - marksUpTo(tick) + 1;
  }

  /** Makes room for a number of touches; ticks may change. */
  void reserve(int touches) {
    if ((long) nextTick + touches <= ticks) {
      return;
    }
    long wanted = Math.max(1L << 20, 4L * ((long) size + touches));
    long rounded = (wanted + TICKS_PER_PAGE - 1) / TICKS_PER_PAGE * TICKS_PER_PAGE;
    if (rounded > Integer.MAX_VALUE - TICKS_PER_PAGE) {
      throw new IllegalStateException(
          "more than " + size + " distinct blocks; analyse a part of the trace");
    }
    latestTick.renumber(this::marksBelow);
    allocate((int) Math.max(rounded, ticks));
    nextTick = size;
    for (int tick = 0; tick < size; tick++) {
      marks[tick >>> 6] |= 1L << tick;
    }
    for (int page = 0; page < tree.length - 1; page++) {
      int inPage = Math.max(0, Math.min(TICKS_PER_PAGE, size - page * TICKS_PER_PAGE));
      addToPage(page, inPage);
    }
  }

  private int marksBelow(int tick) {
    return marksUpTo(tick) - 1;
  }

  /** Makes a block the most recently used one; {@link #reserve} must have made room. */
  void touch(long block) {
    int before = latestTick.getAndSet(block, nextTick);
    if (before == UNTOUCHED) {
      size++;
      mark(nextTick++);
      return;
    }
    marks[before >>> 6] &= ~(1L << before);
    int from = before / TICKS_PER_PAGE;
    int to = nextTick / TICKS_PER_PAGE;
    marks[nextTick >>> 6] |= 1L << nextTick;
    nextTick++;
    if (from != to) {
      addToPage(from, -1);
      addToPage(to, 1);
    }
  }

  private void mark(int tick) {
    marks[tick >>> 6] |= 1L << tick;
    addToPage(tick / TICKS_PER_PAGE, 1);
  }

  private void addToPage(int page, int count) {
    if (count == 0) {
      return;
    }
    for (int i = page + 1; i < tree.length; i += i & -i) {
      tree[i] += count;
    }
  }

  private int marksUpTo(int tick) {
    int page = tick / TICKS_PER_PAGE;
    int sum = 0;
    for (int i = page; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    int word = tick >>> 6;
    for (int i = page * WORDS_PER_PAGE; i < word; i++) {
      sum += Long.bitCount(marks[i]);
    }
    return sum + Long.bitCount(marks[word] & (-1L >>> (63 - (tick & 63))));
  }
}
