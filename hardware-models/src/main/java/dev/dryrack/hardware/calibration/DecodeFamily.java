package dev.dryrack.hardware.calibration;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import java.util.ArrayList;
import java.util.List;

/**
 * Decode attention; shapes are sequences, query heads, context of each, and for grouped queries KV
 * heads and their width.
 *
 * @param latent whether one latent vector is shared by all heads
 * @param cache precision of the cache
 */
record DecodeFamily(GpuSpec gpu, boolean latent, Precision cache) implements KernelFamily {

  private static final double LATENT = 512;
  private static final double ROPE = 64;

  @Override
  public String section() {
    return "decode_attention";
  }

  @Override
  public String label() {
    return "kind: " + (latent ? "latent" : "grouped") + ", kv: " + cache.id();
  }

  @Override
  public List<Constant> constants() {
    List<Constant> constants = new ArrayList<>();
    constants.add(Constant.micros("t0", 10, 1, 60));
    constants.add(Constant.nanos("per_sequence_head", 2, 0, 60));
    constants.add(Constant.number("memory", 0.85, 0.3, 1));
    if (latent) {
      constants.add(Constant.number("compute", 0.8, 0.1, 2));
      constants.add(Constant.number("p", 3, 1, 8));
    } else {
      constants.add(Constant.micros("ramp", 8, 0, 60));
      constants.add(Constant.micros("ramp_read", 20, 1, 100));
    }
    return List.copyOf(constants);
  }

  @Override
  public double seconds(double[] c, double[] shape) {
    double sequences = shape[0];
    double heads = shape[1];
    double context = shape[2];
    DecodeAttentionCurve curve =
        latent
            ? new DecodeAttentionCurve(c[0], c[1], c[2], c[3], c[4], 0, 0, TRIED)
            : new DecodeAttentionCurve(c[0], c[1], c[2], 0, 1, c[3], c[4], TRIED);
    double numbers = latent ? LATENT + ROPE : 2 * shape[3] * shape[4];
    double bytes = numbers * cache.bytesPerElement();
    double flops = 2 * heads * (2 * LATENT + ROPE);
    double read = sequences * context;
    double ramped = Math.min(read * bytes, curve.rampBytes(gpu));
    return curve.floor().seconds()
        + sequences * curve.perSequence(heads).seconds()
        + read * curve.perContextToken(gpu, bytes, flops).seconds()
        + ramped * curve.rampPerByte(gpu).seconds();
  }
}
