package dev.dryrack.sim.random;

/**
 * The mirror image of a stream: 1 - u for each u. Runs in pairs, one on a stream and one on its
 * mirror image, vary less in the mean where the result rises or falls with the draws.
 *
 * <p>Holds for the samplers that invert the distribution function (exponential, normal, Weibull,
 * lognormal, Pareto, empirical), not for gamma, which rejects, nor for bounded integers.
 */
public final class Antithetic implements RandomStream {

  private final RandomStream stream;

  /** The mirror image of a stream that nothing else draws from. */
  public Antithetic(RandomStream stream) {
    this.stream = stream;
  }

  @Override
  public long nextLong() {
    return ~stream.nextLong();
  }

  @Override
  public double nextDouble() {
    return 1 - stream.nextDouble();
  }
}
