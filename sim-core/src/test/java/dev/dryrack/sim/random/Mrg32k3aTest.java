package dev.dryrack.sim.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Expected values: the results published with the reference implementation, RngStreams by P.
 * L'Ecuyer and R. Simard (file test2RngStream.res; default seeds 12345).
 */
final class Mrg32k3aTest {

  @Test
  void givesThePublishedUniforms() {
    Mrg32k3a generator = new Mrg32k3a();
    double[] expected = {
      0.127011122046577, 0.318527565396794, 0.309186015583270, 0.825846862927114, 0.221629915782023
    };
    for (double value : expected) {
      assertThat(generator.nextDouble()).isCloseTo(value, within(1e-15));
    }
  }

  @Test
  void reachesThePublishedStateAfter35Draws() {
    Mrg32k3a generator = new Mrg32k3a();
    for (int i = 0; i < 35; i++) {
      generator.nextDouble();
    }
    assertThat(generator.state())
        .containsExactly(
            1040577685L, 3747037609L, 277208355L, 1712706441L, 627445683L, 2408037141L);
    assertThat(generator.nextDouble()).isCloseTo(0.07941673614985, within(1e-14));
  }

  @Test
  void streamsBeginAtThePublishedStates() {
    Mrg32k3a second = new Mrg32k3a().nextStream();
    Mrg32k3a third = second.nextStream();
    assertThat(second.state())
        .containsExactly(
            3692455944L, 1366884236L, 2968912127L, 335948734L, 4161675175L, 475798818L);
    assertThat(third.state())
        .containsExactly(
            1015873554L, 1310354410L, 2249465273L, 994084013L, 2912484720L, 3876682925L);
    assertThat(third.nextDouble()).isCloseTo(0.7285097861965, within(1e-13));
    // The reference draws once before it sums.
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += third.nextDouble();
    }
    assertThat(sum).isCloseTo(53.98590159232, within(1e-11));
  }

  @Test
  void theFourthSubstreamOfTheThirdStreamBeginsWithThePublishedUniforms() {
    Mrg32k3a generator = new Mrg32k3a().nextStream().nextStream();
    for (int i = 0; i < 4; i++) {
      generator = generator.nextSubstream();
    }
    assertThat(generator.nextDouble()).isCloseTo(0.1734545396358, within(1e-13));
    assertThat(generator.nextDouble()).isCloseTo(0.03286351608942, within(1e-13));
  }

  @Test
  void statesOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Mrg32k3a(0, 0, 0, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Mrg32k3a(1, 1, 1, 0, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Mrg32k3a(4_294_967_087L, 1, 1, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Mrg32k3a(1, 1, 1, 1, 1, -1));
  }

  @Test
  void itsBitsAreBalanced() {
    RandomStream stream = new RandomStreams(8, 0).referenceStream("bits");
    int[] ones = new int[64];
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      long bits = stream.nextLong();
      for (int bit = 0; bit < 64; bit++) {
        ones[bit] += (int) (bits >>> bit & 1);
      }
    }
    for (int count : ones) {
      // Five standard deviations of a fair coin.
      assertThat((double) count).isCloseTo(n / 2.0, within(5 * Math.sqrt(n) / 2));
    }
  }
}
