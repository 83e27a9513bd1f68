package dev.dryrack.hardware.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DimensionTest {

  @ParameterizedTest
  @CsvSource({
    "BYTES, 80 GB, 80e9",
    "BYTES, 80GiB, 85899345920",
    "BYTES, 81559 MiB, 85520809984",
    "BYTES, 1.5 KiB, 1536",
    "BYTES_PER_SECOND, 400 Gb/s, 50e9",
    "BYTES_PER_SECOND, 900 GB/s, 900e9",
    "BYTES_PER_SECOND, 3.35 TB/s, 3.35e12",
    "SECONDS, 2.5 us, 2.5e-6",
    "SECONDS, 2.5 \u00b5s, 2.5e-6",
    "SECONDS, 2.5\u03bcs, 2.5e-6",
    "SECONDS, 1e3 ms, 1",
    "SECONDS, 2 min, 120",
    "FLOPS_PER_SECOND, 989.4 TFLOP/s, 989.4e12",
    "FLOPS_PER_SECOND, 10 PFLOPS, 10e15",
    "WATTS, 142 kW, 142000",
    "USD_PER_GPU_HOUR, $3.5/h, 3.5",
    "USD_PER_GPU_HOUR, $ 3.5 /h, 3.5",
    "USD_PER_GPU_HOUR, 3.5 USD/h, 3.5",
    "HERTZ, 1830 MHz, 1.83e9",
    "PER_SECOND, 3 req/s, 3",
    "COUNT, 8T, 8e12",
    "COUNT, 160B, 160e9",
    "COUNT, 1_000, 1000",
    "COUNT, 1e9, 1e9",
    "COUNT, 1E+3, 1000",
    "COUNT, 1.5k, 1500",
    "FRACTION, 5 %, 0.05",
    "FRACTION, 5%, 0.05",
    "FRACTION, 0.05, 0.05",
    "FRACTION, 100 %, 1",
  })
  void quantitiesAreConvertedToTheCanonicalUnit(Dimension dimension, String text, double value) {
    assertThat(dimension.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "BYTES, 80 gb, did you mean 'GB'",
    "BYTES, 80, has no unit",
    "BYTES, 80 Gb, unknown unit 'Gb'",
    "BYTES, GB, not a quantity",
    "BYTES, -1 GB, negative",
    "BYTES_PER_SECOND, 400 GB, unknown unit 'GB'; did you mean 'GB/s'",
    "SECONDS, 2.5, has no unit",
    "SECONDS, 2.5 m, unknown unit",
    "USD_PER_GPU_HOUR, 3.5, has no unit",
    "USD_PER_GPU_HOUR, $3.5, unknown unit '$'",
    "COUNT, NaN, not a quantity",
    "COUNT, inf, not a quantity",
    "COUNT, 8Q, unknown unit 'Q'",
    "COUNT, 8 GB, unknown unit 'GB'",
    "COUNT, 1e400, too large",
    "FRACTION, 5, more than 1",
    "FRACTION, 101 %, more than 1",
    "WATTS, 1..5 W, not a quantity",
    "WATTS, '', not a quantity",
  })
  void whatIsNotAQuantityOfTheDimensionIsRefused(Dimension dimension, String text, String reason) {
    assertThatThrownBy(() -> dimension.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @EnumSource
  void theExampleOfADimensionIsAQuantityOfIt(Dimension dimension) {
    assertThat(dimension.parse(dimension.example())).isPositive();
  }

  @Test
  void wholeQuantitiesAreExactAndRefuseFractionsOfOne() {
    assertThat(Dimension.COUNT.parseLong("8T")).isEqualTo(8_000_000_000_000L);
    assertThat(Dimension.COUNT.parseLong("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(Dimension.BYTES.parseLong("178.35 GiB")).isEqualTo(191_501_854_310L);
    assertThatThrownBy(() -> Dimension.COUNT.parseLong("1.5")).hasMessageContaining("not whole");
    assertThatThrownBy(() -> Dimension.COUNT.parseLong("0.0005k"))
        .hasMessageContaining("not whole");
    assertThatThrownBy(() -> Dimension.COUNT.parseLong("1e19")).hasMessageContaining("too large");
  }
}
