package dev.dryrack.sim.random;

/**
 * A stream of uniform random numbers: the same on every JVM, allocating nothing.
 *
 * <p>Not thread-safe: a stream belongs to one consumer.
 */
public interface RandomStream {

  /** 64 random bits. */
  long nextLong();

  /** Uniform in the open interval (0, 1): its logarithm is finite. */
  default double nextDouble() {
    return ((nextLong() >>> 12) + 0.5) * 0x1p-52;
  }

  /**
   * Uniform in 0 to {@code bound - 1}, without bias.
   *
   * @throws IllegalArgumentException if the bound is not positive
   */
  default long nextLong(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound + " is not positive");
    }
    long bits = nextLong() >>> 1;
    long value = bits % bound;
    // Reject the incomplete last group of values, recognised by overflow.
    while (bits - value + (bound - 1) < 0) {
      bits = nextLong() >>> 1;
      value = bits % bound;
    }
    return value;
  }
}
