package dev.dryrack.hardware;

import java.util.Locale;

/**
 * A number format of weights, activations or KV cache, with the bytes it takes including the scales
 * stored beside the numbers.
 */
public enum Precision {
  FP32("fp32", 4.0, 32),
  BF16("bf16", 2.0, 16),
  /** 8-bit float, one scale per tensor: the scale's bytes vanish. */
  FP8("fp8", 1.0, 8),
  /** 8-bit float, one 4-byte scale per block of 128 × 128 (DeepSeek-V3 checkpoint layout). */
  FP8_BLOCK("fp8_block", 1.0 + 4.0 / (128 * 128), 8),
  /** OCP MX: 8-bit float, one E8M0 byte per 32 numbers. */
  MXFP8("mxfp8", 1.0 + 1.0 / 32, 8),
  INT8("int8", 1.0, 8),
  /** NVIDIA NVFP4: 4-bit float, one E4M3 byte per 16 numbers (and 4 bytes per tensor). */
  NVFP4("nvfp4", 0.5 + 1.0 / 16, 4),
  /** OCP MX: 4-bit float, one E8M0 byte per 32 numbers. */
  MXFP4("mxfp4", 0.5 + 1.0 / 32, 4),
  /** 4-bit integer, one BF16 scale per group of 32 numbers. */
  INT4("int4", 0.5 + 2.0 / 32, 4);

  private final String id;
  private final double bytesPerElement;
  private final int bits;

  Precision(String id, double bytesPerElement, int bits) {
    this.id = id;
    this.bytesPerElement = bytesPerElement;
    this.bits = bits;
  }

  /** The name in files, flags and reports, such as {@code nvfp4}. */
  public String id() {
    return id;
  }

  /** Bytes per number, block scales included. */
  public double bytesPerElement() {
    return bytesPerElement;
  }

  /** Bits of the number itself, without its share of a scale. */
  public int bits() {
    return bits;
  }

  /**
   * The precision with the given id, in any case, with {@code -} for {@code _}.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Precision of(String id) {
    String wanted = id.toLowerCase(Locale.ROOT).replace('-', '_');
    for (Precision precision : values()) {
      if (precision.id.equals(wanted)) {
        return precision;
      }
    }
    StringBuilder known = new StringBuilder();
    for (Precision precision : values()) {
      known.append(known.isEmpty() ? "" : ", ").append(precision.id);
    }
    throw new IllegalArgumentException("unknown precision '" + id + "'; choose one of " + known);
  }
}
