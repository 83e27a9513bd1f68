package dev.dryrack.serving.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.serving.uncertainty.SampleDesign.Kind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class UncertaintyTest {

  private static final long SEED = 20_261_125;

  @Test
  void quantilesAreThoseOfTheory() {
    assertThat(new Distribution.Uniform(2, 4).quantile(0.25)).isEqualTo(2.5);
    // The triangle from 0 over 1 to 3 has a third of its area left of the mode.
    assertThat(new Distribution.Triangular(0, 1, 3).quantile(1 / 3.0)).isCloseTo(1, within(1e-12));
    assertThat(new Distribution.Triangular(0, 0, 1).quantile(0.75)).isCloseTo(0.5, within(1e-12));
    // 1.2816 standard deviations bound the middle 80 %.
    assertThat(new Distribution.Normal(10, 2).quantile(0.9)).isCloseTo(12.5631, within(1e-4));
    assertThat(new Distribution.LogNormal(8, 0.5).median()).isCloseTo(8, within(1e-12));
    assertThat(new Distribution.OneOf(3).quantile(0.999)).isEqualTo(2);
  }

  @Test
  void tailsAreCutAndImpossibleShapesRefused() {
    Distribution normal = new Distribution.Normal(0, 1);
    assertThat(normal.quantile(0)).isEqualTo(normal.quantile(0.001)).isCloseTo(-3.09, within(0.01));
    assertThatThrownBy(() -> new Distribution.Uniform(4, 2)).hasMessageContaining("upper end");
    assertThatThrownBy(() -> new Distribution.Triangular(0, 5, 3)).hasMessageContaining("mode");
    assertThatThrownBy(() -> new Distribution.LogNormal(1, 0)).hasMessageContaining("sigma");
  }

  @ParameterizedTest
  @EnumSource
  void aDesignFillsEverySliceOfEveryInput(Kind kind) {
    int samples = 256;
    SampleDesign design = SampleDesign.of(kind, List.of("a", "b", "c"), samples, SEED);
    assertThat(design.samples()).isEqualTo(samples);
    for (int input = 0; input < 3; input++) {
      int[] hits = new int[16];
      for (double u : design.row(input)) {
        assertThat(u).as("seed %d", SEED).isStrictlyBetween(0.0, 1.0);
        hits[(int) (u * 16)]++;
      }
      assertThat(Arrays.stream(hits).min().orElse(0)).isGreaterThanOrEqualTo(14);
    }
  }

  @Test
  void aLatinHypercubeHasOnePointInEachSliceAndInputsDoNotDisturbEachOther() {
    SampleDesign one = SampleDesign.of(Kind.LATIN_HYPERCUBE, List.of("a"), 100, SEED);
    SampleDesign two = SampleDesign.of(Kind.LATIN_HYPERCUBE, List.of("b", "a"), 100, SEED);
    assertThat(two.row(1)).containsExactly(one.row(0));
    assertThat(two.row(0)).isNotEqualTo(one.row(0));
    boolean[] seen = new boolean[100];
    for (double u : one.row(0)) {
      seen[(int) (u * 100)] = true;
    }
    for (boolean slice : seen) {
      assertThat(slice).isTrue();
    }
  }

  @Test
  void summariesLeaveOutWhatIsNotANumber() {
    SampleSummary summary = SampleSummary.of(new double[] {5, Double.NaN, 1, 3, 2, 4});
    assertThat(summary.missing()).isEqualTo(1);
    assertThat(summary.median()).isEqualTo(3);
    assertThat(summary.low()).isCloseTo(1.4, within(1e-12));
    assertThat(SampleSummary.of(new double[] {Double.NaN}).median()).isNaN();
  }

  @Test
  void scoreIntervalsAreThoseOfWilson() {
    // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 is 0.2553 to 0.3662.
    Probability probability = new Probability(81, 263);
    assertThat(probability.low()).isCloseTo(0.2553, within(5e-5));
    assertThat(probability.high()).isCloseTo(0.3662, within(5e-5));
  }

  @Test
  void rankCorrelationSeesOrderAndSharesTies() {
    double[] x = {1, 2, 3, 4};
    assertThat(RankCorrelation.of(x, new double[] {1, 10, 100, 1000})).isEqualTo(1);
    assertThat(RankCorrelation.of(x, new double[] {4, 3, 2, 1})).isEqualTo(-1);
    assertThat(RankCorrelation.of(x, new double[] {7, 7, 7, 7})).isZero();
    // Ranks 1, 2.5, 2.5, 4 against 1 to 4: 4.5 / sqrt(5 * 4.5).
    assertThat(RankCorrelation.of(x, new double[] {1, 2, 2, 3}))
        .isCloseTo(4.5 / Math.sqrt(22.5), within(1e-12));
  }

  @Test
  void bisectionFindsWhereAnAnswerTurnsAndSaysWhereItDoesNot() {
    assertThat(BreakEven.between(0, 10, x -> x * x >= 2)).isCloseTo(Math.sqrt(2), within(1e-7));
    assertThat(BreakEven.between(0, 1, x -> x * x >= 2)).isNaN();
  }
}
