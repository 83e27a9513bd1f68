package dev.dryrack.sim.random;

/**
 * The default generator: 256 bits of state, period 2<sup>256</sup> - 1, about a nanosecond a draw.
 *
 * <p>Source: D. Blackman, S. Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS
 * 47(4), 2021; reference code https://prng.di.unimi.it/xoshiro256plusplus.c (public domain).
 */
public final class Xoshiro256PlusPlus implements RandomStream {

  private long s0;
  private long s1;
  private long s2;
  private long s3;

  /**
   * A generator in the given state.
   *
   * @throws IllegalArgumentException if the state is all zero, the one the generator cannot leave
   */
  public Xoshiro256PlusPlus(long s0, long s1, long s2, long s3) {
    if ((s0 | s1 | s2 | s3) == 0) {
      throw new IllegalArgumentException("the state of xoshiro256++ must not be all zero");
    }
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
  }

  @Override
  public long nextLong() {
    long a = s0;
    long b = s1;
    long c = s2;
    long d = s3;
    final long result = Long.rotateLeft(a + d, 23) + a;
    long shifted = b << 17;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = Long.rotateLeft(d, 45);
    s0 = a;
    s1 = b;
    s2 = c;
    s3 = d;
    return result;
  }
}
