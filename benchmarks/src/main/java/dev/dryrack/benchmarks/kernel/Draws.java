package dev.dryrack.benchmarks.kernel;

import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;

/** The random numbers of all kernels: cheap, and not learnable by a branch predictor. */
public final class Draws {

  /** Mean of {@link #increment()} and {@link #exponential()}. */
  public static final long MEAN = 1 << 20;

  /** How far ahead a timeout is. */
  public static final long TIMEOUT = 4 * MEAN;

  private static final int TABLE = 1 << 16;

  private final RandomStream stream = new RandomStreams(2026, 0).stream("draws");
  private final long[] exponentials = new long[TABLE];

  /** A new sequence, equal to all others. */
  public Draws() {
    Exponential exponential = new Exponential(stream, MEAN);
    for (int i = 0; i < TABLE; i++) {
      exponentials[i] = Math.round(exponential.next());
    }
  }

  /** Uniform from 0 to twice the mean. */
  public long increment() {
    return stream.nextLong() >>> 43;
  }

  /** Exponential, from a table of 65,536 samples. */
  public long exponential() {
    return exponentials[(int) (stream.nextLong() >>> 48)];
  }

  /** Uniform from 0 to n - 1, n far below 2^31. */
  public int below(int n) {
    return (int) (((stream.nextLong() >>> 32) * n) >>> 32);
  }
}
