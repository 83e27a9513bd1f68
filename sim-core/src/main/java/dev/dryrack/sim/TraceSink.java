package dev.dryrack.sim;

/**
 * Sees every event just before it is delivered; see {@link Simulation#trace}. What it throws ends
 * the run as a handler's exception does, and the event is not delivered.
 */
@FunctionalInterface
public interface TraceSink {

  /**
   * An event is about to be delivered.
   *
   * @param timePicos when
   * @param priority its order among events of equal time
   * @param component index of the component it goes to; {@link Simulation#name} has its name
   * @param type what happened, in the component's own numbering
   * @param argument the sender's
   */
  void onEvent(long timePicos, int priority, int component, int type, long argument);
}
