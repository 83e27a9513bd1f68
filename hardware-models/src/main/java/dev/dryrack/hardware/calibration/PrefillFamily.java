package dev.dryrack.hardware.calibration;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.kernel.PrefillAttentionCurve;
import java.util.ArrayList;
import java.util.List;

/**
 * Prompt attention without earlier context; shapes are prompts, tokens of each, query heads, and
 * for grouped queries KV heads and their width.
 *
 * @param kind {@code grouped}, or {@code latent} with the precision of the cache
 */
record PrefillFamily(GpuSpec gpu, String kind) implements KernelFamily {

  private static final double KEY = 192;
  private static final double VALUE = 128;
  private static final double BF16_BYTES = 2;

  @Override
  public String section() {
    return "prefill_attention";
  }

  @Override
  public String label() {
    return "kind: " + kind;
  }

  private boolean latent() {
    return kind.startsWith("latent");
  }

  @Override
  public List<Constant> constants() {
    List<Constant> constants = new ArrayList<>();
    constants.add(Constant.micros("t0", 17, 1, 80));
    constants.add(Constant.number("compute", 0.8, 0.1, 2));
    constants.add(Constant.number("short_prompt", 900, 0, 4000));
    constants.add(Constant.number("memory", 0.8, 0.1, 3));
    constants.add(
        latent()
            ? Constant.nanos("per_token", 0.8, 0, 10)
            : Constant.number("softmax_width", 60, 0, 400));
    return List.copyOf(constants);
  }

  @Override
  public double seconds(double[] c, double[] shape) {
    double prompts = shape[0];
    double length = shape[1];
    double heads = shape[2];
    boolean latent = latent();
    PrefillAttentionCurve curve =
        latent
            ? new PrefillAttentionCurve(c[0], c[1], c[2], 0, c[3], c[4], TRIED)
            : new PrefillAttentionCurve(c[0], c[1], c[2], c[4], c[3], 0, TRIED);
    double key = latent ? KEY : shape[4];
    double value = latent ? VALUE : shape[4];
    double keyHeads = latent ? heads : shape[3];
    double pair = curve.secondsPerPair(gpu, heads, key, value);
    double bytes = (heads + keyHeads) * (key + value) * BF16_BYTES;
    double token = curve.secondsPerToken(gpu, pair, bytes);
    double tokens = prompts * length;
    return curve.t0Seconds() + tokens * (length + 1) / 2 * pair + tokens * token;
  }
}
