package dev.dryrack.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.hardware.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes of the catalogue's models against figures computed apart and sizes that are published. */
class PublishedSizesTest {

  private static final double GIB = 1 << 30;
  private static final ModelCatalog CATALOG = ModelCatalog.builtIn();

  @ParameterizedTest
  @CsvFileSource(resources = "parameters.csv")
  void everyPartOfEveryModelHasTheParametersOfItsCheckpoint(
      String id,
      long embedding,
      long head,
      long attention,
      long denseFfn,
      long routed,
      long shared,
      long router,
      long other,
      long norms,
      long active) {
    ParameterCounts counts = ParameterCounts.of(CATALOG.model(id));
    assertThat(counts)
        .as(id)
        .isEqualTo(
            new ParameterCounts(
                embedding,
                head,
                attention,
                denseFfn,
                routed,
                shared,
                router,
                other,
                norms,
                counts.routedActive(),
                false));
    assertThat(counts.activeExcludingEmbedding()).as(id).isEqualTo(active);
  }

  /** The last columns are published sizes and how far the computed ones are known to be off. */
  @ParameterizedTest
  @CsvFileSource(resources = "parameters.csv")
  void totalAndActiveParametersAreAsPublished(
      String id,
      long embedding,
      long head,
      long attention,
      long denseFfn,
      long routed,
      long shared,
      long router,
      long other,
      long norms,
      long active,
      long publishedTotal,
      long publishedActive,
      Double totalErrorPct,
      Double activeErrorPct) {
    if (publishedTotal == 0) {
      return; // invented: nothing is published
    }
    ParameterCounts counts = ParameterCounts.of(CATALOG.model(id));
    assertThat(errorPct(counts.total(), publishedTotal)).isCloseTo(totalErrorPct, within(0.006));
    assertThat(errorPct(counts.activeExcludingEmbedding(), publishedActive))
        .isCloseTo(activeErrorPct, within(0.06));
  }

  private static double errorPct(long computed, long published) {
    return 100 * ((double) computed / published - 1);
  }

  /**
   * Byte checks: Kimi K2 as listed on Hugging Face (958.52 GiB), Kimi K3's 1.56 TB checkpoint
   * (NVIDIA NeMo AutoModel docs), gpt-oss-120b's 60.8 GiB (its model card); the 8T figures follow
   * from the parameter counts and 1 + 4/128² and 0.5625 bytes.
   */
  @ParameterizedTest
  @CsvSource({
    "kimi-k2, fp8, 1029.173e9",
    "kimi-k3, mxfp4, 1559.937e9",
    "gpt-oss-120b, mxfp4, 65.190e9",
    "8t-a160b, bf16, 15.9240e12",
    "8t-a160b, fp8, 7.96860e12",
    "8t-a160b, nvfp4, 4.50405e12",
    "8t-a160b, nvfp4-all, 4.48533e12",
    "8t-a160b, mxfp8, 8.21533e12",
    "8t-a210b-hybrid, nvfp4, 4.51852e12",
    "8t-a160b-gqa8, nvfp4, 4.51575e12",
    "deepseek-v3, fp8, 673.150e9",
    "deepseek-v3, nvfp4, 386.906e9",
    "llama-3.1-70b, bf16, 141.107e9"
  })
  void weightsTakeTheBytesThatArePublished(String id, String recipe, double expectedBytes) {
    WeightBytes bytes = WeightBytes.of(CATALOG.model(id), WeightRecipes.of(recipe));
    assertThat((double) bytes.total()).isCloseTo(expectedBytes, within(expectedBytes * 2e-5));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "kv.csv")
  void everySequenceKeepsTheBytesOfItsAttentionKind(
      String id,
      double bf16,
      double fp8,
      double indexBf16,
      double indexFp8,
      int growingLayers,
      double windowBytes,
      double stateBytes,
      double convolutionBytes) {
    ModelArchitecture model = CATALOG.model(id);
    KvFootprint inBf16 = KvFootprint.of(model, Precision.BF16);
    KvFootprint inFp8 = KvFootprint.of(model, Precision.FP8);
    assertThat(inBf16.bytesPerToken()).isEqualTo(bf16);
    assertThat(inFp8.bytesPerToken()).isEqualTo(fp8);
    assertThat(inBf16.indexBytesPerToken()).isEqualTo(indexBf16);
    assertThat(inFp8.indexBytesPerToken()).isCloseTo(indexFp8, within(1e-9));
    assertThat(inBf16.growingLayers()).isEqualTo(growingLayers);
    assertThat(inBf16.windowBytes() + inBf16.fixedBytes())
        .isEqualTo(windowBytes + stateBytes + convolutionBytes);
    assertThat(inBf16.bytesOfContext(1_000_000))
        .isCloseTo(
            1_000_000 * (bf16 + indexBf16) + windowBytes + stateBytes + convolutionBytes,
            within(1.0));
  }

  /** DeepSeek-V4 announcement, 2026-04-24: 9.62 GiB of KV cache at 1,048,576 tokens. */
  @ParameterizedTest
  @CsvSource("deepseek-v4-pro, 1048576, 9.62")
  void aMillionTokensOfDeepSeekV4TakeThePublishedBytes(String id, long context, double gib) {
    KvFootprint footprint = KvFootprint.of(CATALOG.model(id), Precision.BF16);
    assertThat(footprint.bytesOfContext(context) / GIB).isCloseTo(gib, within(0.01));
  }
}
