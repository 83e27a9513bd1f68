package dev.dryrack.sim.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ZipfTest {

  private static final long SEED = 5;

  @Test
  void ranksComeAsOftenAsTheirWeightsSay() {
    Zipf zipf = new Zipf(1, 4);
    RandomStream stream = new RandomStreams(SEED, 0).stream("zipf");
    int draws = 250_000;
    int[] seen = new int[5];
    for (int i = 0; i < draws; i++) {
      seen[zipf.next(stream)]++;
    }
    // Weights 1, 1/2, 1/3, 1/4: their sum is 25/12.
    for (int rank = 1; rank <= 4; rank++) {
      assertThat(seen[rank] / (double) draws)
          .as("seed %d, rank %d", SEED, rank)
          .isCloseTo(12 / 25.0 / rank, within(0.005));
      assertThat(zipf.probability(rank)).isCloseTo(12 / 25.0 / rank, within(1e-12));
    }
    assertThat(zipf.mean()).isCloseTo(4 * 12 / 25.0, within(1e-12));
  }

  @Test
  void anExponentOfZeroMakesAllRanksAlikeAndQuantilesReachBothEnds() {
    Zipf zipf = new Zipf(0, 10);
    assertThat(zipf.probability(7)).isCloseTo(0.1, within(1e-12));
    assertThat(zipf.quantile(1e-9)).isEqualTo(1);
    assertThat(zipf.quantile(1)).isEqualTo(10);
  }

  @Test
  void impossibleLawsAreRefused() {
    assertThatThrownBy(() -> new Zipf(-1, 3)).hasMessageStartingWith("exponent -1.0");
    assertThatThrownBy(() -> new Zipf(1, 0)).hasMessageStartingWith("0 ranks");
    assertThatThrownBy(() -> new Zipf(1, 5_000_000)).hasMessageStartingWith("5000000 ranks");
  }
}
