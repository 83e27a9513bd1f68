package dev.dryrack.workload.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.Allocations;
import dev.dryrack.workload.SourceCounts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SyntheticSourceTest {

  private static final long SEED = 11;
  private static final RandomStreams STREAMS = new RandomStreams(SEED, 0);

  private static List<String> requests(SyntheticLoad load, long count, RandomStreams streams)
      throws Exception {
    try (SyntheticSource source = load.open(count, streams)) {
      List<String> requests = new ArrayList<>();
      while (source.advance()) {
        requests.add(
            source.arrivalPicos() + "/" + source.inputTokens() + "/" + source.outputTokens());
      }
      assertThat(source.counts()).isEqualTo(SourceCounts.all(count));
      return requests;
    }
  }

  @Test
  void anInfiniteRateSendsAllAtOnce() throws Exception {
    assertThat(requests(SyntheticLoad.atOnce(1000, 200), 3, STREAMS))
        .containsExactly("0/1000/200", "0/1000/200", "0/1000/200");
  }

  @Test
  void theSameSeedGivesTheSameRequestsAndAnotherSeedOthers() throws Exception {
    SyntheticLoad load = SyntheticLoad.of(3, 0.5, 1000, 200, 0.8);
    List<String> first = requests(load, 500, STREAMS);
    assertThat(requests(load, 500, new RandomStreams(SEED, 0))).isEqualTo(first);
    assertThat(requests(load, 500, new RandomStreams(SEED + 1, 0))).isNotEqualTo(first);
    assertThat(requests(load, 500, new RandomStreams(SEED, 1))).isNotEqualTo(first);
  }

  @Test
  void changingLengthsLeavesArrivalsAsTheyWere() throws Exception {
    try (SyntheticSource fixed = SyntheticLoad.of(3, 1, 1000, 200, 1).open(100, STREAMS);
        SyntheticSource varied = SyntheticLoad.of(3, 1, 500, 100, 0.5).open(100, STREAMS)) {
      while (fixed.advance()) {
        assertThat(varied.advance()).isTrue();
        assertThat(varied.arrivalPicos()).isEqualTo(fixed.arrivalPicos());
      }
    }
  }

  /**
   * Gamma gaps of shape k and mean m have variance m^2/k; with n of them the sample mean lies
   * within 5 standard errors, and the squared coefficient of variation near 1/k.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.5, 1, 2, 10})
  void gapsHaveTheMeanAndVariationOfTheGammaDistribution(double burstiness) throws Exception {
    int count = 200_000;
    SyntheticLoad load = SyntheticLoad.of(4, burstiness, 10, 10, 1);
    double sum = 0;
    double squares = 0;
    try (SyntheticSource source = load.open(count + 1L, STREAMS)) {
      source.advance();
      long last = source.arrivalPicos();
      assertThat(last).isZero();
      while (source.advance()) {
        double gap = (source.arrivalPicos() - last) * 1e-12;
        last = source.arrivalPicos();
        sum += gap;
        squares += gap * gap;
      }
    }
    double mean = sum / count;
    double variance = squares / count - mean * mean;
    double standardError = 0.25 / Math.sqrt(burstiness * count);
    assertThat(mean).as("seed %d", SEED).isCloseTo(0.25, within(5 * standardError));
    // Kurtosis excess of a gamma is 6/k: standard error of the variance.
    double relativeError = Math.sqrt((2 + 6 / burstiness) / count);
    assertThat(variance / (mean * mean) * burstiness)
        .as("seed %d", SEED)
        .isCloseTo(1, within(6 * relativeError));
  }

  @Test
  void lengthsAreUniformOverTheirRangeEndsIncluded() throws Exception {
    int count = 60_000;
    int[] inputs = new int[11];
    int[] outputs = new int[6];
    long cross = 0;
    try (SyntheticSource source = SyntheticLoad.of(1e6, 1, 10, 5, 0.5).open(count, STREAMS)) {
      while (source.advance()) {
        inputs[source.inputTokens()]++;
        outputs[source.outputTokens()]++;
        cross += (long) source.inputTokens() * source.outputTokens();
      }
    }
    assertThat(chiSquare(inputs, 5, 10, count)).as("seed %d", SEED).isLessThan(20.5); // 5 df, 0.1 %
    assertThat(chiSquare(outputs, 2, 5, count)).as("seed %d", SEED).isLessThan(16.3); // 3 df
    assertThat(cross / (double) count).as("seed %d", SEED).isCloseTo(7.5 * 3.5, within(0.2));
  }

  private static double chiSquare(int[] seen, int lowest, int highest, int count) {
    double expected = count / (double) (highest - lowest + 1);
    double sum = 0;
    int inRange = 0;
    for (int value = lowest; value <= highest; value++) {
      sum += (seen[value] - expected) * (seen[value] - expected) / expected;
      inRange += seen[value];
    }
    assertThat(inRange).isEqualTo(count);
    return sum;
  }

  @Test
  void impossibleLoadsAreRefusedAtCreation() {
    assertThatThrownBy(() -> SyntheticLoad.of(0, 1, 10, 10, 1))
        .hasMessageStartingWith("requestsPerSecond is 0.0; it must be above 0");
    assertThatThrownBy(() -> SyntheticLoad.of(Double.NaN, 1, 10, 10, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SyntheticLoad.of(1, 0, 10, 10, 1))
        .hasMessageStartingWith("shape is 0.0");
    assertThatThrownBy(() -> SyntheticLoad.of(1, 1, 10, 10, 1.1))
        .hasMessageStartingWith("rangeRatio is 1.1");
    assertThatThrownBy(() -> SyntheticLoad.of(1e-6, 1, 10, 10, 1).open(1000, STREAMS))
        .hasMessageContaining("104 days");
  }

  @Test
  void theDescriptionSaysWhatIsGenerated() {
    SyntheticSource source = SyntheticLoad.of(3, 0.5, 1000, 200, 0.8).open(50, STREAMS);
    assertThat(source.description())
        .isEqualTo(
            "generated load: 50 requests, 3/s, burstiness 0.5, input 800 to 1000, output 160 to"
                + " 200 tokens");
  }

  @Test
  void drawingARequestAllocatesNothing() throws Exception {
    try (SyntheticSource source =
        SyntheticLoad.of(3, 0.7, 1000, 200, 0.8).open(1_000_000, STREAMS)) {
      for (int i = 0; i < 100_000; i++) {
        source.advance();
      }
      long least = Long.MAX_VALUE;
      for (int window = 0; window < 5; window++) {
        long before = Allocations.bytes();
        for (int i = 0; i < 100_000; i++) {
          source.advance();
        }
        least = Math.min(least, Allocations.bytes() - before);
      }
      assertThat(least).isLessThan(1_000); // the meter itself
    }
  }
}
