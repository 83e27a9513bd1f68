package dev.dryrack.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.serving.model.ModelArchitecture.Origin;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelCatalogTest {

  private final ModelCatalog catalog = ModelCatalog.builtIn();

  @Test
  void everyModelCanBeReadAndSaysWhereItsFiguresAreFrom() {
    assertThat(catalog.entries()).hasSizeGreaterThanOrEqualTo(41);
    for (String id : catalog.ids()) {
      ModelArchitecture model = catalog.model(id);
      assertThat(model.id()).isEqualTo(id).isEqualTo(id.toLowerCase(Locale.ROOT));
      assertThat(model.source()).as(id).isNotBlank();
      assertThat(model.layerCount()).as(id).isPositive();
      assertThat(model.maxContextTokens()).as(id).isGreaterThanOrEqualTo(4096);
    }
  }

  @Test
  void everyAliasFindsItsModelInAnyCase() {
    Set<String> names = new HashSet<>();
    for (ModelCatalog.Entry entry : catalog.entries()) {
      for (String alias : entry.aliases()) {
        assertThat(names.add(alias)).as(alias).isTrue();
        assertThat(catalog.model(alias.toUpperCase(Locale.ROOT)).id()).isEqualTo(entry.id());
      }
    }
  }

  @Test
  void namesOfHuggingFaceAreAccepted() {
    assertThat(catalog.model("deepseek-ai/DeepSeek-R1").id()).isEqualTo("deepseek-r1");
    assertThat(catalog.model("moonshotai/Kimi-K2-Instruct").id()).isEqualTo("kimi-k2");
    assertThat(catalog.model("meta-llama/Llama-3.1-70B-Instruct").id()).isEqualTo("llama-3.1-70b");
    assertThat(catalog.model("openai/gpt-oss-120b").id()).isEqualTo("gpt-oss-120b");
    assertThat(catalog.knows("Qwen/Qwen3-235B-A22B")).isTrue();
  }

  @Test
  void anUnknownModelIsAnsweredWithTheClosestAndAllNames() {
    assertThatThrownBy(() -> catalog.model("deepseek-v33"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown model 'deepseek-v33'; did you mean 'deepseek-v3'?")
        .hasMessageContaining("8t-a160b-gqa8");
  }

  @Test
  void inventedModelsSaySoAndHaveNoPublishedPrecision() {
    ModelArchitecture model = catalog.model("8t-a160b");
    assertThat(model.origin()).isEqualTo(Origin.HYPOTHETICAL);
    assertThat(model.note()).contains("HYPOTHETICAL");
    assertThat(model.nativeWeights()).isNull();
    assertThat(catalog.model("deepseek-v3").origin()).isEqualTo(Origin.PUBLISHED);
  }

  @Test
  void theReasonerSharesTheArchitectureOfItsBase() {
    assertThat(catalog.model("deepseek-r1").layers())
        .isEqualTo(catalog.model("deepseek-v3").layers());
  }

  @Test
  void theRecipeOfEachCheckpointIsThatOfItsQuantizationConfig() {
    assertThat(own("deepseek-v3")).isEqualTo("fp8");
    assertThat(own("kimi-k2")).isEqualTo("fp8");
    assertThat(own("kimi-k2.5")).isEqualTo("int4");
    assertThat(own("kimi-k3")).isEqualTo("mxfp4");
    assertThat(own("gpt-oss-120b")).isEqualTo("mxfp4");
    assertThat(own("deepseek-v4-pro")).isEqualTo("mxfp4-fp8");
    assertThat(own("llama-3.1-70b")).isEqualTo("bf16");
  }

  private String own(String id) {
    return WeightRecipes.of("auto", catalog.model(id)).id();
  }
}
