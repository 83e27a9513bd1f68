package dev.dryrack.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrecisionTest {

  /** Bits of a block's numbers and of its scale: OCP MX 1.0, NVFP4, DeepSeek-V3, Kimi K2.5. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "fp8_block, 16384, 8, 32",
    "mxfp8,        32, 8,  8",
    "nvfp4,        16, 4,  8",
    "mxfp4,        32, 4,  8",
    "int4,         32, 4, 16",
  })
  void blockScalesCountAsBytes(String id, int numbers, int bits, int scaleBits) {
    Precision precision = Precision.of(id);

    assertThat(precision.bytesPerElement() * numbers * 8)
        .isEqualTo((double) numbers * bits + scaleBits);
    assertThat(precision.bits()).isEqualTo(bits);
  }
}
