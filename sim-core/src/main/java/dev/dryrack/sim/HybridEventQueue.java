package dev.dryrack.sim;

/**
 * The default event list: a {@link TournamentTree} while few events are pending, a {@link Ladder}
 * while there are many.
 *
 * <p>Complexity: schedule, poll and cancel O(1) amortised: moving from one to the other costs O(1)
 * for each event scheduled or polled since the last move. Allocation: none once grown; bytes an
 * event: see {@link EventQueue}.
 */
public final class HybridEventQueue extends StoredEventQueue {

  /** With more the ladder takes over. */
  private static final int TREE_MOST = 256;

  /** With fewer the tree takes over again. */
  private static final int LADDER_LEAST = 64;

  private final TournamentTree tree;
  private final Ladder ladder;
  private boolean many;

  /** An empty queue. */
  public HybridEventQueue() {
    this(256);
  }

  /** An empty queue with room for {@code capacity} pending events; it grows when needed. */
  public HybridEventQueue(int capacity) {
    super(capacity);
    tree = new TournamentTree(store);
    ladder = new Ladder(this, capacity);
  }

  @Override
  void insert(int slot, long timePicos) {
    if (many) {
      ladder.insert(slot, timePicos);
      return;
    }
    tree.insert(slot, timePicos);
    if (tree.size() > TREE_MOST) {
      climb();
    }
  }

  @Override
  int first() {
    if (many) {
      if (size() >= LADDER_LEAST) {
        return ladder.first();
      }
      descend();
    }
    return firstOfTree();
  }

  @Override
  void removeFirst() {
    if (many) {
      ladder.removeFirst();
    } else {
      tree.removeFirst();
    }
  }

  @Override
  void dropDead() {
    if (many) {
      ladder.dropDead();
    } else {
      tree.dropDead();
    }
  }

  @Override
  void clearOrder() {
    tree.clear();
    ladder.clear();
    many = false;
  }

  @Override
  int sweepCost() {
    return many ? ladder.sweepCost() : tree.sweepCost();
  }

  private int firstOfTree() {
    while (true) {
      int slot = tree.first();
      if (dead == 0 || slot == EventStore.NONE || !store.isDead(slot)) {
        return slot;
      }
      tree.removeFirst();
      bury(slot);
    }
  }

  /** From the tree to the ladder, in order, as the ladder expects equals. */
  private void climb() {
    for (int slot = firstOfTree(); slot != EventStore.NONE; slot = firstOfTree()) {
      tree.removeFirst();
      ladder.insert(slot, store.time(slot));
    }
    many = true;
  }

  private void descend() {
    for (int slot = ladder.first(); slot != EventStore.NONE; slot = ladder.first()) {
      ladder.removeFirst();
      tree.insert(slot, store.time(slot));
    }
    ladder.restart();
    many = false;
  }
}
