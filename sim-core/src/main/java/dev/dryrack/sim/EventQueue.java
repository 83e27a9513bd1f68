package dev.dryrack.sim;

/**
 * A list of pending events ordered by (time, priority, sequence of scheduling).
 *
 * <p>Events with equal time and priority leave in the order in which they were scheduled. Time
 * never goes back: an event may not be earlier than the last one polled. Records are primitives in
 * arrays; no method allocates once they have grown to the largest number of pending events. A list
 * made for its number does not grow at all, but a ladder whose rows nest more than eight deep.
 *
 * <table>
 * <caption>The event lists; n is the number of different (time, priority) pending</caption>
 * <tr><th>list<th>schedule<th>poll<th>cancel<th>bytes an event<th>ns, 100 pending<th>ns, 10,000<th>use
 * <tr><td>{@link HybridEventQueue}<td>O(1)*<td>O(1)*<td>O(1)*<td>176, 61<td>27<td>40<td>the default
 * <tr><td>{@link LadderEventQueue}<td>O(1)*<td>O(1)*<td>O(1)*<td>174, 61<td>42<td>42<td>many pending
 * <tr><td>{@link TournamentEventQueue}<td>O(log n)<td>O(log n)<td>O(1)*<td>125, 80<td>28<td>47<td>some hundreds
 * <tr><td>{@link SortedArrayEventQueue}<td>O(n)<td>O(1)<td>O(1)*<td>92, -<td>75<td>-<td>few times, many equal
 * <tr><td>{@link BitmapWheelEventQueue}<td>O(1)<td>O(1)*<td>O(1)*†<td>41, 40†<td>54<td>73<td>steady memory
 * <tr><td>{@link BinaryHeapEventQueue}<td>O(log n)<td>O(log n)<td>O(1)*<td>60, 60<td>73<td>159<td>the reference
 * </table>
 *
 * <p>* amortised. † O(log n), and 80 to 150 bytes more, of events of a bucket whose earliest was
 * looked at and cancelled before its turn. Bytes: with 10,000 and 1,000,000 pending in a list made
 * for so many, or grown where it cannot be; arrays that grow by doubling take up to twice as much.
 * The ladder has 0.16 MB in any case. CPU time of an event that schedules its successor, with the
 * kernel around it: Intel Xeon, JDK 17, 2026-11-25; benchmarks/README.md says how to measure it.
 *
 * <p>Units: times are picoseconds. Not thread-safe: a queue belongs to one simulation.
 */
public sealed interface EventQueue permits StoredEventQueue {

  /** The handle that no event ever has. */
  long NO_EVENT = -1L;

  /** The time {@link #nextTimePicos()} returns when no event is pending. */
  long NO_TIME = Long.MAX_VALUE;

  /**
   * Adds an event.
   *
   * @param timePicos when it is due: not before the last event polled, and below {@link #NO_TIME}
   * @param priority order among events of equal time, lowest first, from -128 to 127
   * @param target the index of the component it is addressed to, 0 or more
   * @param type what happened, in the target's numbering
   * @param argument delivered unchanged
   * @return a handle for {@link #cancel(long)}, never {@link #NO_EVENT}
   * @throws IllegalArgumentException if time, priority or target is out of range
   */
  long schedule(long timePicos, int priority, int target, int type, long argument);

  /**
   * Removes a pending event.
   *
   * @return whether the event was pending; false if it was delivered or cancelled before
   */
  boolean cancel(long handle);

  /** Whether no event is pending. */
  boolean isEmpty();

  /** The number of pending events, without the cancelled. */
  int size();

  /** The time of the earliest pending event, or {@link #NO_TIME}. */
  long nextTimePicos();

  /** The priority of the earliest pending event; unspecified when none is pending. */
  int nextPriority();

  /**
   * Removes the earliest pending event and keeps its fields for the accessors below.
   *
   * @return false if none was pending; the accessors then keep what they had
   */
  default boolean poll() {
    return poll(NO_TIME - 1);
  }

  /**
   * As {@link #poll()}, for events up to and including a time.
   *
   * @return false if none was pending up to then; the accessors then keep what they had
   */
  boolean poll(long limitPicos);

  /** The time of the event polled last; 0 before the first. */
  long timePicos();

  /** The priority of the event polled last. */
  int priority();

  /** The target of the event polled last. */
  int target();

  /** The type of the event polled last. */
  int type();

  /** The argument of the event polled last. */
  long argument();

  /** A copy of all pending events, for {@link #restore}. Allocates; O(n). */
  PendingEvents save();

  /**
   * Replaces what is pending by a copy made before, of this or any other kind of queue. Handles of
   * events in the copy are valid again, all others are not.
   */
  void restore(PendingEvents saved);
}
