package dev.dryrack.sim;

/**
 * Receives the events addressed to one component of a simulation.
 *
 * <p>Arguments are primitives so that delivering an event allocates nothing.
 */
@FunctionalInterface
public interface EventHandler {

  /**
   * Handles an event at the simulation's current time.
   *
   * @param type what happened, in the handler's own numbering
   * @param argument free for the sender's use, such as a request's or a replica's index
   */
  void onEvent(int type, long argument);
}
