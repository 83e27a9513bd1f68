package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import java.util.Arrays;

/**
 * The lists of every attention rank of a group: waiting (FIFO), running (in order of admission)
 * and, of the running, those that still prefill (in the same order).
 *
 * <p>Invariant: a request in the system is either waiting or running on exactly one rank. Lists are
 * links inside {@link RequestSlots}; every method costs O(1) and allocates nothing.
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

  RankQueues(int ranks, RequestSlots slots) {
    this.slots = slots;
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

  void appendWaiting(int rank, int slot) {
    int tail = waitingTail[rank];
    slots.runNext[slot] = NONE;
    if (tail == NONE) {
      waitingHead[rank] = slot;
    } else {
      slots.runNext[tail] = slot;
    }
    waitingTail[rank] = slot;
    waiting[rank]++;
  }

  /** Puts a preempted request before all others that wait. */
  void prependWaiting(int rank, int slot) {
    int head = waitingHead[rank];
    slots.runNext[slot] = head;
    waitingHead[rank] = slot;
    if (head == NONE) {
      waitingTail[rank] = slot;
    }
    waiting[rank]++;
  }

  int removeFirstWaiting(int rank) {
    int slot = waitingHead[rank];
    int next = slots.runNext[slot];
    waitingHead[rank] = next;
    if (next == NONE) {
      waitingTail[rank] = NONE;
    }
    waiting[rank]--;
    return slot;
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
