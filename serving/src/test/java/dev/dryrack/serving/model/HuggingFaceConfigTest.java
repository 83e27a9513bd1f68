package dev.dryrack.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.serving.model.ModelArchitecture.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceConfigTest {

  private static final String LLAMA =
      """
      {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": 4096,
        "intermediate_size": 14336,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "rope_scaling": {"factor": 8.0, "rope_type": "llama3"},
        "vocab_size": 128256,
        "max_position_embeddings": 131072,
        "tie_word_embeddings": false,
        "torch_dtype": "bfloat16"
      }
      """;

  private static ModelArchitecture read(String text) {
    return HuggingFaceConfig.read("config.json", text);
  }

  private static long total(String text) {
    return ParameterCounts.of(read(text)).total();
  }

  @Test
  void aKeySetTwiceDoesNotHideTheOtherMistakes() {
    assertThatThrownBy(
            () ->
                read(
                    "{model_type: llama, hidden_size: 64, hidden_size: 64, vocab_size: -3,"
                        + " num_attention_heads: x}"))
        .hasMessageContaining("hidden_size: the key is already set")
        .hasMessageContaining("vocab_size")
        .hasMessageContaining("num_attention_heads");
  }

  @Test
  void aFileIsNamedAfterItsDirectory(@TempDir Path folder) throws IOException {
    Path model = Files.createDirectory(folder.resolve("my-llama"));
    Files.writeString(model.resolve("config.json"), LLAMA);
    ModelArchitecture fromFile = HuggingFaceConfig.read(model.resolve("config.json"));
    assertThat(fromFile.id()).isEqualTo("my-llama");
    assertThat(fromFile.origin()).isEqualTo(Origin.USER);
    assertThat(fromFile.nativeWeights()).isEqualTo(WeightRecipe.BF16);
    assertThat(HuggingFaceConfig.read(model)).isEqualTo(fromFile);
    assertThat(ParameterCounts.of(fromFile).total()).isEqualTo(8_030_261_248L);
    assertThat(fromFile.layers()).isEqualTo(ModelCatalog.builtIn().model("llama-3.1-8b").layers());
  }

  @Test
  void aMissingFileIsToldByName() {
    assertThatThrownBy(() -> HuggingFaceConfig.read(Path.of("no-such-model.json")))
        .isInstanceOf(FactException.class)
        .hasMessageContaining("no-such-model.json");
  }

  @Test
  void theTextPartOfAMultimodalModelIsRead() {
    String nested =
        "{\"model_type\": \"llava\", \"torch_dtype\": \"float16\", \"text_config\": "
            + LLAMA.strip()
            + ", \"vision_config\": {\"hidden_size\": 1024}}";
    assertThat(total(nested)).isEqualTo(total(LLAMA));
  }

  @Test
  void theOuterTypeServesWhereTheTextPartHasNone() {
    String inner = LLAMA.strip().replace("\"model_type\": \"llama\",", "");
    assertThat(total("{\"model_type\": \"llama\", \"text_config\": " + inner + "}"))
        .isEqualTo(total(LLAMA));
  }

  @Test
  void biasesOfQwen2AndHeadNormsOfQwen3AreCounted() {
    long plain = total(LLAMA);
    long headDim = 128;
    assertThat(total(LLAMA.replace("\"llama\"", "\"qwen2\"")))
        .isEqualTo(plain + 32 * (32 + 2 * 8) * headDim);
    assertThat(total(LLAMA.replace("\"llama\"", "\"qwen3\""))).isEqualTo(plain + 32 * 2 * headDim);
    assertThat(total(LLAMA.replace("\"llama\"", "\"mistral\""))).isEqualTo(plain);
  }

  @Test
  void aSlidingWindowOfMistralBoundsTheCache() {
    String windowed =
        LLAMA
            .replace("\"llama\"", "\"mistral\"")
            .replace("\"vocab_size\"", "\"sliding_window\": 4096, \"vocab_size\"");
    assertThat(read(windowed).layers().get(0).mixer())
        .isInstanceOfSatisfying(
            GroupedQueryAttention.class, mixer -> assertThat(mixer.window()).isEqualTo(4096));
  }

  @Test
  void aTiedHeadIsNotCountedTwice() {
    String tied = LLAMA.replace("embeddings\": false", "embeddings\": true");
    assertThat(total(tied)).isEqualTo(total(LLAMA) - 128256L * 4096);
  }

  @Test
  void everyProblemIsToldAtOnceWithItsPlaceAndARemedy() {
    String broken =
        """
        {
          "model_type": "llama",
          "hiden_size": 4096,
          "intermediate_size": -3,
          "num_hidden_layers": 32.5,
          "num_attention_heads": 32,
          "num_key_value_heads": 5,
          "vocab_size": "many",
          "tie_word_embeddings": "perhaps"
        }
        """;
    assertThatThrownBy(() -> read(broken))
        .isInstanceOfSatisfying(
            FactException.class,
            e ->
                assertThat(e.messages())
                    .containsExactly(
                        "config.json:1:1: 'hidden_size' is missing; is 'hiden_size' meant?",
                        "config.json:1:1: 'max_position_embeddings' is missing; add it as a whole"
                            + " number",
                        "config.json:4:24: intermediate_size: is '-3'; intermediate_size must be"
                            + " between 1 and 131072",
                        "config.json:5:24: num_hidden_layers: is '32.5'; num_hidden_layers must be"
                            + " a whole number",
                        "config.json:7:26: num_key_value_heads: is 5; it must divide the 32 of"
                            + " num_attention_heads",
                        "config.json:8:17: vocab_size: is 'many'; vocab_size must be a whole"
                            + " number",
                        "config.json:9:26: tie_word_embeddings: is 'perhaps'; tie_word_embeddings"
                            + " must be true or false"));
  }

  @Test
  void anUnknownTypeIsAnsweredWithTheClosestAndAllKnown() {
    assertThatThrownBy(() -> read(LLAMA.replace("\"llama\"", "\"deepseek_v33\"")))
        .isInstanceOf(FactException.class)
        .hasMessageContaining("config.json:3:17: model_type: 'deepseek_v33' is not known")
        .hasMessageContaining("did you mean 'deepseek_v3'?")
        .hasMessageContaining("nemotron_h");
    assertThatThrownBy(() -> read(LLAMA.replace("\"model_type\": \"llama\",", "")))
        .isInstanceOf(FactException.class)
        .hasMessageContaining("config.json:1:1: model_type: is missing");
  }

  @Test
  void whatIsNotAMapIsRefused() {
    for (String text : new String[] {"", "[1, 2]", "42", "{", "{\"a\": 1, \"a\": 2}", "\u0000"}) {
      assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(FactException.class);
    }
  }

  @Test
  void aPatternThatDoesNotNameEveryLayerIsRefused() {
    String short3 =
        LLAMA
            .replace("\"llama\"", "\"gpt_oss\"")
            .replace(
                "\"vocab_size\"",
                "\"num_local_experts\": 32, \"num_experts_per_tok\": 64, \"sliding_window\": 128,"
                    + " \"layer_types\": [\"full_attention\"], \"vocab_size\"");
    assertThatThrownBy(() -> read(short3))
        .hasMessageContaining("layer_types: has 1 entries; give one for each of the 32 layers")
        .hasMessageContaining("num_experts_per_tok: is 64; it must be at most the 32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{quant_method: fp8, weight_block_size: [128, 128]} | fp8",
        "{quant_method: fp8} | fp8-tensor",
        "{quant_method: mxfp4} | mxfp4",
        "{quant_method: modelopt, quant_algo: NVFP4} | nvfp4-all",
        "{quant_method: modelopt, quant_algo: NVFP4, ignore: [self_attn*]} | nvfp4-bf16",
        "{quant_method: modelopt, quant_algo: FP8} | fp8-tensor",
        "{quant_method: compressed-tensors, config_groups: {group_0: {weights: {type: int,"
            + " num_bits: 4, group_size: 32}}}, ignore: ['re:.*self_attn.*']} | int4",
        "{quant_method: compressed-tensors, config_groups: {group_0: {weights: {type: float,"
            + " num_bits: 8, strategy: channel}}}} | fp8-tensor",
        "{quant_method: compressed-tensors, config_groups: {group_0: {weights: {type: float,"
            + " num_bits: 4, group_size: 16}}}} | nvfp4-all",
        "{quant_method: compressed-tensors, weights: {type: int, num_bits: 8}} | int8",
        "{quant_method: compressed-tensors, config_groups: {group_0: {targets: ['re:.*attn.*'],"
            + " weights: {type: float, num_bits: 8, strategy: block, block_structure: [128, 128]}},"
            + " group_1: {targets: ['re:.*ffn.*'], weights: {type: float, num_bits: 4,"
            + " group_size: 16}}}} | nvfp4",
        "{quant_method: compressed-tensors, ignore: [self_attn], weights: {type: int,"
            + " num_bits: 8}} | int8+bf16"
      })
  void theCheckpointsFormatBecomesARecipe(String quantization, String recipe) {
    String yaml =
        LLAMA.strip().replaceAll("\\}$", ", \"quantization_config\": " + quantization + "}");
    assertThat(WeightRecipes.of("auto", read(yaml)).id()).isEqualTo(recipe);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{quant_method: awq, bits: 4}",
        "{quant_method: fp8, weight_block_size: [64, 64]}",
        "{quant_method: compressed-tensors, weights: {type: int, num_bits: 4, group_size: 128}}",
        "{quant_method: modelopt, quant_algo: MIXED_PRECISION}",
        "{}"
      })
  void aFormatOfUnknownSizeIsRefusedWithARemedy(String quantization) {
    String yaml =
        LLAMA.strip().replaceAll("\\}$", ", \"quantization_config\": " + quantization + "}");
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(FactException.class)
        .hasMessageContaining("remove quantization_config and name a weight recipe instead");
  }

  @Test
  void aCheckpointOfTwoFormatsIsNotTakenForOne() {
    String quantization =
        "{quant_method: compressed-tensors, config_groups: {a: {targets: [Linear], weights: {type:"
            + " int, num_bits: 8}}, b: {targets: [Other], weights: {type: int, num_bits: 8}}}}";
    String yaml =
        LLAMA.strip().replaceAll("\\}$", ", \"quantization_config\": " + quantization + "}");
    assertThatThrownBy(() -> read(yaml)).hasMessageContaining("is not modelled");
  }

  @Test
  void halfPrecisionAndFullPrecisionAreTakenFromTheDataType() {
    assertThat(read(LLAMA.replace("bfloat16", "float16")).nativeWeights())
        .isEqualTo(WeightRecipe.BF16);
    ModelArchitecture full = read(LLAMA.replace("bfloat16", "float32"));
    WeightRecipe recipe = WeightRecipes.of("auto", full);
    assertThat(WeightBytes.of(full, recipe).total()).isEqualTo(4 * 8_030_261_248L);
  }
}
