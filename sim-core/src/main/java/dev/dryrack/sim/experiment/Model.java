package dev.dryrack.sim.experiment;

import dev.dryrack.sim.random.RandomStreams;

/** A system to experiment with: one run of it for one replication. */
@FunctionalInterface
public interface Model {

  /**
   * Runs once, from the same initial state, drawing only from the streams, and records its outputs:
   * the same ones in every replication.
   */
  void run(RandomStreams streams, Outputs outputs);
}
