package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import java.util.Arrays;

/**
 * The lists of every attention rank of a group: waiting, running (in order of admission) and, of
 * the running, those that still prefill (in the same order).
 *
 * <p>Waiting requests are in a FIFO, or, where the order is by a key, in a skew heap: smallest key
 * first, of equals the one sent first, of these the one with the smaller number.
 *
 * <p>Invariant: a request in the system is either waiting or running on exactly one rank. Lists are
 * links inside {@link RequestSlots}; every method costs O(1), and amortised O(log waiting) where
 * the order is by a key; none allocates. Source of the heap: D. Sleator and R. Tarjan,
 * Self-adjusting heaps, SIAM Journal on Computing 15 (1986).
 */
final class RankQueues {

  final int[] waitingHead;
  final int[] waitingTail;
  final int[] waiting;
  final int[] runningHead;
  final int[] runningTail;
  final int[] running;
  final int[] prefillHead;
  final int[] prefillTail;

  private final RequestSlots slots;
  private final boolean byKey;

  RankQueues(int ranks, RequestSlots slots, boolean byKey) {
    this.slots = slots;
    this.byKey = byKey;
    waitingHead = empty(ranks);
    waitingTail = empty(ranks);
    waiting = new int[ranks];
    runningHead = empty(ranks);
    runningTail = empty(ranks);
    running = new int[ranks];
    prefillHead = empty(ranks);
    prefillTail = empty(ranks);
  }

  private static int[] empty(int ranks) {
    int[] heads = new int[ranks];
    Arrays.fill(heads, NONE);
    return heads;
  }

  /** Whether one request comes before another in an order by key. */
  boolean isBefore(int slot, int other) {
    if (slots.orderKey[slot] != slots.orderKey[other]) {
      return slots.orderKey[slot] < slots.orderKey[other];
    }
    if (slots.sentPicos[slot] != slots.sentPicos[other]) {
      return slots.sentPicos[slot] < slots.sentPicos[other];
    }
    return slots.id[slot] < slots.id[other];
  }

  /**
   * The request that comes last of those that run and do not end anyway: admitted last, or last by
   * key.
   */
  int lastRunning(int rank) {
    int last = runningTail[rank];
    while (slots.state[last] == RequestSlots.ENDING) {
      last = slots.runPrevious[last];
    }
    if (byKey) {
      for (int slot = runningHead[rank]; slot != NONE; slot = slots.runNext[slot]) {
        boolean later = isBefore(last, slot) && slots.state[slot] != RequestSlots.ENDING;
        last = later ? slot : last;
      }
    }
    return last;
  }

  /** Puts a request behind all others that wait, or where its key belongs. */
  void appendWaiting(int rank, int slot) {
    waiting[rank]++;
    if (byKey) {
      insert(rank, slot);
      return;
    }
    int tail = waitingTail[rank];
    slots.runNext[slot] = NONE;
    if (tail == NONE) {
      waitingHead[rank] = slot;
    } else {
      slots.runNext[tail] = slot;
    }
    waitingTail[rank] = slot;
  }

  /** Puts a preempted request before all others that wait, or where its key belongs. */
  void prependWaiting(int rank, int slot) {
    waiting[rank]++;
    if (byKey) {
      insert(rank, slot);
      return;
    }
    int head = waitingHead[rank];
    slots.runNext[slot] = head;
    waitingHead[rank] = slot;
    if (head == NONE) {
      waitingTail[rank] = slot;
    }
  }

  int removeFirstWaiting(int rank) {
    int slot = waitingHead[rank];
    waiting[rank]--;
    if (byKey) {
      waitingHead[rank] = merge(slots.runNext[slot], slots.runPrevious[slot]);
      return slot;
    }
    int next = slots.runNext[slot];
    waitingHead[rank] = next;
    if (next == NONE) {
      waitingTail[rank] = NONE;
    }
    return slot;
  }

  private void insert(int rank, int slot) {
    slots.runNext[slot] = NONE;
    slots.runPrevious[slot] = NONE;
    waitingHead[rank] = merge(waitingHead[rank], slot);
  }

  /** Joins two heaps; children are {@code runNext} (left) and {@code runPrevious} (right). */
  private int merge(int one, int two) {
    int[] left = slots.runNext;
    int[] right = slots.runPrevious;
    int a = one;
    int b = two;
    int root = NONE;
    int parent = NONE;
    while (a != NONE && b != NONE) {
      boolean swap = isBefore(b, a);
      int first = swap ? b : a;
      b = swap ? a : b;
      a = right[first];
      right[first] = left[first];
      if (parent == NONE) {
        root = first;
      } else {
        left[parent] = first;
      }
      parent = first;
    }
    int rest = a == NONE ? b : a;
    if (parent == NONE) {
      return rest;
    }
    left[parent] = rest;
    return root;
  }

  void appendRunning(int rank, int slot) {
    int tail = runningTail[rank];
    slots.runPrevious[slot] = tail;
    slots.runNext[slot] = NONE;
    if (tail == NONE) {
      runningHead[rank] = slot;
    } else {
      slots.runNext[tail] = slot;
    }
    runningTail[rank] = slot;
    running[rank]++;
  }

  void removeRunning(int rank, int slot) {
    int previous = slots.runPrevious[slot];
    int next = slots.runNext[slot];
    if (previous == NONE) {
      runningHead[rank] = next;
    } else {
      slots.runNext[previous] = next;
    }
    if (next == NONE) {
      runningTail[rank] = previous;
    } else {
      slots.runPrevious[next] = previous;
    }
    running[rank]--;
  }

  void appendPrefill(int rank, int slot) {
    int tail = prefillTail[rank];
    slots.auxPrevious[slot] = tail;
    slots.auxNext[slot] = NONE;
    if (tail == NONE) {
      prefillHead[rank] = slot;
    } else {
      slots.auxNext[tail] = slot;
    }
    prefillTail[rank] = slot;
  }

  void removePrefill(int rank, int slot) {
    int previous = slots.auxPrevious[slot];
    int next = slots.auxNext[slot];
    if (previous == NONE) {
      prefillHead[rank] = next;
    } else {
      slots.auxNext[previous] = next;
    }
    if (next == NONE) {
      prefillTail[rank] = previous;
    } else {
      slots.auxPrevious[next] = previous;
    }
  }
}
