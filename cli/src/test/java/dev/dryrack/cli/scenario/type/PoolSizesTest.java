package dev.dryrack.cli.scenario.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many replicas prefill and decode, as written. */
final class PoolSizesTest {

  @Test
  void readsBothNumbersAndWritesThemBack() {
    PoolSizes.Sizes sizes = new PoolSizes().parse("12P99999D");
    assertThat(sizes.prefill()).isEqualTo(12);
    assertThat(sizes.decode()).isEqualTo(99_999);
    assertThat(sizes.replicas()).isEqualTo(100_011);
    assertThat(sizes).hasToString("12P99999D");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2", "2P", "0P1D", "1P0D", "1p1d", "1D1P", "100000P1D", " 1P1D", "-1P1D"})
  void refusesAnythingElseWithTheForm(String text) {
    assertThatThrownBy(() -> new PoolSizes().parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("like 2P1D");
  }
}
