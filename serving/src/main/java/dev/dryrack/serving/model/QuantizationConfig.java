package dev.dryrack.serving.model;

import dev.dryrack.hardware.Precision;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * From a configuration's {@code quantization_config} (or, without one, its data type) to the weight
 * recipe of the checkpoint. A form whose bytes per parameter no {@link Precision} describes is
 * refused.
 */
final class QuantizationConfig {

  private static final String KEY = "quantization_config";
  private static final String REMEDY =
      "; remove quantization_config and name a weight recipe instead";

  private QuantizationConfig() {}

  /**
   * The recipe of a checkpoint; BF16 and a noted problem if its form is not known.
   *
   * @param text the configuration of the text model
   * @param top the whole configuration, the same if nothing is nested
   */
  static WeightRecipe recipe(ConfigFields text, ConfigFields top) {
    ConfigFields owner = text.has(KEY) ? text : top;
    ConfigFields quantization = owner.map(KEY);
    if (quantization == null) {
      if (text.has("expert_dtype")) {
        text.refuse("expert_dtype", "stands without quantization_config; remove it or add that");
      }
      return ofDataType(text.has(dataTypeKey(text)) ? text : top);
    }
    String method = quantization.text("quant_method", "").toLowerCase(Locale.ROOT);
    WeightRecipe recipe =
        switch (method) {
          case "fp8" -> ofFp8(quantization, text.text("expert_dtype", ""));
          case "fbgemm_fp8" -> WeightRecipes.of("fp8-tensor");
          case "mxfp4" -> WeightRecipe.MXFP4;
          case "compressed-tensors" -> ofCompressedTensors(quantization);
          case "modelopt", "modelopt_fp4" -> ofModelOpt(quantization);
          default -> null;
        };
    if (recipe == null) {
      quantization.refuse("quant_method", "'" + method + "' in this form is not modelled" + REMEDY);
      return WeightRecipe.BF16;
    }
    return recipe;
  }

  private static String dataTypeKey(ConfigFields config) {
    return config.spelling("torch_dtype", "dtype");
  }

  private static WeightRecipe ofDataType(ConfigFields config) {
    String key = dataTypeKey(config);
    String type = config.text(key, "bfloat16").toLowerCase(Locale.ROOT).replace("torch.", "");
    return switch (type) {
      case "bfloat16", "float16", "auto" -> WeightRecipe.BF16;
      case "float32" -> new WeightRecipe("fp32", Precision.FP32, Precision.FP32, Precision.FP32);
      case "float8_e4m3fn" -> WeightRecipes.of("fp8-tensor");
      default -> {
        config.refuse(key, "is '" + type + "'; known: bfloat16, float16, float32, float8_e4m3fn");
        yield WeightRecipe.BF16;
      }
    };
  }

  /** FP8 by tensor or by 128 × 128 block; experts in FP4 with a power-of-two scale per 32. */
  private static @Nullable WeightRecipe ofFp8(ConfigFields quantization, String expertType) {
    if (!quantization.has("weight_block_size")) {
      return expertType.isEmpty() ? WeightRecipes.of("fp8-tensor") : null;
    }
    List<Integer> block = quantization.integers("weight_block_size", 1, 1 << 20);
    if (!block.equals(List.of(128, 128))) {
      return null;
    }
    return switch (expertType) {
      case "", "fp8" -> WeightRecipe.FP8;
      case "fp4" -> WeightRecipes.of("mxfp4-fp8");
      default -> null;
    };
  }

  private static @Nullable WeightRecipe ofModelOpt(ConfigFields quantization) {
    ConfigFields inner = quantization.map("quantization");
    ConfigFields source = inner == null ? quantization : inner;
    return switch (source.text("quant_algo", "").toUpperCase(Locale.ROOT)) {
      case "FP8" -> WeightRecipes.of("fp8-tensor");
      case "NVFP4" -> WeightRecipes.of(leavesAttention(source) ? "nvfp4-bf16" : "nvfp4-all");
      default -> null;
    };
  }

  private static @Nullable WeightRecipe ofCompressedTensors(ConfigFields quantization) {
    ConfigFields weights = quantization.map("weights");
    ConfigFields groups = quantization.map("config_groups");
    if (weights != null || groups == null) {
      return weights == null ? null : ofOneFormat(precision(weights), quantization);
    }
    List<ConfigFields> formats = groups.maps();
    if (formats.size() == 1) {
      ConfigFields only = formats.get(0).map("weights");
      return only == null ? null : ofOneFormat(precision(only), quantization);
    }
    Precision experts = precisionOf(formats, List.of("expert", "ffn", "mlp"));
    Precision attention = precisionOf(formats, List.of("attn"));
    return experts == null || attention == null ? null : WeightRecipes.with(experts, attention);
  }

  /** All linear layers in one format, or only the experts if attention is left as it was. */
  private static @Nullable WeightRecipe ofOneFormat(
      @Nullable Precision format, ConfigFields quantization) {
    if (format == null) {
      return null;
    }
    return WeightRecipes.with(format, leavesAttention(quantization) ? Precision.BF16 : format);
  }

  /** The format of the first group whose targets name one of some modules. */
  private static @Nullable Precision precisionOf(List<ConfigFields> groups, List<String> modules) {
    for (ConfigFields group : groups) {
      ConfigFields weights = group.map("weights");
      for (String target : group.texts("targets")) {
        if (weights != null && modules.stream().anyMatch(target::contains)) {
          return precision(weights);
        }
      }
    }
    return null;
  }

  /** The format of quantised weights, null if its bytes are not known. */
  private static @Nullable Precision precision(ConfigFields weights) {
    int group = weights.has("group_size") ? weights.integer("group_size", -1, 1 << 20) : 0;
    return switch (weights.text("type", "") + weights.integer("num_bits", 1, 64)) {
      case "int4" -> group == 32 ? Precision.INT4 : null;
      case "int8" -> Precision.INT8;
      case "float4" -> group == 16 ? Precision.NVFP4 : group == 32 ? Precision.MXFP4 : null;
      case "float8" ->
          switch (weights.text("strategy", "")) {
            case "tensor", "channel" -> Precision.FP8;
            case "block" ->
                weights.integers("block_structure", 1, 1 << 20).equals(List.of(128, 128))
                    ? Precision.FP8_BLOCK
                    : null;
            case "group" -> group == 32 ? Precision.MXFP8 : null;
            default -> null;
          };
      default -> null;
    };
  }

  private static boolean leavesAttention(ConfigFields quantization) {
    for (String key : List.of("ignore", "exclude_modules", "modules_to_not_convert")) {
      for (String module : quantization.texts(key)) {
        if (module.contains("attn")) {
          return true;
        }
      }
    }
    return false;
  }
}
