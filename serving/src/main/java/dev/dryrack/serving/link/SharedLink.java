package dev.dryrack.serving.link;

import java.util.Arrays;

/**
 * A link whose transfers share its bandwidth equally while they overlap: processor sharing.
 *
 * <p>A transfer is the time it would take alone. The link keeps its virtual time, the service that
 * each transfer present has had; a transfer ends when that reaches what it was at its start plus
 * its own need. Arithmetic is exact in whole picoseconds: a time that cannot be divided among the
 * transfers present is carried over, so that work done and carried is the time the link was busy.
 * An end therefore differs from that of a fluid by less than a picosecond per transfer present and
 * change.
 *
 * <p>Units: picoseconds. Complexity: O(log transfers) per start and end. Allocates only when its
 * arrays grow. Transfers that end at the same time end in the order of their start. Not
 * thread-safe.
 *
 * <p>Source: virtual time of fair queueing, Parekh and Gallager, IEEE/ACM Transactions on
 * Networking 1(3), 1993.
 */
public final class SharedLink {

  /** No transfer. */
  public static final int NONE = -1;

  /** The next end of an idle link. */
  public static final long NEVER = Long.MAX_VALUE;

  /** A heap: the virtual time at which a transfer ends, smallest first, then its number. */
  private long[] targetPicos = new long[16];

  private long[] number = new long[16];
  private int[] id = new int[16];
  private int size;

  private long virtualPicos;
  private long carriedPicos;
  private long updatedPicos;
  private long started;
  private long busyPicos;

  /** Transfers under way. */
  public int transfers() {
    return size;
  }

  /** Time until now in which there was at least one transfer. */
  public long busyPicos(long nowPicos) {
    return busyPicos + (size > 0 ? nowPicos - updatedPicos : 0);
  }

  /**
   * Starts a transfer.
   *
   * @param nowPicos the time, never before that of an earlier call
   * @param transfer what {@link #finish} returns
   * @param alonePicos how long it takes alone, 1 or more
   * @throws IllegalArgumentException if it takes no time
   */
  public void start(long nowPicos, int transfer, long alonePicos) {
    if (alonePicos < 1) {
      throw new IllegalArgumentException(
          "a transfer of " + alonePicos + " ps: must take 1 ps or more");
    }
    update(nowPicos);
    if (size == targetPicos.length) {
      targetPicos = Arrays.copyOf(targetPicos, 2 * size);
      number = Arrays.copyOf(number, 2 * size);
      id = Arrays.copyOf(id, 2 * size);
    }
    siftUp(size++, Math.addExact(virtualPicos, alonePicos), started++, transfer);
  }

  /** When the next transfer ends if none starts before; {@link #NEVER} if there is none. */
  public long nextEndPicos() {
    if (size == 0) {
      return NEVER;
    }
    long left = Math.multiplyExact(targetPicos[0] - virtualPicos, (long) size) - carriedPicos;
    return updatedPicos + Math.max(0, left);
  }

  /** Ends the next transfer if it is due and returns it, else {@link #NONE}. */
  public int finish(long nowPicos) {
    if (nextEndPicos() > nowPicos) {
      return NONE;
    }
    update(nowPicos);
    int ended = id[0];
    size--;
    if (size > 0) {
      siftDown(targetPicos[size], number[size], id[size]);
    } else {
      virtualPicos = 0;
      carriedPicos = 0;
    }
    return ended;
  }

  private void update(long nowPicos) {
    if (nowPicos < updatedPicos) {
      throw new IllegalArgumentException(
          "the clock went back from " + updatedPicos + " to " + nowPicos + " ps");
    }
    if (size > 0) {
      busyPicos += nowPicos - updatedPicos;
      long work = nowPicos - updatedPicos + carriedPicos;
      // What is due has ended before time goes on, so nobody gets more than it needs.
      long served = Math.min(work / size, targetPicos[0] - virtualPicos);
      virtualPicos += served;
      carriedPicos = work - served * size;
    }
    updatedPicos = nowPicos;
  }

  private void siftUp(int hole, long target, long count, int transfer) {
    int at = hole;
    while (at > 0) {
      int parent = (at - 1) >> 1;
      if (targetPicos[parent] < target
          || (targetPicos[parent] == target && number[parent] < count)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    put(at, target, count, transfer);
  }

  private void siftDown(long target, long count, int transfer) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && before(child + 1, targetPicos[child], number[child])) {
        child++;
      }
      if (!before(child, target, count)) {
        break;
      }
      move(child, at);
      at = child;
    }
    put(at, target, count, transfer);
  }

  private boolean before(int node, long target, long count) {
    return targetPicos[node] < target || (targetPicos[node] == target && number[node] < count);
  }

  private void move(int from, int to) {
    targetPicos[to] = targetPicos[from];
    number[to] = number[from];
    id[to] = id[from];
  }

  private void put(int at, long target, long count, int transfer) {
    targetPicos[at] = target;
    number[at] = count;
    id[at] = transfer;
  }
}
