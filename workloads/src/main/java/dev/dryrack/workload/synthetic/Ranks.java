package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;

/** Ranks (uniform in 0 to 1) that go together to a stated degree. */
final class Ranks {

  private Ranks() {}

  /**
   * A rank that equals another one (or its mirror image) with a probability of the correlation, and
   * is independent otherwise: its Spearman correlation with it is exactly the one given. Two draws.
   */
  static double linked(double rank, double correlation, RandomStream stream) {
    double own = stream.nextDouble();
    if (stream.nextDouble() >= Math.abs(correlation)) {
      return own;
    }
    return correlation > 0 ? rank : 1 - rank;
  }
}
