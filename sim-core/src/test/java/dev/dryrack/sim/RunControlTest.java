package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Traces, pauses, snapshots: the same events whatever the list and however a run is cut. */
final class RunControlTest {

  /** Of {@link Churn}, worked out on JDK 17: every list, JDK and way of running must give it. */
  private static final long EXPECTED_HASH = 3908626979232616681L;

  /** Of {@link Tide}, likewise. */
  private static final long TIDE_HASH = 3388426880199815802L;

  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void everyListGivesTheSameTrace(EventQueues kind) {
    Churn churn = new Churn(kind);
    assertThat(churn.hashOfTheRest()).isEqualTo(EXPECTED_HASH);
    assertThat(churn.simulation.deliveredEvents()).isGreaterThan(50_000);
  }

  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void aRunInPiecesGivesTheSameTrace(EventQueues kind) {
    Churn churn = new Churn(kind);
    Simulation simulation = churn.simulation;
    TraceHash hash = new TraceHash();
    simulation.trace(hash);
    for (int i = 0; i < 2000; i++) {
      simulation.runUntil(simulation.nowPicos() + 313);
      simulation.step();
      long target = simulation.deliveredEvents() + 3;
      simulation.runUntil(() -> simulation.deliveredEvents() >= target);
    }
    simulation.run();
    assertThat(hash.value()).isEqualTo(EXPECTED_HASH);
  }

  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void aRestoredRunGivesTheSameTraceOnAnyList(EventQueues kind) {
    for (EventQueues other : EventQueues.values()) {
      Churn churn = new Churn(kind);
      TraceHash hash = new TraceHash();
      churn.simulation.trace(hash);
      churn.simulation.runUntil(20_000);
      SimulationState state = churn.simulation.snapshot();
      assertThat(state.pendingEvents()).isGreaterThan(100);
      Churn.Held held = churn.held();
      churn.simulation.trace(null);
      churn.simulation.run();
      Churn elsewhere = other == kind ? churn : new Churn(other);
      elsewhere.restore(state, held);
      assertThat(elsewhere.simulation.nowPicos()).isEqualTo(20_000);
      assertThat(elsewhere.simulation.pendingEvents()).isEqualTo(state.pendingEvents());
      elsewhere.simulation.trace(hash);
      elsewhere.simulation.run();
      assertThat(hash.value()).as("%s, restored on %s", kind, other).isEqualTo(EXPECTED_HASH);
    }
  }

  /**
   * The number of pending events goes up and down through the sizes at which the hybrid list moves
   * from its tree to its ladder and back; the run is cut, snapshotted and restored at every size.
   */
  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void aRunRestoredAtEverySizeGivesTheSameTraceOnAnyList(EventQueues kind) {
    assertThat(new Tide(kind).hashOfTheRest()).isEqualTo(TIDE_HASH);
    Tide tide = new Tide(kind);
    Simulation simulation = tide.simulation;
    TraceHash hash = new TraceHash();
    simulation.trace(hash);
    boolean[] seen = new boolean[Tide.MOST + 2];
    for (int cut = 0; simulation.pendingEvents() > 0; cut++) {
      simulation.runUntil(simulation.nowPicos() + 40);
      SimulationState state = simulation.snapshot();
      Tide.Held held = tide.held();
      seen[state.pendingEvents()] = true;
      // Something else happens before the run goes on from the snapshot.
      simulation.trace(null);
      simulation.runUntil(simulation.nowPicos() + 400L * (cut % 50));
      tide.restore(state, held);
      simulation.trace(hash);
    }
    assertThat(hash.value()).isEqualTo(TIDE_HASH);
    for (int size = 10; size < Tide.MOST; size++) {
      assertThat(seen[size]).as("a snapshot with %d pending", size).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void handlesGivenOutAfterASnapshotNeverMatchOnceItIsRestored(EventQueues kind) {
    Simulation simulation = new Simulation(kind.create());
    int component = simulation.register("component", (type, argument) -> {});
    long before = simulation.schedule(3, 0, component, 0, 0);
    SimulationState state = simulation.snapshot();
    List<Long> stale = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 20; i++) {
        stale.add(simulation.schedule(5, 0, component, 0, 0));
      }
      simulation.runUntil(4);
      stale.add(simulation.schedule(5, 0, component, 0, 0));
      simulation.restore(state);
      for (int i = 0; i < 30; i++) {
        simulation.schedule(9, 0, component, 0, 0);
      }
      assertThat(stale).noneMatch(simulation::cancel);
      assertThat(simulation.pendingEvents()).isEqualTo(31);
      simulation.restore(state);
    }
    assertThat(simulation.cancel(before)).isTrue();
    assertThat(simulation.cancel(before)).isFalse();
  }

  @Test
  void anErrorStaysWhatItIsAndNamesTheEvent() {
    Simulation simulation = new Simulation(new HybridEventQueue());
    AssertionError error = new AssertionError("broken");
    int component =
        simulation.register(
            "pump",
            (type, argument) -> {
              throw error;
            });
    simulation.schedule(7, 0, component, 2, 41);
    assertThatExceptionOfType(AssertionError.class).isThrownBy(simulation::run).isSameAs(error);
    assertThat(error.getSuppressed()[0])
        .hasMessage("component 'pump' failed on event type 2 with argument 41 at 7 ps");
  }

