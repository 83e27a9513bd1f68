package dev.dryrack.sim;

import java.util.stream.Stream;

/** Every event list there is, for tests that hold for all of them. */
enum EventQueues {
  BINARY_HEAP,
  SORTED_ARRAY,
  TOURNAMENT,
  LADDER,
  HYBRID,
  BITMAP_WHEEL;

  EventQueue create() {
    return switch (this) {
      case BINARY_HEAP -> new BinaryHeapEventQueue();
      case SORTED_ARRAY -> new SortedArrayEventQueue();
      case TOURNAMENT -> new TournamentEventQueue();
      case LADDER -> new LadderEventQueue();
      case HYBRID -> new HybridEventQueue();
      case BITMAP_WHEEL -> new BitmapWheelEventQueue();
    };
  }

  static Stream<EventQueues> all() {
    return Stream.of(values());
  }
}
