package dev.dryrack.serving.engine;

/**
 * What a router may know of the replicas, or of the ranks of a replica, that it chooses among: what
 * is known at the time, so no output length that is still to come.
 */
public interface RouterView {

  /** How many there are to choose from. */
  int targets();

  /** Requests sent there and not finished, waiting or running. */
  int requests(int target);

  /** The target with the fewest of them, the lowest of equals; O(log targets). */
  int fewestRequests();

  /** The sum over those requests of their prompt tokens and the tokens emitted so far. */
  long knownTokens(int target);
}
