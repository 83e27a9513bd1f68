package dev.dryrack.sim;

import java.util.Arrays;

/**
 * Slots in the leaves of a binary tree whose every node holds the earlier of its two children: the
 * root is the earliest of all.
 *
 * <p>A new time is played upwards against the sibling of each node on its way. Which siblings these
 * are is known from the leaf, and the winner is chosen by arithmetic, so neither loads nor branches
 * wait for a comparison: what makes random times dear in heaps, mispredicted branches, does not
 * happen here. The leaf of an event that was taken out stays open for the next that comes in, so an
 * event that schedules its successor costs one way upwards, not two.
 *
 * <p>Complexity: insert, first and removeFirst O(log n). Allocation: none once grown; bytes an
 * event: see {@link EventQueue}.
 *
 * <p>Source: winner trees, D. E. Knuth, "The Art of Computer Programming", vol. 3, 5.4.1.
 */
final class TournamentTree {

  private static final int LEAVES_LEAST = 2;
  private static final int TIME = 0;
  private static final int ENTRY = 1;

  /** Entry of a node without an event: leaf and slot -1. */
  private static final long EMPTY = -1L;

  private final EventStore store;

  /** Time and entry (leaf in the upper half, slot in the lower) of node i at 2i; the root is 1. */
  private long[] nodes;

  private int leaves = LEAVES_LEAST;

  /** Leaves without an event, as a stack. */
  private int[] vacant;

  private int vacancies;

  /** The leaf whose event was taken out last, until it is filled or emptied. */
  private int open = EventStore.NONE;

  TournamentTree(EventStore store) {
    this.store = store;
    nodes = new long[4 * LEAVES_LEAST];
    vacant = new int[LEAVES_LEAST];
    clear();
  }

  /** The number of events, cancelled ones included. */
  int size() {
    return leaves - vacancies - (open == EventStore.NONE ? 0 : 1);
  }

  void insert(int slot, long time) {
    int leaf = open;
    if (leaf != EventStore.NONE) {
      open = EventStore.NONE;
    } else {
      if (vacancies == 0) {
        grow();
      }
      leaf = vacant[--vacancies];
    }
    play(leaf, time, ((long) leaf << 32) | slot);
  }

  /** The slot of the earliest event, or {@link EventStore#NONE}. */
  int first() {
    if (open != EventStore.NONE) {
      empty();
    }
    return (int) nodes[2 + ENTRY];
  }

  /** Takes out the event found by {@link #first()}. */
  void removeFirst() {
    open = (int) (nodes[2 + ENTRY] >>> 32);
  }

  /** Empties this, keeping room. */
  void clear() {
    leaves = LEAVES_LEAST;
    open = EventStore.NONE;
    vacateAll();
    Arrays.fill(nodes, 0, 4 * leaves, EMPTY);
    for (int node = 1; node < 2 * leaves; node++) {
      nodes[2 * node + TIME] = EventQueue.NO_TIME;
    }
  }

  /** Frees dead slots. */
  void dropDead() {
    store.looped += leaves;
    first();
    vacancies = 0;
    for (int leaf = leaves - 1; leaf >= 0; leaf--) {
      int at = 2 * (leaves + leaf);
      int slot = (int) nodes[at + ENTRY];
      if (slot != EventStore.NONE && store.isDead(slot)) {
        store.free(slot);
        vacate(at);
        slot = EventStore.NONE;
      }
      if (slot == EventStore.NONE) {
        vacant[vacancies++] = leaf;
      }
    }
    playAll();
    while (isRoomy()) {
      shrink();
    }
  }

  /**
   * What {@link #dropDead} costs, in events: it looks at every leaf, taken or vacant. Less than the
   * leaves, for dead events take leaves too, so there are never more dead than leaves.
   */
  int sweepCost() {
    return leaves / 4;
  }

  private boolean isRoomy() {
    return leaves > LEAVES_LEAST && leaves - vacancies <= leaves / 8;
  }

