package dev.dryrack.serving.validation;

import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.ModelCatalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the names that tables use for systems, models and engines to those of the catalogues. */
final class Names {

  /** Ends of checkpoint names that say how weights are stored or tuned, not what is computed. */
  private static final Set<String> ENDINGS =
      Set.of(
          "fp8",
          "fp4",
          "nvfp4",
          "mxfp4",
          "bf16",
          "fp16",
          "int4",
          "int8",
          "awq",
          "gptq",
          "w8a8",
          "w4a16",
          "dynamic",
          "block",
          "kv",
          "instruct",
          "chat",
          "hf",
          "base",
          "it",
          "thinking",
          "2507",
          "2501",
          "2407",
          "v0.1",
          "v0.3",
          "0324",
          "0528",
          "0711",
          "0905",
          "v2",
          "mxfp8",
          "w8a16",
          "w4a8",
          "w4afp8",
          "channel",
          "quantized",
          "quantized.w8a8",
          "quantized.w4a16",
          "quark",
          "modelopt",
          "preview");

  private static final Map<String, String> ENGINES = new LinkedHashMap<>();

  static {
    engine("vllm", "vllm", "vllm-v1", "vllm+dynamo", "dynamo-vllm", "vllm/llm-d");
    // DeepSeek's own engine is closed; SGLang follows its published design most closely.
    engine("sglang", "sglang", "sgl", "dynamo-sglang", "sglang+dynamo", "deepseek-in-house");
    engine(
        "tensorrt-llm",
        "tensorrt-llm",
        "trtllm",
        "trt-llm",
        "trt",
        "tensorrtllm",
        "dynamo-trtllm",
        "dynamo-trt",
        "dynamo-tensorrt-llm");
  }

  private static final Map<String, String> MODELS =
      Map.ofEntries(
          Map.entry("deepseek-v3/r1", "deepseek-r1"),
          Map.entry("minimax-m2.1", "minimax-m2"),
          Map.entry("glm-4.7", "glm-4.6"),
          Map.entry("glm-5.1", "glm-5"),
          Map.entry("kimi-k2.6", "kimi-k2.5"),
          Map.entry("llama2-70b", "llama-2-70b"),
          Map.entry("llama-3-70b", "llama-3.1-70b"),
          Map.entry("llama-3-8b", "llama-3.1-8b"),
          Map.entry("llama3.1-8b", "llama-3.1-8b"),
          Map.entry("llama3.1-70b", "llama-3.1-70b"),
          Map.entry("llama3.1-405b", "llama-3.1-405b"),
          Map.entry("llama3.3-70b", "llama-3.1-70b"));

  private static final Pattern FIRST_GPU =
      Pattern.compile(
          "(?<![a-z0-9])(gb300|gb200|b300|b200|h200|h100|h800|h20|a100|l40s|mi300x|mi355x)(?![0-9])");

  /** Compute capabilities stand for the GPU that most tables mean by them. */
  private static final Map<String, String> ARCHITECTURES =
      Map.of("sm90", "h100", "sm100", "b200", "sm103", "b300", "sm80", "a100");

  private static final Pattern ARCHITECTURE =
      Pattern.compile("(?<![a-z0-9])(sm(?:80|90|100|103))(?![0-9])");

  private static final Pattern VERSION =
      Pattern.compile("(?:^|[^\\p{Alnum}.])[vV]?(\\d+\\.\\d+[\\w.]*)");

  /** An engine's own name among words of what it ran with, as in {@code mori-sglang}. */
  private static final Pattern ENGINE_WORD =
      Pattern.compile("(?<![a-z0-9])(vllm|sglang|trtllm|tensorrt-llm)(?![a-z0-9])");

  private Names() {}

  private static void engine(String id, String... names) {
    for (String name : names) {
      ENGINES.put(name, id);
    }
  }

  /**
   * The system of a name.
   *
   * @throws IllegalArgumentException if there is none, with a suggestion
   */
  static SystemSpec system(String name) {
    SystemCatalog catalog = SystemCatalog.builtIn();
    String plain = name.strip().toLowerCase(Locale.ROOT);
    try {
      return catalog.system(plain);
    } catch (IllegalArgumentException unknown) {
      Matcher gpu = FIRST_GPU.matcher(plain.replace('_', ' '));
      if (gpu.find()) {
        return catalog.system(gpu.group(1));
      }
      Matcher architecture = ARCHITECTURE.matcher(plain);
      if (architecture.find()) {
        return catalog.system(
            ARCHITECTURES.getOrDefault(architecture.group(1), architecture.group(1)));
      }
      throw unknown;
    }
  }

  /**
   * The model of a checkpoint's name or path.
   *
   * @throws IllegalArgumentException if there is none, with a suggestion
   */
  static ModelArchitecture model(String path) {
    ModelCatalog catalog = ModelCatalog.builtIn();
    String plain = path.strip().toLowerCase(Locale.ROOT);
    if (!MODELS.containsKey(plain)) {
      plain = plain.substring(plain.lastIndexOf('/') + 1);
    }
    plain = plain.replace("meta-llama-", "llama-").replace(' ', '-').replace('_', '-');
    while (true) {
      String known = MODELS.getOrDefault(plain, plain);
      if (catalog.knows(known)) {
        return catalog.model(known);
      }
      int dash = plain.lastIndexOf('-');
      boolean ending = dash > 0 && ENDINGS.contains(plain.substring(dash + 1));
      if (!ending) {
        return catalog.model(path);
      }
      plain = plain.substring(0, dash);
    }
  }

  /**
   * The engine of a name.
   *
   * @throws IllegalArgumentException if there is none, with a suggestion
   */
  static String engine(String name) {
    String plain = name.strip().toLowerCase(Locale.ROOT).replace(' ', '-').replace('_', '-');
    String id = ENGINES.get(plain);
    Matcher version = VERSION.matcher(plain);
    if (id == null && version.find() && version.start() > 0) {
      id = ENGINES.get(plain.substring(0, version.start()));
    }
    if (id == null) {
      Matcher word = ENGINE_WORD.matcher(plain);
      id = word.find() ? ENGINES.get(word.group(1)) : null;
    }
    if (id == null) {
      throw new IllegalArgumentException(
          "unknown engine '"
              + name
              + "'; "
              + Suggestion.remedy(plain, List.copyOf(ENGINES.keySet())));
    }
    return id;
  }

  /**
   * The number in a version such as {@code v0.11.0} or {@code vllm-0.11.0}, else the text itself.
   */
  static String version(String text) {
    Matcher number = VERSION.matcher(text.strip());
    return number.find() ? number.group(1) : text.strip();
  }
}
