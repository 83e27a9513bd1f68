package dev.dryrack.serving.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.cost.EngineProfiles;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as other people's tables write them. */
final class NamesTest {

  @ParameterizedTest
  @CsvSource({
    "moonshotai/Kimi-K2-Instruct-0905, kimi-k2",
    "RedHatAI/Meta-Llama-3.1-70B-Instruct-quantized.w8a8, llama-3.1-70b",
    "nvidia/Llama-3.3-70B-Instruct-FP8-modelopt, llama-3.1-70b",
    "llama3.1-8b, llama-3.1-8b",
    "deepseek-ai/DeepSeek-V3.1-FP8-block, deepseek-v3",
  })
  void howWeightsAreStoredDoesNotChangeTheModel(String path, String id) {
    assertThat(Names.model(path).id()).isEqualTo(ModelCatalog.builtIn().model(id).id());
  }

  /** Speculation changes what is computed, so it may not be dropped from a name unseen. */
  @Test
  void anEndingThatIsNotKnownIsNotDropped() {
    assertThatThrownBy(() -> Names.model("Qwen/Qwen3-32B-eagle3"))
        .hasMessageContaining("unknown model");
  }

  @ParameterizedTest
  @CsvSource({
    "h100sxm, h100",
    "NVIDIA H200-SXM5-141GB, h200",
    "b200x8, b200",
    "gb200_nvl72, gb200-nvl72",
    "H100 SXM, h100",
  })
  void systemsAreFoundByTheirGpu(String name, String id) {
    assertThat(Names.system(name).id()).isEqualTo(id);
  }

  @Test
  void aLongerNumberIsAnotherGpu() {
    assertThatThrownBy(() -> Names.system("h1000")).hasMessageContaining("unknown system 'h1000'");
  }

  @ParameterizedTest
  @CsvSource({
    "vLLM v0.15.1, vllm",
    "dynamo_vllm, vllm",
    "tensorrt_llm, tensorrt-llm",
    "SGLang 0.5.9, sglang",
    "mori-sglang, sglang",
    "vllm_rocm, vllm",
  })
  void enginesAreFoundWithVersionsBesideThem(String name, String engine) {
    assertThat(Names.engine(name)).isEqualTo(engine);
  }

  @ParameterizedTest
  @CsvSource({
    "0.15.1, vllm-0.15",
    "v0.15.1, vllm-0.15",
    "vllm-0.15.1, vllm-0.15",
    "v9.9, vllm-0.18",
    "nightly-5b8c30d62b754b57, vllm-0.18",
  })
  void versionsAreReadWithTheWordsBeforeThem(String version, String profile) {
    assertThat(EngineProfiles.of("vllm", Names.version(version), "").id()).isEqualTo(profile);
  }

  @ParameterizedTest
  @CsvSource({
    "w4afp8, INT4",
    "w4a8_mxfp4_mxfp8, MXFP4",
    "sq, INT8",
    "gptq_marlin, INT4",
    "fp8_static, FP8",
    "fp8_block, FP8_BLOCK",
  })
  void precisionsOfOtherToolsAreRead(String word, Precision precision) {
    WeightRecipe weights =
        Quantisation.weights(ModelCatalog.builtIn().model("llama-3.1-70b"), word, "", "");
    assertThat(weights.otherLinear()).isEqualTo(precision);
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen/Qwen3-32B-FP8, fp8",
    "RedHatAI/Meta-Llama-3.1-70B-Instruct-FP8-dynamic, fp8_dynamic",
    "RedHatAI/Meta-Llama-3.1-70B-Instruct-quantized.w8a8, w8a8",
    "nvidia/DeepSeek-R1-NVFP4-v2, nvfp4",
    "Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4, int4",
    "Qwen/Qwen3-32B, ''",
  })
  void aCheckpointsNameTellsItsPrecision(String path, String precision) {
    assertThat(Quantisation.named(path)).isEqualTo(precision);
  }
}
