package dev.dryrack.hardware.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PowerTest {

  @Test
  void powersAreThoseOfStrictMathButForTheLastDigits() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200_000; i++) {
      double base = StrictMath.exp(random.nextDouble(-40, 40));
      double exponent = random.nextDouble(-12, 12);
      double log = exponent * StrictMath.log(base) / StrictMath.log(2);
      double expected = StrictMath.pow(base, exponent);
      assertThat(Power.of(base, exponent) / expected)
          .as("%s ^ %s", base, exponent)
          .isCloseTo(1, within(8e-16 * (1 + Math.abs(log))));
    }
  }

  @Test
  void powersOfNumbersAroundOneStayOnTheirSideOfOne() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 100_000; i++) {
      double distance = StrictMath.exp(random.nextDouble(-37, -3));
      double exponent = random.nextDouble(0.05, 10);
      assertThat(Power.of(1 + distance, exponent)).isGreaterThanOrEqualTo(1);
      assertThat(Power.of(1 - distance, exponent)).isLessThanOrEqualTo(1);
    }
    assertThat(Power.of(1, 3.7)).isEqualTo(1);
    assertThat(Power.of(8, 1 / 3.0)).isCloseTo(2, within(1e-15));
  }

  @Test
  void whatIsNotPositiveOrExtremeIsLeftToStrictMath() {
    double[] bases = {0, -2, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY};
    for (double base : bases) {
      for (double exponent : new double[] {0, 0.5, 2, 7, -7}) {
        assertThat(Double.valueOf(Power.of(base, exponent)))
            .as("%s ^ %s", base, exponent)
            .isEqualTo(Double.valueOf(StrictMath.pow(base, exponent)));
      }
    }
    assertThat(Power.of(1e300, 2)).isInfinite();
    assertThat(Power.of(1e-300, 2)).isZero();
  }
}
