package dev.dryrack.sim;

/**
 * The event list for up to some thousand pending events: a {@link TournamentTree}.
 *
 * <p>Complexity: schedule and poll O(log n), cancel O(1) amortised. Allocation: none once grown;
 * bytes an event: see {@link EventQueue}.
 */
public final class TournamentEventQueue extends StoredEventQueue {

  private final TournamentTree tree;

  /** An empty queue. */
  public TournamentEventQueue() {
    super(64);
    tree = new TournamentTree(store);
  }

  @Override
  void insert(int slot, long timePicos) {
    tree.insert(slot, timePicos);
  }

  @Override
  int first() {
    while (true) {
      int slot = tree.first();
      if (dead == 0 || slot == EventStore.NONE || !store.isDead(slot)) {
        return slot;
      }
      tree.removeFirst();
      bury(slot);
    }
  }

  @Override
  void removeFirst() {
    tree.removeFirst();
  }

  @Override
  void dropDead() {
    tree.dropDead();
  }

  @Override
  int sweepCost() {
    return tree.sweepCost();
  }

  @Override
  void clearOrder() {
    tree.clear();
  }
}
