package dev.dryrack.sim.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RandomStreamsTest {

  @Test
  void theSameKeyGivesTheSameNumbers() {
    RandomStream a = new RandomStreams(42, 3).stream("arrivals");
    RandomStream b = new RandomStreams(42, 3).stream("arrivals");
    for (int i = 0; i < 1000; i++) {
      assertThat(a.nextLong()).isEqualTo(b.nextLong());
    }
  }

  @Test
  void anyDifferentKeyGivesOtherNumbers() {
    Set<Long> first = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (int replication = 0; replication < 20; replication++) {
        for (String name : new String[] {"", "arrivals", "arrivals ", "prompt lengths"}) {
          first.add(new RandomStreams(seed, replication).stream(name).nextLong());
        }
      }
    }
    assertThat(first).hasSize(20 * 20 * 4);
  }

  @Test
  void aNegativeReplicationIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RandomStreams(1, -1));
  }

  /**
   * Expected: the reference recurrence worked out from state (1, 2, 3, 4); the first is rotl(1 + 4,
   * 23) + 1. The same ten values are in the test of the Rust crate rand_xoshiro for xoshiro256++.
   */
  @Test
  void xoshiroGivesTheNumbersOfItsReferenceCode() {
    Xoshiro256PlusPlus generator = new Xoshiro256PlusPlus(1, 2, 3, 4);
    long[] expected = {
      41943041L,
      58720359L,
      3588806011781223L,
      3591011842654386L,
      Long.parseUnsignedLong("9228616714210784205"),
      Long.parseUnsignedLong("9973669472204895162"),
      Long.parseUnsignedLong("14011001112246962877"),
      Long.parseUnsignedLong("12406186145184390807"),
      Long.parseUnsignedLong("15849039046786891736"),
      Long.parseUnsignedLong("10450023813501588000"),
    };
    for (long value : expected) {
      assertThat(generator.nextLong()).isEqualTo(value);
    }
  }

  @Test
  void doublesAreStrictlyBetweenZeroAndOne() {
    RandomStream lowest = () -> 0L;
    RandomStream highest = () -> -1L;
    assertThat(lowest.nextDouble()).isGreaterThan(0);
    assertThat(highest.nextDouble()).isLessThan(1);
  }

  @Test
  void boundedNumbersAreUniform() {
    RandomStream stream = new RandomStreams(5, 0).stream("bounded");
    int bound = 10;
    int n = 100_000;
    int[] counts = new int[bound];
    for (int i = 0; i < n; i++) {
      counts[(int) stream.nextLong(bound)]++;
    }
    double chiSquare = 0;
    double expected = (double) n / bound;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    // 99.9 % point of chi-square with 9 degrees of freedom (tables).
    assertThat(chiSquare).isLessThan(27.877);
  }

  @Test
  void boundsThatAreNotPositiveAreRefused() {
    RandomStream stream = new RandomStreams(5, 0).stream("bounded");
    assertThatIllegalArgumentException().isThrownBy(() -> stream.nextLong(0));
    assertThatIllegalArgumentException().isThrownBy(() -> stream.nextLong(Long.MIN_VALUE));
  }

  @Test
  void hugeBoundsAreHeld() {
    RandomStream stream = new RandomStreams(6, 0).stream("huge");
    for (int i = 0; i < 10_000; i++) {
      assertThat(stream.nextLong(Long.MAX_VALUE / 2 + 2)).isBetween(0L, Long.MAX_VALUE / 2 + 1);
    }
  }
}
