package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import java.util.Arrays;

/**
 * Decoding requests by the step at whose end they finish: a hashed timing wheel, of 4,096 lists
 * where all ranks share one, of 512 where each rank has its own.
 *
 * <p>A list holds every request whose finishing step is congruent to it, in the order in which they
 * joined. When its turn comes those that finish leave and those that are a whole turn or more away
 * stay, so a request costs O(1) to join, to leave and per 4,096 steps of its life. Allocates
 * nothing. Source: G. Varghese and T. Lauck, Hashed and Hierarchical Timing Wheels, SOSP 1987.
 */
final class FinishRing {

  /** Lists of a wheel for all ranks. */
  static final int SHARED_SIZE = 4096;

  /** Lists of a wheel for one rank of several. */
  static final int OWN_SIZE = 512;

  private final int mask;

  private final RequestSlots slots;

  /** First of each circular list; the last is its predecessor. */
  private final int[] head;

  /**
   * @param size number of lists, a power of two
   */
  FinishRing(RequestSlots slots, int size) {
    this.slots = slots;
    mask = size - 1;
    head = new int[size];
    Arrays.fill(head, NONE);
  }

  void add(int slot, long finishStep) {
    slots.finishStep[slot] = finishStep;
    int bucket = (int) finishStep & mask;
    int first = head[bucket];
    if (first == NONE) {
      head[bucket] = slot;
      slots.auxPrevious[slot] = slot;
      slots.auxNext[slot] = slot;
    } else {
      int last = slots.auxPrevious[first];
      slots.auxNext[last] = slot;
      slots.auxPrevious[slot] = last;
      slots.auxNext[slot] = first;
      slots.auxPrevious[first] = slot;
    }
  }

  void remove(int slot) {
    int bucket = (int) slots.finishStep[slot] & mask;
    int next = slots.auxNext[slot];
    if (next == slot) {
      head[bucket] = NONE;
      return;
    }
    int previous = slots.auxPrevious[slot];
    slots.auxNext[previous] = next;
    slots.auxPrevious[next] = previous;
    if (head[bucket] == slot) {
      head[bucket] = next;
    }
  }

  /** The first request in the list of a step, or {@code NONE}; it may finish a turn later. */
  int first(long step) {
    return head[(int) step & mask];
  }

  /** The request after the given one in the list of a step, or {@code NONE} after the last. */
  int next(long step, int slot) {
    int next = slots.auxNext[slot];
    return next == head[(int) step & mask] ? NONE : next;
  }
}
