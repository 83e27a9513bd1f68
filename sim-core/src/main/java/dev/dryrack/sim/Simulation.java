package dev.dryrack.sim;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock, a list of pending events, and the components they are delivered to.
 *
 * <p>Invariant: the clock never goes back; an event is delivered at its time, in the order (time,
 * priority, sequence of scheduling). All state belongs to the instance: two simulations in one JVM
 * never touch.
 *
 * <p>Units: picoseconds. Complexity: that of the {@link EventQueue}. Allocation: none per event.
 * Threading: one thread; only {@link #stop()} may be called from another.
 *
 * <p>Errors: an exception of a handler or of the trace sink ends the run as a {@link
 * SimulationException}, which names the component, the event and the time. An {@link Error} ends it
 * as it is, with such an exception suppressed in it. The failed event is consumed, the clock stays
 * at its time, and the simulation can be continued.
 */
public final class Simulation {

  /** The latest time an event may have: adding two legal times cannot overflow. */
  public static final long MAX_TIME_PICOS = Long.MAX_VALUE / 2;

  private static final long NOT_RUNNING = -1L;

  private final EventQueue queue;
  private final Map<String, Integer> indexByName = new HashMap<>();
  private EventHandler[] handlers = new EventHandler[8];
  private String[] names = new String[8];
  private int components;

  /**
   * The component of the latest event and its handler: where the next event is for the same one, a
   * predicted branch takes the place of a chain of loads that begins at the event. Saves 6 to 9 ns
   * an event; costs up to 4 where events alternate at random between a few components.
   */
  private int latestComponent = -1;

  private EventHandler latestHandler = (type, argument) -> {};

  private long now;
  private long delivered;

  /** How far {@link #tryAdvance} may go: the current run's limit. */
  private long limit = NOT_RUNNING;

  private @Nullable TraceSink sink;

  /** Why there are no snapshots; empty where there are. */
  private String noSnapshots = "";

  private boolean running;
  private volatile boolean stopped;

  /** A simulation at time 0 on an event list that nothing else uses. */
  public Simulation(EventQueue queue) {
    this.queue = queue;
  }

  /**
   * Adds a component.
   *
   * @param name unique in this simulation; errors name it
   * @return its index, the target of events for it
   * @throws IllegalArgumentException if the name is taken
   */
  public int register(String name, EventHandler handler) {
    if (indexByName.putIfAbsent(name, components) != null) {
      throw new IllegalArgumentException("component '" + name + "' is registered already");
    }
    if (components == handlers.length) {
      handlers = Arrays.copyOf(handlers, 2 * components);
      names = Arrays.copyOf(names, 2 * components);
    }
    handlers[components] = handler;
    names[components] = name;
    return components++;
  }

  /** The name under which the component was registered. */
  public String name(int component) {
    checkComponent(component);
    return names[component];
  }

  /** The current simulated time. */
  public long nowPicos() {
    return now;
  }

  /** The number of events delivered since the simulation was made. */
  public long deliveredEvents() {
    return delivered;
  }

  /** The number of events pending. */
  public int pendingEvents() {
    return queue.size();
  }

  /**
   * Schedules an event; the current time is allowed, also from within a handler.
   *
   * @param timePicos from {@link #nowPicos()} to {@link #MAX_TIME_PICOS}
   * @param priority order among events of equal time, lowest first, from -128 to 127
   * @param component index of the component it is addressed to
   * @param type what happened, in the component's own numbering
   * @param argument delivered unchanged
   * @return a handle for {@link #cancel(long)}
   * @throws IllegalArgumentException if the time is past or too far, or the priority or the
   *     component is out of range
   */
  public long schedule(long timePicos, int priority, int component, int type, long argument) {
    if (timePicos < now || timePicos > MAX_TIME_PICOS) {
      throw badTime(timePicos);
    }
    checkComponent(component);
    return queue.schedule(timePicos, priority, component, type, argument);
  }

  /** Takes back a pending event; false if it was delivered or cancelled before. */
  public boolean cancel(long handle) {
    return queue.cancel(handle);
  }

  /**
   * Moves the clock without a round trip through the event list, where that changes nothing: where
   * an event scheduled now for (time, priority) would be the next one delivered by this run. A
   * component that is alone in being active goes from step to step with it.
   *
   * @return false, with the clock untouched, if a pending event comes first or at the same (time,
   *     priority), the time is beyond the run's limit, the run is to stop, or it is a {@link
   *     #step()}: then schedule the event instead
   * @throws IllegalArgumentException if the time is past or too far
   */
  public boolean tryAdvance(long timePicos, int priority) {
    if (timePicos < now || timePicos > MAX_TIME_PICOS) {
      throw badTime(timePicos);
    }
    if (timePicos > limit || stopped) {
      return false;
    }
    long next = queue.nextTimePicos();
    if (next < timePicos || (next == timePicos && queue.nextPriority() <= priority)) {
      return false;
    }
    now = timePicos;
    return true;
  }

  /**
   * The latest time to which {@link #tryAdvance} would move the clock now, whatever the priority: a
   * component that is alone in being active until then need not ask step by step.
   *
   * @return a time before the next pending event and within the run's limit; less than {@link
   *     #nowPicos()} if there is none
   */
  public long quietUntilPicos() {
    return stopped ? NOT_RUNNING : Math.min(limit, queue.nextTimePicos() - 1);
  }

  /**
   * Moves the clock within a quiet time, as {@link #tryAdvance} step by step would have. A {@link
   * #stop()} that came meanwhile takes effect after it.
   *
   * @param timePicos from {@link #nowPicos()} to what {@link #quietUntilPicos()} returned during
   *     the event being handled
   * @throws IllegalStateException if an event is due by then, or the run ends before
   */
  public void advanceQuietly(long timePicos) {
    if (timePicos < now || timePicos > limit || queue.nextTimePicos() <= timePicos) {
      throw new IllegalStateException("time " + timePicos + " ps is not in a quiet time");
    }
    now = timePicos;
  }

  /** Delivers events until none is pending or {@link #stop()} is called. */
  public void run() {
    begin(MAX_TIME_PICOS);
    try {
      deliverAll(MAX_TIME_PICOS);
    } finally {
      end();
    }
  }

  /**
   * Delivers the events up to and including a time, then sets the clock to that time; later events
   * stay pending. A run ended by {@link #stop()} leaves the clock where it was stopped.
   *
   * @throws IllegalArgumentException if the time is past or too far
   */
  public void runUntil(long timePicos) {
    if (timePicos < now || timePicos > MAX_TIME_PICOS) {
      throw badTime(timePicos);
    }
    begin(timePicos);
    try {
      if (deliverAll(timePicos)) {
        now = timePicos;
      }
    } finally {
      end();
    }
  }

  /**
   * Delivers one event, whether or not {@link #stop()} was called.
   *
   * @return false if none was pending
   */
  public boolean step() {
    begin(NOT_RUNNING);
    try {
      if (!queue.poll()) {
        return false;
      }
      if (sink != null) {
        show(sink);
      }
      deliver();
      return true;
    } finally {
      running = false;
    }
  }

  /**
   * Makes the current run return after the event being handled; without one, the next run returns
   * at once. A {@link #step()} is no run: the run after it returns at once, also where it was the
   * step's handler that asked. May be called from another thread.
   */
  public void stop() {
    stopped = true;
  }

  /**
   * Delivers events until a condition holds after one of them, none is pending, or {@link #stop()}
   * is called. {@link #tryAdvance} declines meanwhile, so that the condition is asked at every
   * step.
   *
   * @return whether the condition held
   */
  public boolean runUntil(BooleanSupplier condition) {
    begin(NOT_RUNNING);
    try {
      while (!stopped && queue.poll()) {
        if (sink != null) {
          show(sink);
        }
        deliver();
        if (condition.getAsBoolean()) {
          return true;
        }
      }
      return false;
    } finally {
      end();
    }
  }

  /**
   * Shows every event to a sink from the next run on, or to none if it is null. While there is a
   * sink, {@link #tryAdvance} declines, so that every step is an event and is seen; what the
   * components see is the same. Without a sink the run has no trace of tracing.
   */
  public void trace(@Nullable TraceSink newSink) {
    refuseWhileRunning("set the trace sink");
    sink = newSink;
  }

  /**
   * A copy of the kernel's state between two runs; what the components hold is theirs to keep.
   *
   * @throws IllegalStateException within a handler, or after {@link #refuseSnapshots}
   */
  public SimulationState snapshot() {
    checkSnapshots("take a snapshot");
    return new SimulationState(now, delivered, components, queue.save());
  }

  /**
   * Goes back to a snapshot of this simulation, or of one with as many components, whatever its
   * event list. Handles of events that were pending then are valid again, all others are not; what
   * happens from there on is the same, but for the values of new handles.
   *
   * @throws IllegalArgumentException if the snapshot has another number of components
   * @throws IllegalStateException within a handler, or after {@link #refuseSnapshots}
   */
  public void restore(SimulationState state) {
    checkSnapshots("restore a snapshot");
    if (state.components != components) {
      throw new IllegalArgumentException(
          "the snapshot has " + state.components + " components, this simulation " + components);
    }
    now = state.nowPicos;
    delivered = state.deliveredEvents;
    queue.restore(state.pending);
  }

  /**
   * From now on refuses snapshots: what the components hold makes them wrong, and cannot be kept
   * and put back with them.
   *
   * @param reason what the refusal says, as a sentence without its full stop
   */
  public void refuseSnapshots(String reason) {
    noSnapshots = reason;
  }

  /** Whether the events up to the limit were exhausted, rather than the run stopped. */
  private boolean deliverAll(long limitPicos) {
    return sink == null ? deliverUnseen(limitPicos) : deliverTraced(limitPicos, sink);
  }

  /**
   * The hot loop. It holds {@link #deliver()} once more, in full: compilers do not inline what they
   * have compiled into much code, and then pass the event's fields through memory.
   */
  private boolean deliverUnseen(long limitPicos) {
    while (!stopped && queue.poll(limitPicos)) {
      now = queue.timePicos();
      delivered++;
      int component = queue.target();
      EventHandler handler = latestHandler;
      if (component != latestComponent) {
        handler = handlers[component];
        latestHandler = handler;
        latestComponent = component;
      }
      try {
        handler.onEvent(queue.type(), queue.argument());
      } catch (RuntimeException e) {
        throw failure(e);
      } catch (Error e) {
        e.addSuppressed(failure(null));
        throw e;
      }
    }
    return !stopped;
  }

  private boolean deliverTraced(long limitPicos, TraceSink to) {
    while (!stopped && queue.poll(limitPicos)) {
      show(to);
      deliver();
    }
    return !stopped;
  }

  private void show(TraceSink to) {
    now = queue.timePicos();
    try {
      to.onEvent(now, queue.priority(), queue.target(), queue.type(), queue.argument());
    } catch (RuntimeException e) {
      throw failure(true, e);
    } catch (Error e) {
      e.addSuppressed(failure(true, null));
      throw e;
    }
  }

  private void deliver() {
    now = queue.timePicos();
    delivered++;
    try {
      handlers[queue.target()].onEvent(queue.type(), queue.argument());
    } catch (RuntimeException e) {
      throw failure(e);
    } catch (Error e) {
      e.addSuppressed(failure(null));
      throw e;
    }
  }

  private SimulationException failure(@Nullable RuntimeException cause) {
    return failure(false, cause);
  }

  private SimulationException failure(boolean inSink, @Nullable RuntimeException cause) {
    return new SimulationException(
        inSink, names[queue.target()], queue.type(), queue.argument(), now, cause);
  }

  private void begin(long limitPicos) {
    refuseWhileRunning("run the simulation");
    running = true;
    limit = sink == null ? limitPicos : NOT_RUNNING;
  }

  private void refuseWhileRunning(String what) {
    if (running) {
      throw new IllegalStateException("a handler must not " + what + " while it is running");
    }
  }

  private void checkSnapshots(String what) {
    refuseWhileRunning(what);
    if (!noSnapshots.isEmpty()) {
      throw new IllegalStateException("cannot " + what + ": " + noSnapshots);
    }
  }

  private void end() {
    running = false;
    limit = NOT_RUNNING;
    stopped = false;
  }

  private void checkComponent(int component) {
    if (component < 0 || component >= components) {
      throw new IllegalArgumentException(
          "component " + component + " is not registered: there are " + components);
    }
  }

  private IllegalArgumentException badTime(long timePicos) {
    return new IllegalArgumentException(
        timePicos < now
            ? "time " + timePicos + " ps is before the current time " + now + " ps"
            : "time " + timePicos + " ps is beyond the last possible, " + MAX_TIME_PICOS + " ps");
  }
}
