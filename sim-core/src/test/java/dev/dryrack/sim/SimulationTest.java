package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimulationTest {

  private final Simulation simulation = new Simulation(new BinaryHeapEventQueue());
  private final List<Long> seen = new ArrayList<>();
  private final int recorder =
      simulation.register("recorder", (type, argument) -> seen.add(argument));

  @Test
  void deliversEventsInOrderAndMovesTheClock() {
    List<Long> times = new ArrayList<>();
    int watch = simulation.register("watch", (type, argument) -> times.add(simulation.nowPicos()));
    simulation.schedule(30, 0, watch, 0, 0);
    simulation.schedule(10, 0, watch, 0, 0);
    simulation.schedule(20, 0, watch, 0, 0);
    simulation.run();
    assertThat(times).containsExactly(10L, 20L, 30L);
    assertThat(simulation.nowPicos()).isEqualTo(30);
    assertThat(simulation.deliveredEvents()).isEqualTo(3);
  }

  @Test
  void runUntilDeliversWhatIsDueAtTheLimitAndLeavesTheClockThere() {
    simulation.schedule(10, 0, recorder, 0, 1);
    simulation.schedule(20, 0, recorder, 0, 2);
    simulation.schedule(21, 0, recorder, 0, 3);
    simulation.runUntil(20);
    assertThat(seen).containsExactly(1L, 2L);
    assertThat(simulation.nowPicos()).isEqualTo(20);
    assertThat(simulation.pendingEvents()).isEqualTo(1);
    simulation.runUntil(20);
    assertThat(seen).hasSize(2);
    simulation.run();
    assertThat(seen).containsExactly(1L, 2L, 3L);
  }

  @Test
  void anEventBetweenTheLimitAndTheNextPendingOneIsDeliveredInOrder() {
    simulation.schedule(1_000_000_000_000L, 0, recorder, 0, 2);
    simulation.runUntil(500);
    simulation.schedule(600, 0, recorder, 0, 1);
    simulation.run();
    assertThat(seen).containsExactly(1L, 2L);
  }

  @Test
  void aHandlerMayScheduleAtTheCurrentTime() {
    int[] left = {3};
    int[] self = new int[1];
    self[0] =
        simulation.register(
            "again",
            (type, argument) -> {
              seen.add(argument);
              if (left[0]-- > 0) {
                simulation.schedule(simulation.nowPicos(), 0, self[0], 0, argument + 1);
              }
            });
    simulation.schedule(5, 0, self[0], 0, 100);
    simulation.schedule(5, 0, recorder, 0, 7);
    simulation.run();
    assertThat(seen).containsExactly(100L, 7L, 101L, 102L, 103L);
    assertThat(simulation.nowPicos()).isEqualTo(5);
  }

  @Test
  void stepDeliversOneEvent() {
    simulation.schedule(10, 0, recorder, 0, 1);
    simulation.schedule(10, 0, recorder, 0, 2);
    assertThat(simulation.step()).isTrue();
    assertThat(seen).containsExactly(1L);
    assertThat(simulation.step()).isTrue();
    assertThat(simulation.step()).isFalse();
    assertThat(seen).containsExactly(1L, 2L);
  }

  @Test
  void stopReturnsAfterTheCurrentEventAndTheRunCanGoOn() {
    int stopper = simulation.register("stopper", (type, argument) -> simulation.stop());
    simulation.schedule(10, 0, recorder, 0, 1);
    simulation.schedule(20, 0, stopper, 0, 0);
    simulation.schedule(30, 0, recorder, 0, 2);
    simulation.runUntil(100);
    assertThat(seen).containsExactly(1L);
    assertThat(simulation.nowPicos()).isEqualTo(20);
    simulation.runUntil(100);
    assertThat(seen).containsExactly(1L, 2L);
    assertThat(simulation.nowPicos()).isEqualTo(100);
  }

  @Test
  void stopBeforeARunStopsTheNextOne() {
    simulation.schedule(10, 0, recorder, 0, 1);
    simulation.stop();
    simulation.run();
    assertThat(seen).isEmpty();
    simulation.run();
    assertThat(seen).containsExactly(1L);
  }

  @Test
  void aCancelledEventIsNotDelivered() {
    long handle = simulation.schedule(10, 0, recorder, 0, 1);
    assertThat(simulation.cancel(handle)).isTrue();
    assertThat(simulation.cancel(handle)).isFalse();
    simulation.run();
    assertThat(seen).isEmpty();
    assertThat(simulation.nowPicos()).isZero();
  }

  @Test
  void aFailingHandlerIsNamedWithItsEventAndTime() {
    int faulty =
        simulation.register(
            "pump 3",
            (type, argument) -> {
              throw new IllegalStateException("valve stuck");
            });
    simulation.schedule(17, 0, faulty, 42, 0);
    simulation.schedule(18, 0, recorder, 0, 1);
    SimulationException failure = catchThrowableOfType(SimulationException.class, simulation::run);
    assertThat(failure)
        .hasMessageContaining("'pump 3'")
        .hasMessageContaining("type 42")
        .hasMessageContaining("17 ps")
        .hasMessageContaining("valve stuck")
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(failure.component()).isEqualTo("pump 3");
    assertThat(failure.type()).isEqualTo(42);
    assertThat(failure.timePicos()).isEqualTo(17);
    simulation.run();
    assertThat(seen).containsExactly(1L);
  }

  @Test
  void thePastAndTheFarFutureAreRefused() {
    simulation.runUntil(100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.schedule(99, 0, recorder, 0, 0))
        .withMessageContaining("before the current time 100 ps");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.schedule(Simulation.MAX_TIME_PICOS + 1, 0, recorder, 0, 0))
        .withMessageContaining("beyond the last possible");
    assertThatIllegalArgumentException().isThrownBy(() -> simulation.runUntil(99));
    assertThatIllegalArgumentException().isThrownBy(() -> simulation.tryAdvance(99, 0));
    simulation.schedule(Simulation.MAX_TIME_PICOS, 0, recorder, 0, 1);
    simulation.run();
    assertThat(simulation.nowPicos()).isEqualTo(Simulation.MAX_TIME_PICOS);
  }

  @Test
  void anUnknownComponentIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.schedule(1, 0, recorder + 1, 0, 0))
        .withMessageContaining("not registered");
    assertThatIllegalArgumentException().isThrownBy(() -> simulation.schedule(1, 0, -1, 0, 0));
  }

  @Test
  void aNameIsGivenOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulation.register("recorder", (type, argument) -> {}))
        .withMessageContaining("'recorder'");
    assertThat(simulation.name(recorder)).isEqualTo("recorder");
  }

  @Test
  void aHandlerMustNotRunTheSimulation() {
    int nested = simulation.register("nested", (type, argument) -> simulation.run());
    simulation.schedule(1, 0, nested, 0, 0);
    assertThatExceptionOfType(SimulationException.class)
        .isThrownBy(simulation::run)
        .withCauseInstanceOf(IllegalStateException.class);
    simulation.schedule(2, 0, recorder, 0, 1);
    simulation.run();
    assertThat(seen).containsExactly(1L);
  }

  @Test
  void tryAdvanceMovesTheClockWhereNothingComesFirst() {
    boolean[] moved = new boolean[5];
    int alone =
        simulation.register(
            "alone",
            (type, argument) -> {
              moved[0] = simulation.tryAdvance(20, 0);
              moved[1] = simulation.tryAdvance(30, 0);
              moved[2] = simulation.tryAdvance(30, -1);
              moved[3] = simulation.tryAdvance(31, 0);
              seen.add(simulation.nowPicos());
            });
    simulation.schedule(10, 0, alone, 0, 0);
    simulation.schedule(30, 0, recorder, 0, 7);
    simulation.run();
    assertThat(moved).containsExactly(true, false, true, false, false);
    assertThat(seen).containsExactly(30L, 7L);
  }

  @Test
  void tryAdvanceKeepsToTheLimitOfTheRun() {
    int alone =
        simulation.register(
            "alone",
            (type, argument) -> {
              long time = simulation.nowPicos();
              while (simulation.tryAdvance(time + 10, 0)) {
                time += 10;
              }
              seen.add(time);
            });
    simulation.schedule(5, 0, alone, 0, 0);
    simulation.runUntil(35);
    assertThat(seen).containsExactly(35L);
    assertThat(simulation.nowPicos()).isEqualTo(35);
  }

  @Test
  void tryAdvanceGivesWayToStopAndToStep() {
    int alone =
        simulation.register(
            "alone",
            (type, argument) -> {
              if (type == 1) {
                simulation.stop();
              }
              seen.add(simulation.tryAdvance(simulation.nowPicos() + 1, 0) ? 1L : 0L);
            });
    simulation.schedule(1, 0, alone, 1, 0);
    simulation.run();
    simulation.schedule(2, 0, alone, 0, 0);
    simulation.step();
    simulation.schedule(3, 0, alone, 0, 0);
    simulation.run();
    assertThat(seen).containsExactly(0L, 0L, 1L);
    assertThat(simulation.tryAdvance(100, 0)).isFalse();
  }

  @Test
  void aQuietTimeOutlastsAStopThatComesMeanwhile() {
    int alone =
        simulation.register(
            "alone",
            (type, argument) -> {
              long quiet = simulation.quietUntilPicos();
              simulation.stop();
              simulation.advanceQuietly(quiet);
              seen.add(simulation.nowPicos());
            });
    simulation.schedule(1, 0, alone, 0, 0);
    simulation.schedule(50, 0, alone, 0, 0);
    simulation.run();
    assertThat(seen).containsExactly(49L);
    assertThatThrownBy(() -> simulation.advanceQuietly(50))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tryAdvanceChangesNothingOfWhatIsSeen() {
    List<String> direct = new TickingPair(true).run();
    List<String> queued = new TickingPair(false).run();
    assertThat(direct).isEqualTo(queued).hasSizeGreaterThan(500);
  }

  @Test
  void twoSimulationsDoNotTouch() {
    Simulation other = new Simulation(new BinaryHeapEventQueue());
    List<Long> otherSeen = new ArrayList<>();
    int component = other.register("recorder", (type, argument) -> otherSeen.add(argument));
    int runsOther = simulation.register("runs other", (type, argument) -> other.run());
    other.schedule(1000, 0, component, 0, 9);
    simulation.schedule(1, 0, runsOther, 0, 0);
    simulation.schedule(2, 0, recorder, 0, 1);
    simulation.run();
    assertThat(otherSeen).containsExactly(9L);
    assertThat(seen).containsExactly(1L);
    assertThat(other.nowPicos()).isEqualTo(1000);
    assertThat(simulation.nowPicos()).isEqualTo(2);
  }

  /** Two components that tick at different paces, with or without tryAdvance. */
  private static final class TickingPair {

    private final boolean direct;
    private final Simulation simulation = new Simulation(new BinaryHeapEventQueue());
    private final List<String> log = new ArrayList<>();

    TickingPair(boolean direct) {
      this.direct = direct;
    }

    List<String> run() {
      for (int pace = 3; pace <= 11; pace += 4) {
        int[] self = new int[1];
        int step = pace;
        self[0] = simulation.register("pace " + pace, (type, argument) -> tick(self[0], step));
        simulation.schedule(pace, 0, self[0], 0, 0);
      }
      simulation.runUntil(1000);
      log.add("end " + simulation.nowPicos());
      return log;
    }

    private void tick(int self, int pace) {
      while (true) {
        log.add(simulation.nowPicos() + " " + pace);
        long next = simulation.nowPicos() + pace;
        if (!direct || !simulation.tryAdvance(next, 0)) {
          simulation.schedule(next, 0, self, 0, 0);
          return;
        }
      }
    }
  }
}
