package dev.dryrack.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightRecipesTest {

  @ParameterizedTest
  @CsvSource({
    "bfloat16, bf16",
    "FP8, fp8",
    "fp8_block, fp8",
    "ptpc_fp8, fp8-tensor",
    "modelopt_fp4, nvfp4-all",
    "nvfp4-experts+fp8, nvfp4",
    "NVFP4_ALL, nvfp4-all",
    "w4a16, int4",
    "mxfp4_fp8, mxfp4-fp8"
  })
  void theSpellingsOfEnginesAreAccepted(String spelling, String id) {
    assertThat(WeightRecipes.of(spelling).id()).isEqualTo(id);
  }

  @Test
  void everyRecipeIsFoundByItsIdAndSaysWhatItMeans() {
    for (WeightRecipe recipe : WeightRecipes.all()) {
      assertThat(WeightRecipes.of(recipe.id())).isSameAs(recipe);
    }
    assertThat(WeightRecipe.NVFP4.describe())
        .isEqualTo(
            "routed experts in nvfp4; other linear layers in fp8_block; embedding, head, router and"
                + " norms in bf16");
    assertThat(WeightRecipe.BF16.describe()).isEqualTo("everything in bf16");
  }

  @Test
  void anUnknownRecipeIsAnsweredWithAllOfThem() {
    assertThatThrownBy(() -> WeightRecipes.of("fp3"))
        .hasMessageContaining("unknown weight recipe 'fp3'; choose one of bf16, fp8,");
  }

  @Test
  void inADenseModelARecipeOfExpertsMeansAllLinearLayers() {
    ModelCatalog catalog = ModelCatalog.builtIn();
    ModelArchitecture dense = catalog.model("llama-3.1-70b");
    assertThat(WeightRecipes.of("nvfp4", dense).id()).isEqualTo("nvfp4-all");
    assertThat(WeightRecipes.of("int4", dense).id()).isEqualTo("int4-all");
    assertThat(WeightRecipes.of("nvfp4", catalog.model("deepseek-v3")).id()).isEqualTo("nvfp4");
    assertThat(WeightRecipes.of("auto", catalog.model("8t-a160b"))).isEqualTo(WeightRecipe.BF16);
  }
}
