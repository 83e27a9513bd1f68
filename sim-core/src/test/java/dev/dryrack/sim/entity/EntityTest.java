package dev.dryrack.sim.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.dryrack.sim.HybridEventQueue;
import dev.dryrack.sim.Simulation;
import dev.dryrack.sim.SimulationException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EntityTest {

  private final EntityModel model = new EntityModel();
  private final List<String> log = new ArrayList<>();

  private final class Node extends Entity {

    final OutPort<String> out = out("out");
    final InPort<String> in = in("in", this::receive);

    Node(String name) {
      super(model, name);
    }

    private void receive(String text) {
      log.add(nowPicos() + " " + name() + " " + text);
    }

    Appointment later(long delay, Runnable action) {
      return after(delay, action);
    }
  }

  @Test
  void aValueArrivesAfterTheConnectionsDelay() {
    Node a = new Node("a");
    Node b = new Node("b");
    a.out.connect(b.in, 25);
    a.later(10, () -> a.out.send("hello"));
    model.simulation().run();
    assertThat(log).containsExactly("35 b hello");
  }

  @Test
  void anAppointmentCanBeCalledOffOnce() {
    Node a = new Node("a");
    Appointment first = a.later(10, () -> log.add("first"));
    Appointment second = a.later(20, () -> log.add("second"));
    assertThat(first.cancel()).isTrue();
    assertThat(first.cancel()).isFalse();
    a.later(15, () -> log.add("third"));
    model.simulation().run();
    assertThat(second.cancel()).isFalse();
    assertThat(log).containsExactly("third", "second");
  }

  @Test
  void aFailureNamesTheEntity() {
    Node a = new Node("forge");
    a.later(
        3,
        () -> {
          throw new IllegalStateException("too hot");
        });
    assertThatExceptionOfType(SimulationException.class)
        .isThrownBy(() -> model.simulation().run())
        .withMessageContaining("'forge'")
        .withMessageContaining("too hot");
  }

  /** Restored, the kernel's event would do whatever action is at its index by then. */
  @Test
  void snapshotsAreRefusedBecauseActionsAreNotInThem() {
    Node a = new Node("a");
    a.later(10, () -> log.add("first"));
    assertThatIllegalStateException()
        .isThrownBy(() -> model.simulation().snapshot())
        .withMessageContaining("cannot take a snapshot: the pending actions");
    Simulation other = new Simulation(new HybridEventQueue());
    other.register("a", (type, argument) -> {});
    assertThatIllegalStateException()
        .isThrownBy(() -> model.simulation().restore(other.snapshot()))
        .withMessageContaining("cannot restore a snapshot: the pending actions");
    model.simulation().run();
    assertThat(log).containsExactly("first");
  }

  @Test
  void anActionThatIsCalledOffIsForgotten() {
    Node a = new Node("a");
    for (int i = 0; i < 100; i++) {
      a.later(10, () -> log.add("never")).cancel();
    }
    assertThat(model.actions).containsOnlyNulls().hasSize(1);
  }

  @Test
  void aDelayBeyondTheEndOfTimeIsRefusedAsWhatItIs() {
    Node a = new Node("a");
    model.simulation().runUntil(10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> a.later(Long.MAX_VALUE, () -> {}))
        .withMessageContaining("delay 9223372036854775807 ps from 10 ps on ends beyond");
    a.later(Simulation.MAX_TIME_PICOS - 10, () -> log.add("at the end"));
    model.simulation().run();
    assertThat(log).containsExactly("at the end");
  }

  @Test
  void wrongWiringIsRefused() {
    Node a = new Node("a");
    Node b = new Node("b");
    assertThatIllegalStateException()
        .isThrownBy(() -> a.out.send("x"))
        .withMessageContaining("a.out is not connected");
    assertThatIllegalArgumentException().isThrownBy(() -> a.out.connect(b.in, -1));
    a.out.connect(b.in, 0);
    assertThatIllegalStateException()
        .isThrownBy(() -> a.out.connect(b.in, 0))
        .withMessageContaining("b.in");
    assertThatIllegalArgumentException().isThrownBy(() -> a.later(-1, () -> {}));
    assertThatIllegalArgumentException().isThrownBy(() -> new Node("a"));
  }

  @Test
  void aResourceServesInOrderAndCountsWaiting() {
    Resource resource = new Resource(model, "desk", 1);
    Node a = new Node("a");
    for (int i = 0; i < 3; i++) {
      String who = "customer " + i;
      resource.request(
          () -> {
            log.add(model.nowPicos() + " " + who);
            a.later(10, resource::release);
          });
    }
    model.simulation().run();
    assertThat(log).containsExactly("0 customer 0", "10 customer 1", "20 customer 2");
    assertThat(resource.waits().mean()).isEqualTo(10);
    assertThat(resource.busy().mean()).isEqualTo(1);
    assertThat(resource.queueLength().mean()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(resource::release);
    assertThatIllegalArgumentException().isThrownBy(() -> new Resource(model, "none", 0));
  }
}
