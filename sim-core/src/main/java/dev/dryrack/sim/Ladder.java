package dev.dryrack.sim;

/**
 * The ladder queue: what is due next sorted, what is due soon in buckets of time, the rest
 * unsorted.
 *
 * <p>An event later than everything spread so far joins the far batch. When all others are gone,
 * the batch is spread over a row of buckets whose width fits its times; a bucket is sorted when its
 * turn comes, or spread over a finer row if it holds many. The width is chosen anew for every batch
 * and every crowded bucket, so no setting has to fit the workload.
 *
 * <p>Source: W. T. Tang, R. S. M. Goh, I. L.-J. Thng, "Ladder Queue: An O(1) Priority Queue
 * Structure for Large-Scale Discrete Event Simulation", ACM TOMACS 15(3), 2005. New here: bitmaps,
 * so that buckets may be many and mostly empty; power-of-two widths; equal events chained, so that
 * any number of them costs O(1) each; rows fitted to their events' times.
 */
final class Ladder {

  /** Sparse rows save branches, dense ones memory: 16 buckets an event falling to 2 for many. */
  private static final int SPARSE = 16;

  private static final int DENSE = 2;
  private static final int SPARSE_BUCKETS_MOST = 1 << 17;

  /** A bucket of at most so many is sorted, not spread. */
  private static final int SORT = 12;

  /** When more places than this are sorted, later ones are spread again. */
  private static final int SORTED_MOST = 24;

  private static final int SORTED_KEPT = 8;

  private final StoredEventQueue queue;
  private final EventStore store;
  private final SortedRun near;
  private final Rungs soon;
  private final Batch far;
  private final Chain moving;

  /** Every event from here on is far. */
  private long farFrom;

  /** An empty ladder over the store of a queue, whose count of dead events it keeps. */
  Ladder(StoredEventQueue queue, int capacity) {
    this.queue = queue;
    store = queue.store;
    near = new SortedRun(store, 2 * SORTED_MOST + SortedRun.PRIORITIES);
    soon = new Rungs(store, bucketsFor(capacity));
    far = new Batch(capacity);
    moving = new Chain(queue);
    clear();
  }

  /** Adds a slot: after all of equal time and priority. */
  void insert(int slot, long time) {
    if (time >= farFrom) {
      far.add(slot, time);
    } else if (!soon.add(slot, time)) {
      near.insert(slot, time);
      if (near.places() > SORTED_MOST) {
        spreadLater();
      }
    }
  }

  /** The slot of the earliest live event, or {@link EventStore#NONE}; dead ones met are freed. */
  int first() {
    while (true) {
      if (near.isEmpty()) {
        if (!refill()) {
          return EventStore.NONE;
        }
        continue;
      }
      int slot = near.first();
      if (queue.dead == 0 || !store.isDead(slot)) {
        return slot;
      }
      near.removeFirst();
      queue.bury(slot);
    }
  }

  /** Takes out the slot found by {@link #first()}. */
  void removeFirst() {
    near.removeFirst();
  }

  /** Frees dead slots. */
  void dropDead() {
    near.dropDead();
    soon.dropDead();
    store.looped += far.size;
    far.dropDead(store);
  }

  /** Begins anew when {@link #first()} has found nothing; O(1), unlike {@link #clear()}. */
  void restart() {
    farFrom = 0;
  }

  /** Empties this, keeping room. */
  void clear() {
    near.clear();
    soon.clear();
    far.clear();
    farFrom = 0;
  }

  /** What {@link #dropDead} costs, in events, beyond looking at every event. */
  int sweepCost() {
    return soon.bucketsInUse() / Long.SIZE;
  }

  /** Moves what is due next towards near; false if nothing is pending. */
  private boolean refill() {
    if (soon.rows() > 0) {
      int head = soon.drain();
      if (head != EventStore.NONE) {
        sort(head);
      }
      return true;
    }
    if (far.size == 0) {
      return false;
    }
    spreadFar();
    return true;
  }

  private void spreadFar() {
    store.looped += far.size;
    long earliest = EventQueue.NO_TIME;
    long latest = 0;
    for (int i = 0; i < far.size; i++) {
      earliest = Math.min(earliest, far.times[i]);
      latest = Math.max(latest, far.times[i]);
    }
    farFrom = latest + 1;
    if (earliest == latest) {
      for (int i = 0; i < far.size; i++) {
        near.insert(far.slots[i], far.times[i]);
      }
    } else {
      soon.open(earliest, latest, bucketsFor(far.size));
      for (int i = 0; i < far.size; i++) {
        soon.addToLowest(far.slots[i], far.times[i]);
      }
    }
    far.clear();
  }

  /** Sorts the slots of a drained bucket, or spreads them if they are many. */
  private void sort(int head) {
    if (store.next[head] == EventStore.NONE) {
      near.begin(head, store.time(head));
      return;
    }
    moving.clear();
    moving.addTurned(head);
    if (moving.size <= SORT) {
      sortAll();
    } else {
      spread();
    }
  }

  private void sortAll() {
    int after;
    for (int slot = moving.head; slot != EventStore.NONE; slot = after) {
      after = store.next[slot];
      near.insert(slot, store.time(slot));
    }
  }

  private void spread() {
    store.looped += moving.size;
    if (moving.earliest == moving.latest || soon.isFull()) {
      sortAll();
      return;
    }
    soon.open(moving.earliest, moving.latest, bucketsFor(moving.size));
    int after;
    for (int slot = moving.head; slot != EventStore.NONE; slot = after) {
      after = store.next[slot];
      soon.addToLowest(slot, store.time(slot));
    }
  }

  /** Too many are sorted: the later of them become a new lowest row, or join the far batch. */
  private void spreadLater() {
    near.takeLater(SORTED_KEPT, moving);
    if (moving.size == 0) {
      return;
    }
    if (soon.rows() > 0) {
      takeSmallRows();
      spread();
      return;
    }
    store.looped += moving.size;
    for (int slot = moving.head; slot != EventStore.NONE; slot = store.next[slot]) {
      far.add(slot, store.time(slot));
    }
    farFrom = moving.earliest;
  }

  /**
   * Adds the rows below that hold little to what is to be spread. Rows made here so are each at
   * least twice as long as the next, and an event is moved O(log n) times however often the near
   * ones become too many.
   */
  private void takeSmallRows() {
    while (soon.rows() > 0 && (soon.isFull() || soon.lowestHoldsAtMost(2 * moving.size))) {
      int row = soon.rows();
      while (soon.rows() == row) {
        store.looped++;
        moving.addTurned(soon.drain());
      }
    }
  }

  private static int bucketsFor(int events) {
    return Math.max(Math.min(SPARSE * events, SPARSE_BUCKETS_MOST), DENSE * events);
  }
}
