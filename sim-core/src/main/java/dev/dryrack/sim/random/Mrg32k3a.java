package dev.dryrack.sim.random;

/**
 * The reference generator: combined multiple recursive, period about 2<sup>191</sup>, the default
 * of SSJ and others. Many times slower than {@link Xoshiro256PlusPlus}; for checking that a result
 * does not hang on the generator.
 *
 * <p>Source: P. L'Ecuyer, "Good Parameters and Implementations for Combined Multiple Recursive
 * Random Number Generators", Operations Research 47(1), 1999; streams and substreams: P. L'Ecuyer,
 * R. Simard, E. J. Chen, W. D. Kelton, "An Object-Oriented Random-Number Package with Many Long
 * Streams and Substreams", Operations Research 50(6), 2002.
 */
public final class Mrg32k3a implements RandomStream {

  private static final long M1 = 4_294_967_087L;
  private static final long M2 = 4_294_944_443L;
  private static final long A12 = 1_403_580;
  private static final long A13 = 810_728;
  private static final long A21 = 527_612;
  private static final long A23 = 1_370_589;
  private static final int STREAM_BITS = 127;
  private static final int SUBSTREAM_BITS = 76;
  private static final long[][] STEP_1 = {{0, 1, 0}, {0, 0, 1}, {M1 - A13, A12, 0}};
  private static final long[][] STEP_2 = {{0, 1, 0}, {0, 0, 1}, {M2 - A23, 0, A21}};

  private long x0;
  private long x1;
  private long x2;
  private long y0;
  private long y1;
  private long y2;

  /** The generator with all seeds 12345, the reference's default. */
  public Mrg32k3a() {
    this(12345, 12345, 12345, 12345, 12345, 12345);
  }

  /**
   * A generator in a state.
   *
   * @throws IllegalArgumentException if a number is not in the state's range, or one of its halves
   *     is all zero
   */
  public Mrg32k3a(long x0, long x1, long x2, long y0, long y1, long y2) {
    check(M1, x0, x1, x2);
    check(M2, y0, y1, y2);
    this.x0 = x0;
    this.x1 = x1;
    this.x2 = x2;
    this.y0 = y0;
    this.y1 = y1;
    this.y2 = y2;
  }

  /** A generator in a state made from any bits, such as a hash. */
  static Mrg32k3a ofBits(long a, long b, long c, long d) {
    return new Mrg32k3a(
        1 + (a >>> 32) % (M1 - 1),
        1 + (a & 0xFFFF_FFFFL) % (M1 - 1),
        1 + (b >>> 32) % (M1 - 1),
        1 + (b & 0xFFFF_FFFFL) % (M2 - 1),
        1 + (c >>> 32) % (M2 - 1),
        1 + ((c ^ d) & 0xFFFF_FFFFL) % (M2 - 1));
  }

  @Override
  public double nextDouble() {
    return next() * (1.0 / (M1 + 1));
  }

  /** Two draws of 32 bits, of whose values the highest 209 never come. */
  @Override
  public long nextLong() {
    long high = next() - 1;
    return (high << 32) | (next() - 1);
  }

  /** The generator 2<sup>127</sup> draws on: the next stream. */
  public Mrg32k3a nextStream() {
    return jumped(STREAM_BITS);
  }

  /** The generator 2<sup>76</sup> draws on: the next substream. */
  public Mrg32k3a nextSubstream() {
    return jumped(SUBSTREAM_BITS);
  }

  /** The six numbers of the state, as the reference writes them. */
  public long[] state() {
    return new long[] {x0, x1, x2, y0, y1, y2};
  }

  /** Uniform in 1 to M1. */
  private long next() {
    long x = (A12 * x1 - A13 * x0) % M1;
    x += M1 & (x >> 63);
    x0 = x1;
    x1 = x2;
    x2 = x;
    long y = (A21 * y2 - A23 * y0) % M2;
    y += M2 & (y >> 63);
    y0 = y1;
    y1 = y2;
    y2 = y;
    long z = x - y;
    return z > 0 ? z : z + M1;
  }

  private Mrg32k3a jumped(int bits) {
    long[] x = apply(power(STEP_1, bits, M1), M1, x0, x1, x2);
    long[] y = apply(power(STEP_2, bits, M2), M2, y0, y1, y2);
    return new Mrg32k3a(x[0], x[1], x[2], y[0], y[1], y[2]);
  }

  /** The matrix to the power 2^bits. */
  private static long[][] power(long[][] matrix, int bits, long modulus) {
    long[][] power = matrix;
    for (int i = 0; i < bits; i++) {
      long[][] square = new long[3][];
      for (int row = 0; row < 3; row++) {
        square[row] = new long[3];
        for (int column = 0; column < 3; column++) {
          for (int k = 0; k < 3; k++) {
            square[row][column] =
                add(square[row][column], power[row][k], power[k][column], modulus);
          }
        }
      }
      power = square;
    }
    return power;
  }

  private static long[] apply(long[][] matrix, long modulus, long... vector) {
    long[] result = new long[3];
    for (int row = 0; row < 3; row++) {
      for (int k = 0; k < 3; k++) {
        result[row] = add(result[row], matrix[row][k], vector[k], modulus);
      }
    }
    return result;
  }

  /** (sum + a b) modulo a modulus below 2^32: the product needs all 64 bits, unsigned. */
  private static long add(long sum, long a, long b, long modulus) {
    return (sum + Long.remainderUnsigned(a * b, modulus)) % modulus;
  }

  private static void check(long modulus, long a, long b, long c) {
    for (long value : new long[] {a, b, c}) {
      if (value < 0 || value >= modulus) {
        throw new IllegalArgumentException(value + " is outside 0 to " + (modulus - 1));
      }
    }
    if ((a | b | c) == 0) {
      throw new IllegalArgumentException("neither half of MRG32k3a's state may be all zero");
    }
  }
}
