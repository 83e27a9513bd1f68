package dev.dryrack.hardware;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sourced limits of one GPU.
 *
 * <p>FLOP/s are dense (no 2:4 sparsity) and count a multiply-add as two. Memory is in bytes as the
 * driver reports them, not the marketing figure.
 *
 * @param id name in files and flags, such as {@code h100-sxm}
 * @param name name as its maker spells it
 * @param architecture such as {@code Hopper}
 * @param bf16FlopsPerSecond dense BF16 peak
 * @param fp8FlopsPerSecond dense FP8 peak; 0 where the GPU has no FP8 arithmetic
 * @param fp4FlopsPerSecond dense FP4 peak; 0 where the GPU has no FP4 arithmetic
 * @param marketingMemoryGigabytes what the data sheet calls its memory, for display
 * @param memoryBytes HBM (or unified memory) as the driver reports it
 * @param memoryBytesPerSecond peak bandwidth of that memory
 * @param l2Bytes size of the last-level cache on the GPU; 0 if not stated
 * @param streamingMultiprocessors number of SMs (or CUs)
 * @param boostClockHertz boost clock; 0 if not stated
 * @param hostLinkBytesPerSecond host memory to GPU, one direction, per GPU (PCIe or NVLink-C2C)
 * @param tdpWatts thermal design power of one GPU
 * @param sources field to what its figure rests on and where it is from, in the order of the fields
 */
public record GpuSpec(
    String id,
    String name,
    String architecture,
    double bf16FlopsPerSecond,
    double fp8FlopsPerSecond,
    double fp4FlopsPerSecond,
    double marketingMemoryGigabytes,
    long memoryBytes,
    double memoryBytesPerSecond,
    long l2Bytes,
    int streamingMultiprocessors,
    double boostClockHertz,
    double hostLinkBytesPerSecond,
    double tdpWatts,
    Map<String, String> sources) {

  public GpuSpec {
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
  }

  /**
   * The dense peak at which weights of a precision are multiplied: that of the widest narrower
   * arithmetic the GPU has. FP4 weights on a GPU without FP4 arithmetic are widened to FP8 or BF16
   * (weight-only quantisation), FP8 ones on a GPU without FP8 to BF16.
   */
  public double peakFlopsPerSecond(Precision precision) {
    return switch (computePrecision(precision)) {
      case NVFP4, MXFP4 -> fp4FlopsPerSecond;
      case FP8, FP8_BLOCK, MXFP8 -> fp8FlopsPerSecond;
      default -> bf16FlopsPerSecond;
    };
  }

  /**
   * The precision in which weights of the given precision are multiplied on this GPU. INT4 is
   * weight-only everywhere; 4-bit floats without FP4 arithmetic are multiplied in BF16.
   */
  public Precision computePrecision(Precision precision) {
    return switch (precision) {
      case NVFP4, MXFP4 -> fp4FlopsPerSecond > 0 ? precision : Precision.BF16;
      case FP8, FP8_BLOCK, MXFP8 -> fp8FlopsPerSecond > 0 ? precision : Precision.BF16;
      default -> Precision.BF16;
    };
  }
}
