package dev.dryrack.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.hardware.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterCountsTest {

  /** DeepSeek-V3 (arXiv 2412.19437 and its published configuration). */
  private static ModelArchitecture deepSeekV3() {
    TokenMixer mla = new LatentAttention(128, 1536, 512, 128, 64, 128, false, null);
    return new ModelArchitecture(
        "deepseek-v3",
        "DeepSeek-V3",
        ModelArchitecture.Origin.PUBLISHED,
        7168,
        129280,
        false,
        163840,
        List.of(
            new LayerGroup(3, mla, new DenseFeedForward(18432, 3), 0),
            new LayerGroup(58, mla, new ExpertFeedForward(256, 8, 2048, 2048), 0)),
        1,
        WeightRecipe.FP8,
        "arXiv 2412.19437",
        "");
  }

  @Test
  void theTotalOfDeepSeekV3IsTheSumOfItsParts() {
    ParameterCounts counts = ParameterCounts.of(deepSeekV3());
    assertThat(counts.total()).isEqualTo(671_026_419_200L);
    assertThat(counts.attention()).isEqualTo(11_413_547_008L);
    assertThat(counts.routed()).isEqualTo(653_908_770_816L);
    assertThat(counts.activeExcludingEmbedding()).isEqualTo(36_625_618_432L);
    assertThat(counts.activeIncludingEmbedding()).isEqualTo(37_552_297_472L);
  }

  @Test
  void aTiedHeadIsCountedOnceAndStaysActive() {
    ModelArchitecture untied = deepSeekV3();
    ModelArchitecture tied =
        new ModelArchitecture(
            untied.id(),
            untied.name(),
            untied.origin(),
            untied.hiddenSize(),
            untied.vocabularySize(),
            true,
            untied.maxContextTokens(),
            untied.layers(),
            1,
            null,
            untied.source(),
            "");
    ParameterCounts counts = ParameterCounts.of(tied);
    assertThat(counts.total()).isEqualTo(671_026_419_200L - 926_679_040L);
    assertThat(counts.activeExcludingEmbedding()).isEqualTo(36_625_618_432L);
  }

  @Test
  void oneLatentOf576NumbersPerLayerIsKeptForEachToken() {
    KvFootprint footprint = KvFootprint.of(deepSeekV3(), Precision.FP8);
    assertThat(footprint.growingBytesPerToken()).isEqualTo(35_136);
    assertThat(footprint.bytesOfContext(1000)).isCloseTo(35_136_000, within(1e-6));
  }
}