  @Test
  void aFailingSinkIsNamedWithTheEventThatItKeptFromItsComponent() {
    Simulation simulation = new Simulation(new HybridEventQueue());
    List<Long> seen = new ArrayList<>();
    int pump = simulation.register("pump", (type, argument) -> seen.add(argument));
    simulation.schedule(7, 0, pump, 2, 41);
    simulation.schedule(8, 0, pump, 2, 42);
    simulation.trace(
        (time, priority, component, type, argument) -> {
          throw new IllegalStateException("disk full");
        });
    assertThatExceptionOfType(SimulationException.class)
        .isThrownBy(simulation::run)
        .withMessage(
            "the trace sink failed before component 'pump' could handle event type 2 with argument"
                + " 41 at 7 ps: java.lang.IllegalStateException: disk full")
        .satisfies(e -> assertThat(e.timePicos()).isEqualTo(7));
    assertThat(simulation.nowPicos()).isEqualTo(7);
    assertThat(simulation.deliveredEvents()).isZero();
    AssertionError error = new AssertionError("broken");
    simulation.trace(
        (time, priority, component, type, argument) -> {
          throw error;
        });
    assertThatExceptionOfType(AssertionError.class).isThrownBy(simulation::step).isSameAs(error);
    assertThat(error.getSuppressed()[0]).hasMessageContaining("argument 42 at 8 ps");
    assertThat(seen).isEmpty();
  }

  @Test
  void aStepNeitherHeedsAStopNorClearsIt() {
    Simulation simulation = new Simulation(new HybridEventQueue());
    int self =
        simulation.register(
            "self",
            (type, argument) -> {
              if (type == 1) {
                simulation.stop();
              }
            });
    for (int i = 1; i <= 4; i++) {
      simulation.schedule(i, 0, self, i == 2 ? 1 : 0, i);
    }
    simulation.stop();
    assertThat(simulation.step()).isTrue();
    simulation.run();
    assertThat(simulation.pendingEvents()).as("stopped before the step").isEqualTo(3);
    assertThat(simulation.step()).isTrue();
    simulation.run();
    assertThat(simulation.pendingEvents()).as("stopped by the step's handler").isEqualTo(2);
    simulation.run();
    assertThat(simulation.pendingEvents()).isZero();
  }

  @Test
  void aPauseLeavesTheRestPending() {
    Simulation simulation = new Simulation(new HybridEventQueue());
    List<Long> seen = new ArrayList<>();
    int recorder = simulation.register("recorder", (type, argument) -> seen.add(argument));
    for (int i = 1; i <= 5; i++) {
      simulation.schedule(i, 0, recorder, 0, i);
    }
    assertThat(simulation.runUntil(() -> seen.size() == 3)).isTrue();
    assertThat(simulation.nowPicos()).isEqualTo(3);
    assertThat(simulation.runUntil(() -> false)).isFalse();
    assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aRunUntilAConditionEndsOnStop() {
    Simulation simulation = new Simulation(new HybridEventQueue());
    List<Long> seen = new ArrayList<>();
    int self =
        simulation.register(
            "self",
            (type, argument) -> {
              seen.add(argument);
              if (argument == 2) {
                simulation.stop();
              }
            });
    for (int i = 1; i <= 4; i++) {
      simulation.schedule(i, 0, self, 0, i);
    }
    assertThat(simulation.runUntil(() -> false)).isFalse();
    assertThat(seen).containsExactly(1L, 2L);
    assertThat(simulation.pendingEvents()).isEqualTo(2);
    assertThat(simulation.runUntil(() -> seen.size() == 3)).as("the next run").isTrue();
  }

  @Test
  void aSinkSeesEveryStepThatWouldHaveAdvancedDirectly() {
    List<Long> without = ticks(null);
    List<Long> shown = new ArrayList<>();
    List<Long> with = ticks((time, priority, component, type, argument) -> shown.add(time));
    assertThat(with).isEqualTo(without).hasSize(10).isEqualTo(shown);
  }

  @Test
  void aSnapshotOfAnotherModelIsRefused() {
    Simulation one = new Simulation(new HybridEventQueue());
    one.register("a", (type, argument) -> {});
    SimulationState state = one.snapshot();
    one.register("b", (type, argument) -> {});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> one.restore(state))
        .withMessageContaining("1 components");
  }

  @Test
  void aHandlerCannotRewindItsOwnRun() {
    Simulation simulation = new Simulation(new HybridEventQueue());
    int self = simulation.register("self", (type, argument) -> simulation.snapshot());
    simulation.schedule(1, 0, self, 0, 0);
    assertThatExceptionOfType(SimulationException.class)
        .isThrownBy(simulation::run)
        .withCauseInstanceOf(IllegalStateException.class);
  }

  private static List<Long> ticks(@Nullable TraceSink sink) {
    Simulation simulation = new Simulation(new HybridEventQueue());
    List<Long> ticks = new ArrayList<>();
    int[] self = new int[1];
    self[0] =
        simulation.register(
            "clock",
            (type, argument) -> {
              while (true) {
                ticks.add(simulation.nowPicos());
                if (ticks.size() == 10) {
                  return;
                }
                long next = simulation.nowPicos() + 7;
                if (!simulation.tryAdvance(next, 0)) {
                  simulation.schedule(next, 0, self[0], 0, 0);
                  return;
                }
              }
            });
    simulation.schedule(1, 0, self[0], 0, 0);
    simulation.trace(sink);
    simulation.run();
    return ticks;
  }
}
