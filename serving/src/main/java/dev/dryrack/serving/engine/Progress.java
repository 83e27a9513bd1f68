package dev.dryrack.serving.engine;

import dev.dryrack.serving.plan.EngineLimits;

/**
 * Sees to it that a replica gets somewhere: so many steps without a token emitted complete any
 * batch of prompts, so after them the scheduling policy is at fault (ENG-14). O(1), allocates
 * nothing.
 */
final class Progress {

  private final ReplicaState state;
  private final long patienceSteps;

  /** The step in which a token was last emitted, or that in which work began. */
  private long lastStep;

  Progress(ReplicaState state, EngineLimits limits) {
    this.state = state;
    patienceSteps = (long) limits.maxNumSeqs() * limits.maxModelLen();
  }

  /** A token was emitted, or work begins. */
  void made() {
    lastStep = state.steps;
  }

  /**
   * A step without decoding is done.
   *
   * @throws IllegalStateException if there were too many of them
   */
  void check() {
    if (state.steps - lastStep > patienceSteps) {
      throw new IllegalStateException(
          "replica "
              + state.index
              + ": no token in "
              + patienceSteps
              + " steps, while "
              + state.totalRunning()
              + " requests run and "
              + state.totalWaiting()
              + " wait: the scheduling policy gets nowhere");
    }
  }
}
