package dev.dryrack.sim;

import java.util.stream.Stream;

/** Every event list there is, for tests that hold for all of them. */
enum EventQueues {
  BINARY_HEAP;

  EventQueue create() {
    return switch (this) {
      case BINARY_HEAP -> new BinaryHeapEventQueue();
    };
  }

  static Stream<EventQueues> all() {
    return Stream.of(values());
  }
}
