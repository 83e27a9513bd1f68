package dev.dryrack.serving.model;

import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.serving.model.ModelArchitecture.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a model's architecture from the {@code config.json} that Hugging Face checkpoints carry, or
 * from the same keys in YAML. The {@code model_type} decides how; of a multimodal model the text
 * part is read. Everything that is wrong is told at once, with its place.
 */
public final class HuggingFaceConfig {

  /**
   * What a configuration does not say of itself.
   *
   * @param id see {@link ModelArchitecture#id()}
   * @param name see {@link ModelArchitecture#name()}
   * @param origin see {@link ModelArchitecture#origin()}
   * @param source see {@link ModelArchitecture#source()}
   * @param note see {@link ModelArchitecture#note()}
   */
  record Identity(String id, String name, Origin origin, String source, String note) {}

  private static final List<String> NESTED =
      List.of("text_config", "llm_config", "language_config");
  private static final Map<String, ConfigFamily> FAMILIES = new LinkedHashMap<>();

  static {
    add(LatentConfig::deepSeekV2, "deepseek_v2");
    add(LatentConfig::deepSeekV3, "deepseek_v3", "kimi_k2", "kimi_k25");
    add(LatentConfig::sparse, "deepseek_v32", "glm_moe_dsa");
    add(LatentConfig::deepSeekV4, "deepseek_v4");
    add(HybridConfig::kimiLinear, "kimi_linear", "kimi_k3");
    add(GroupedQueryConfig::llama, "llama");
    add(GroupedQueryConfig::mistral, "mistral");
    add(GroupedQueryConfig::mixtral, "mixtral");
    add(SlidingConfig::llama4, "llama4", "llama4_text");
    add(GroupedQueryConfig::qwen2, "qwen2");
    add(GroupedQueryConfig::qwen3, "qwen3", "qwen3_vl", "qwen3_vl_text");
    add(GroupedQueryConfig::qwen3Moe, "qwen3_moe", "qwen3_vl_moe", "qwen3_vl_moe_text");
    add(HybridConfig::qwen3Next, "qwen3_next", "qwen3_5_moe", "qwen3_5_moe_text");
    add(SlidingConfig::gptOss, "gpt_oss");
    add(GroupedQueryConfig::glm4Moe, "glm4_moe");
    add(GroupedQueryConfig::miniMaxM2, "minimax_m2");
    add(GroupedQueryConfig::miniMaxM3, "minimax_m3", "minimax_m3_vl", "minimax_m3_text");
    add(SlidingConfig::mimoV2, "mimo_v2_flash", "mimo_v2");
    add(HybridConfig::nemotronH, "nemotron_h");
  }

  private HuggingFaceConfig() {}

  private static void add(ConfigFamily family, String... modelTypes) {
    for (String modelType : modelTypes) {
      FAMILIES.put(modelType, family);
    }
  }

  /** The {@code model_type}s that can be read. */
  public static List<String> modelTypes() {
    return List.copyOf(FAMILIES.keySet());
  }

  /**
   * The architecture in a file, or in the {@code config.json} of a directory. It is named after the
   * file, after the directory if the file is called {@code config.json}.
   *
   * @throws FactException if it cannot be read or is not such a configuration
   */
  public static ModelArchitecture read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve("config.json") : path;
    Problems problems = new Problems();
    return read(FactDocument.read(file, problems), userIdentity(file), problems);
  }

  /**
   * The architecture in a text.
   *
   * @param fileName for messages, and to name the model after
   * @throws FactException if it is not such a configuration
   */
  public static ModelArchitecture read(String fileName, String text) {
    Problems problems = new Problems();
    return read(
        FactDocument.parse(fileName, text, problems), userIdentity(Path.of(fileName)), problems);
  }

  private static Identity userIdentity(Path file) {
    String name = String.valueOf(file.getFileName());
    Path parent = file.toAbsolutePath().normalize().getParent();
    if (name.equals("config.json") && parent != null && parent.getFileName() != null) {
      name = parent.getFileName().toString();
    } else if (name.lastIndexOf('.') > 0) {
      name = name.substring(0, name.lastIndexOf('.'));
    }
    return new Identity(name, name, Origin.USER, file.toString(), "");
  }

  /** The architecture in a document that was parsed with the problems that it has. */
  static ModelArchitecture read(FactNode document, Identity identity, Problems problems) {
    if (!(document instanceof FactMap map)) {
      problems.add(document, "is " + document.kind() + "; a model configuration is a map of keys");
      throw new FactException(problems.messages());
    }
    ConfigFields top = new ConfigFields(map, problems);
    ConfigFields text = textPart(top);
    LayerStack stack = new LayerStack();
    family(text, top, problems).addLayers(text, stack);
    String mtp =
        text.spelling("num_nextn_predict_layers", "num_mtp_modules", "mtp_num_hidden_layers");
    ConfigFields tieOwner = text.has("tie_word_embeddings") ? text : top;
    ModelArchitecture model =
        new ModelArchitecture(
            identity.id,
            identity.name,
            identity.origin,
            text.width("hidden_size"),
            text.integer("vocab_size", 1, 1 << 24),
            tieOwner.flag("tie_word_embeddings", false),
            text.integer("max_position_embeddings", 2, Integer.MAX_VALUE),
            stack.groups(),
            text.layersOrNone(mtp),
            identity.origin == Origin.HYPOTHETICAL ? null : QuantizationConfig.recipe(text, top),
            identity.source,
            identity.note);
    problems.throwIfAny();
    return model;
  }

  private static ConfigFields textPart(ConfigFields top) {
    for (String key : NESTED) {
      ConfigFields nested = top.map(key);
      if (nested != null) {
        return nested;
      }
    }
    return top;
  }

  private static ConfigFamily family(ConfigFields text, ConfigFields top, Problems problems) {
    ConfigFields owner = text.has("model_type") ? text : top;
    if (!owner.has("model_type")) {
      owner.refuse("model_type", "is missing; add it, one of " + String.join(", ", modelTypes()));
      throw new FactException(problems.messages());
    }
    String modelType = owner.text("model_type", "");
    ConfigFamily family = FAMILIES.get(modelType);
    if (family == null) {
      owner.refuse(
          "model_type",
          "'" + modelType + "' is not known; " + Suggestion.remedy(modelType, modelTypes()));
      throw new FactException(problems.messages());
    }
    return family;
  }
}