  private void play(int leaf, long newTime, long newEntry) {
    long[] n = nodes;
    long time = newTime;
    long entry = newEntry;
    int at = 2 * (leaves + leaf);
    n[at + TIME] = time;
    n[at + ENTRY] = entry;
    while (at > 2) {
      long rivalTime = n[(at ^ 2) + TIME];
      long rivalEntry = n[(at ^ 2) + ENTRY];
      if (rivalTime == time) {
        playOnAmongEquals(at, time, entry);
        return;
      }
      // All ones if the rival is earlier; times are not negative, so no difference overflows.
      long rivalWins = (rivalTime - time) >> 63;
      time ^= (time ^ rivalTime) & rivalWins;
      entry ^= (entry ^ rivalEntry) & rivalWins;
      at = (at >> 1) & -2;
      n[at + TIME] = time;
      n[at + ENTRY] = entry;
    }
  }

  /** From a node whose rival has the same time: with branches, and in full order. */
  private void playOnAmongEquals(int from, long newTime, long newEntry) {
    long[] n = nodes;
    long time = newTime;
    long entry = newEntry;
    int at = from;
    while (at > 2) {
      int rival = at ^ 2;
      long lead = n[rival + TIME] - time;
      if (lead < 0 || (lead == 0 && isBefore(n[rival + ENTRY], entry))) {
        time = n[rival + TIME];
        entry = n[rival + ENTRY];
      }
      at = (at >> 1) & -2;
      n[at + TIME] = time;
      n[at + ENTRY] = entry;
    }
  }

  /** Order of two entries of equal time. */
  private boolean isBefore(long entry, long other) {
    return entry != EMPTY && other != EMPTY && store.order((int) entry) < store.order((int) other);
  }

  /** Nobody took the open leaf: it becomes vacant. */
  private void empty() {
    int leaf = open;
    open = EventStore.NONE;
    vacant[vacancies++] = leaf;
    play(leaf, EventQueue.NO_TIME, EMPTY);
    if (isRoomy()) {
      shrink();
    }
  }

  private void grow() {
    int old = leaves;
    if (8 * old > nodes.length) {
      nodes = Arrays.copyOf(nodes, 8 * old);
      vacant = Arrays.copyOf(vacant, 2 * old);
    }
    leaves = 2 * old;
    System.arraycopy(nodes, 2 * old, nodes, 2 * leaves, 2 * old);
    for (int leaf = leaves - 1; leaf >= old; leaf--) {
      vacate(2 * (leaves + leaf));
      vacant[vacancies++] = leaf;
    }
    playAll();
  }

  /** To half the leaves, of which at most a quarter is then taken. */
  private void shrink() {
    store.looped += leaves;
    int old = leaves;
    leaves = old / 2;
    int leaf = 0;
    for (int from = old; from < 2 * old; from++) {
      long time = nodes[2 * from + TIME];
      long entry = nodes[2 * from + ENTRY];
      if (entry != EMPTY) {
        int to = 2 * (leaves + leaf);
        nodes[to + TIME] = time;
        nodes[to + ENTRY] = ((long) leaf << 32) | (entry & 0xFFFF_FFFFL);
        leaf++;
      }
    }
    vacancies = 0;
    for (int rest = leaves - 1; rest >= leaf; rest--) {
      vacate(2 * (leaves + rest));
      vacant[vacancies++] = rest;
    }
    playAll();
  }

  private void vacateAll() {
    vacancies = 0;
    for (int leaf = leaves - 1; leaf >= 0; leaf--) {
      vacant[vacancies++] = leaf;
    }
  }

  private void vacate(int at) {
    nodes[at + TIME] = EventQueue.NO_TIME;
    nodes[at + ENTRY] = EMPTY;
  }

  /** Plays every match anew, from the leaves up. */
  private void playAll() {
    store.looped += leaves;
    for (int node = leaves - 1; node >= 1; node--) {
      int left = 4 * node;
      int right = left + 2;
      long lead = nodes[right + TIME] - nodes[left + TIME];
      boolean rightWins =
          lead < 0 || (lead == 0 && isBefore(nodes[right + ENTRY], nodes[left + ENTRY]));
      int winner = rightWins ? right : left;
      nodes[2 * node + TIME] = nodes[winner + TIME];
      nodes[2 * node + ENTRY] = nodes[winner + ENTRY];
    }
  }
}
