package dev.dryrack.sim;

import org.jspecify.annotations.Nullable;

/**
 * A component failed while handling an event, or the trace sink before it; the message names
 * component, event and time.
 */
public final class SimulationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String component;
  private final int type;
  private final long timePicos;

  SimulationException(
      boolean inSink,
      String component,
      int type,
      long argument,
      long timePicos,
      @Nullable RuntimeException cause) {
    super(
        (inSink ? "the trace sink failed before component '" : "component '")
            + component
            + (inSink ? "' could handle" : "' failed on")
            + " event type "
            + type
            + " with argument "
            + argument
            + " at "
            + timePicos
            + " ps"
            + (cause == null ? "" : ": " + cause),
        cause);
    this.component = component;
    this.type = type;
    this.timePicos = timePicos;
  }

  /** The registered name of the component that failed or was to handle the event. */
  public String component() {
    return component;
  }

  /** The type of that event, in the component's own numbering. */
  public int type() {
    return type;
  }

  /** The simulated time at which it failed. */
  public long timePicos() {
    return timePicos;
  }
}
