package dev.dryrack.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as people read them. */
final class FiguresTest {

  @ParameterizedTest
  @CsvSource({"0.0001, 0.01 %", "0.02, 2 %", "0.5, 50 %", "0.123456, 12.3456 %", "1e-7, 0.00001 %"})
  void aShareAskedForIsPrintedAsExactlyAsItWasGiven(double fraction, String text) {
    assertThat(Figures.exactPercent(fraction)).isEqualTo(text);
  }
}
