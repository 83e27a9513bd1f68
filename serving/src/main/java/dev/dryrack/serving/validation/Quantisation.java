package dev.dryrack.serving.validation;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The precisions meant by the words of a table.
 *
 * <p>Rules: gpt-oss has MXFP4 experts and BF16 for the rest whatever the table says, as no other
 * checkpoint exists. {@code fp8} is block-scaled for mixtures of experts and for Qwen3, as their
 * checkpoints are, and per tensor for other dense models. {@code fp4} is NVFP4, in mixtures of
 * experts for routed experts only. KV caches are FP8 beside weights of 8 bits or fewer, but BF16 on
 * GPUs without FP4 arithmetic for gpt-oss and MiniMax, as they were run.
 */
final class Quantisation {

  private static final Pattern IN_NAME =
      Pattern.compile(
          "(nvfp4|mxfp4|fp4|w4afp8|w4a16|w4a8|awq|gptq|int4|w8a8|int8|fp8)(?:-(block|dynamic))?"
              + "(?![a-z0-9])");

  private static final Pattern WEIGHT_ONLY = Pattern.compile("awq|gptq|w4a16");

  private Quantisation() {}

  /** The precision that a checkpoint's name tells; empty if none. */
  static String named(String path) {
    Matcher word = IN_NAME.matcher(path.toLowerCase(Locale.ROOT));
    if (!word.find()) {
      return "";
    }
    String precision = word.group(1).equals("gptq") ? "int4" : word.group(1);
    return word.group(2) == null ? precision : precision + "_" + word.group(2);
  }

  static WeightRecipe weights(ModelArchitecture model, String gemm, String moe, String precision) {
    if (model.id().startsWith("gpt-oss")) {
      return WeightRecipe.MXFP4;
    }
    boolean experts = hasExperts(model);
    String word = gemm.isEmpty() ? precision : gemm;
    Precision linear = precision(model, word, experts);
    Precision routed = moe.isEmpty() ? linear : precision(model, moe, experts);
    if (experts && linear.bits() == 4) {
      linear = Precision.BF16;
    }
    return new WeightRecipe(
        routed.id() + (routed == linear ? "" : "+" + linear.id()), routed, linear, Precision.BF16);
  }

  private static Precision precision(ModelArchitecture model, String word, boolean experts) {
    String plain = word.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    boolean block = experts || model.id().startsWith("qwen3") || plain.contains("block");
    if (plain.isEmpty() || plain.startsWith("bf16") || plain.contains("float16")) {
      return Precision.BF16;
    }
    if (plain.contains("mxfp4")) {
      return Precision.MXFP4;
    }
    if (plain.contains("mxfp8")) {
      return Precision.MXFP8;
    }
    if (plain.contains("fp4")) {
      return Precision.NVFP4;
    }
    if (plain.contains("w4a8") || plain.contains("w4afp8")) {
      return Precision.INT4;
    }
    if (plain.contains("fp8") && (plain.contains("dynamic") || plain.contains("static"))) {
      return Precision.FP8;
    }
    if (plain.contains("fp8")) {
      return block ? Precision.FP8_BLOCK : Precision.FP8;
    }
    if (plain.contains("int4") || WEIGHT_ONLY.matcher(plain).find()) {
      return Precision.INT4;
    }
    if (plain.contains("int8") || plain.contains("w8a8") || plain.equals("sq")) {
      return Precision.INT8;
    }
    if (plain.contains("fp16") || plain.equals("half") || plain.equals("none")) {
      return Precision.BF16;
    }
    throw new IllegalArgumentException(
        "unknown precision '" + word + "'; use bf16, fp8, fp8_block, fp4, nvfp4, mxfp4 or int4");
  }

  static Precision cache(ModelArchitecture model, WeightRecipe weights, GpuSpec gpu) {
    if (weights.routedExperts().bits() > 8) {
      return Precision.BF16;
    }
    boolean wide = model.id().startsWith("gpt-oss") || model.id().startsWith("minimax");
    return gpu.fp4FlopsPerSecond() <= 0 && wide ? Precision.BF16 : Precision.FP8;
  }

  static boolean hasExperts(ModelArchitecture model) {
    for (LayerGroup group : model.layers()) {
      if (group.ffn() instanceof ExpertFeedForward) {
        return true;
      }
    }
    return false;
  }

  static boolean latent(ModelArchitecture model) {
    for (LayerGroup group : model.layers()) {
      if (group.mixer() instanceof LatentAttention) {
        return true;
      }
    }
    return false;
  }
}
