package dev.dryrack.serving.memory;

import static dev.dryrack.serving.fit.FitFixtures.cluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.fit.FitFixtures;
import dev.dryrack.serving.model.DenseFeedForward;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.LinearAttention;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.SparseIndexer;
import dev.dryrack.serving.model.WeightBytes;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.model.WeightRecipes;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemoryBudgetTest {

  private static final EngineLimits LIMITS = FitFixtures.limits(131072);

  /** Checkpoint sizes by formula and recipe: DeepSeek-V3 673.15 GB, Kimi K3 1,559.9 GB. */
  @Test
  void weightsAddUpToPublishedCheckpoints() {
    assertThat(weights(FitFixtures.deepSeekV3(), WeightRecipe.FP8))
        .isCloseTo(673.15e9, within(0.01e9));
    assertThat(weights(FitFixtures.kimiK3(), WeightRecipe.MXFP4))
        .isCloseTo(1559.9e9, within(0.5e9));
    assertThat(weights(FitFixtures.llama70b(), WeightRecipe.BF16))
        .isCloseTo(2 * 70.554e9, within(0.01e9));
  }

  @Test
  void eightTrillionParametersWeighWhatTheirPrecisionsSay() {
    ModelArchitecture model = FitFixtures.eightTrillion();
    assertThat(weights(model, WeightRecipe.FP8)).isCloseTo(7.97e12, within(0.01e12));
    assertThat(weights(model, WeightRecipe.NVFP4)).isCloseTo(4.50e12, within(0.01e12));
    assertThat(weights(model, WeightRecipe.BF16)).isCloseTo(15.92e12, within(0.02e12));
  }

  /**
   * Block counts that vLLM 0.15.1 printed on H100 at gpu-memory-utilization 0.9 (assumed by their
   * collector), 128 sequences, blocks of 16: simulator accuracy experiments of inference-sim. Five
   * dense models, eight configurations; they are what the runtime reserve is fitted to.
   */
  @ParameterizedTest(name = "{0} TP{7} budget {8}: {9} blocks")
  @CsvSource({
    "llama-2-7b,      32, 4096, 32, 32, 11008,  32000, 1, 2048,  7463",
    "qwen2.5-7b,      28, 3584, 28,  4, 18944, 152064, 1, 2048, 65352",
    "qwen2.5-7b,      28, 3584, 28,  4, 18944, 152064, 1, 1024, 65368",
    "llama-3.1-70b,   80, 8192, 64,  8, 28672, 128256, 4, 8192, 30251",
    "llama-3.1-70b,   80, 8192, 64,  8, 28672, 128256, 4, 2048, 30425",
    "yi-34b,          60, 7168, 56,  8, 20480,  64000, 2, 2048, 20793",
    "mistral-nemo,    40, 5120, 32,  8, 14336, 131072, 1, 2048, 19251",
    "mistral-nemo,    40, 5120, 32,  8, 14336, 131072, 2, 1024, 48009",
  })
  void blockCountsAreWithinOnePercentOfWhatAnEngineMeasured(
      String id,
      int layers,
      int hidden,
      int heads,
      int kvHeads,
      int width,
      int vocabulary,
      int tp,
      int tokens,
      long blocks) {
    ModelArchitecture model =
        FitFixtures.dense(id, layers, hidden, heads, kvHeads, width, vocabulary);
    EngineLimits limits = new EngineLimits(128, tokens, 0, 16, 0.9, 4096);
    MemoryBudget budget =
        MemoryBudget.of(
            new Deployment(
                model,
                WeightRecipe.BF16,
                Precision.BF16,
                new ShardingPlan(tp, 1, 1, 1, 1, 1),
                cluster(FitFixtures.h100(), tp)),
            limits);

    assertThat((double) budget.kvLayout().blocksPerRank() / blocks).isCloseTo(1, within(0.01));
  }

  @Test
  void partsAndRoomAddUpToUsableMemory() {
    MemoryBudget budget = onNvl72(WeightRecipe.FP8, new ShardingPlan(2, 1, 36, 72, 1, 1));
    StageMemory rank = budget.worst();

    long parts = rank.items().stream().mapToLong(MemoryItem::bytes).sum();
    assertThat(parts).isEqualTo(rank.weightsBytes() + rank.overheadBytes());
    assertThat(parts + budget.kvRoomBytes()).isEqualTo(budget.usableBytes());
    assertThat(budget.usableBytes()).isEqualTo((long) (0.9 * budget.memoryBytes()));
  }

  @Test
  void attentionDataParallelismReplicatesAllButRoutedExperts() {
    StageMemory one = onNvl72(WeightRecipe.FP8, new ShardingPlan(1, 1, 1, 1, 1, 1)).worst();
    StageMemory dp = onNvl72(WeightRecipe.FP8, new ShardingPlan(1, 1, 72, 72, 1, 1)).worst();

    for (MemoryPart part : MemoryPart.values()) {
      if (part.weights() && part != MemoryPart.ROUTED_EXPERTS) {
        assertThat(dp.bytes(part)).as(part.label()).isEqualTo(one.bytes(part));
      }
    }
    assertThat(72 * dp.bytes(MemoryPart.ROUTED_EXPERTS))
        .isCloseTo(one.bytes(MemoryPart.ROUTED_EXPERTS), within(72L));
    assertThat(dp.weightsBytes() - dp.bytes(MemoryPart.ROUTED_EXPERTS))
        .as("non-expert weights of 8t-a160b per GPU, about 52 GB")
        .isCloseTo(52_000_000_000L, within(1_000_000_000L));
  }

  @Test
  void expertsCutByTensorParallelismWeighTheSameAsWholeOnes() {
    StageMemory whole = onNvl72(WeightRecipe.FP8, new ShardingPlan(8, 1, 9, 72, 1, 1)).worst();
    StageMemory cut = onNvl72(WeightRecipe.FP8, new ShardingPlan(8, 1, 9, 18, 4, 1)).worst();

    assertThat(cut.bytes(MemoryPart.ROUTED_EXPERTS))
        .isEqualTo(whole.bytes(MemoryPart.ROUTED_EXPERTS));
  }

  @Test
  void latentAttentionReplicatesItsCacheUnderTensorParallelism() {
    RankKv one = footprint(FitFixtures.eightTrillion(), Precision.FP8, 1);
    RankKv eight = footprint(FitFixtures.eightTrillion(), Precision.FP8, 8);

    assertThat(one.growingBytesPerToken()).isEqualTo(52_992);
    assertThat(eight.growingBytesPerToken()).isEqualTo(52_992);
  }

  @ParameterizedTest
  @CsvSource({"1, 327680", "4, 81920", "8, 40960", "16, 40960"})
  void groupedQueryHeadsAreDividedUntilOneIsLeft(int tp, double bytesPerToken) {
    assertThat(footprint(FitFixtures.llama70b(), Precision.BF16, tp).growingBytesPerToken())
        .isEqualTo(bytesPerToken);
  }

  /** Kimi K3: 27,648 B per token in 24 MLA layers; 434 MB of FP32 state in 69 KDA layers. */
  @Test
  void recurrentStateIsPerSequenceAndDividedByHeads() {
    RankKv one = footprint(FitFixtures.kimiK3(), Precision.BF16, 1);
    RankKv eight = footprint(FitFixtures.kimiK3(), Precision.BF16, 8);

    assertThat(one.growingBytesPerToken()).isEqualTo(27_648);
    double convolution = 69 * 2.0 * 3 * 3 * 96 * 128;
    assertThat(one.fixedBytesPerSequence() - convolution).isEqualTo(69 * 96 * 128 * 128 * 4.0);
    assertThat(eight.fixedBytesPerSequence()).isEqualTo(one.fixedBytesPerSequence() / 8);
  }

  /** gpt-oss-120b: 18 full layers, 36,864 B per token; 18 windows of 128 tokens, 4.7 MB. */
  @Test
  void windowsStopGrowing() {
    GroupedQueryAttention full = new GroupedQueryAttention(64, 8, 64, 64, false, 0, 0, null);
    GroupedQueryAttention window = new GroupedQueryAttention(64, 8, 64, 64, false, 128, 0, null);
    ModelArchitecture model =
        FitFixtures.model(
            "gpt-oss",
            2880,
            201088,
            131072,
            WeightRecipe.MXFP4,
            new LayerGroup(18, full, new DenseFeedForward(2880, 3), 0),
            new LayerGroup(18, window, new DenseFeedForward(2880, 3), 0));
    RankKv kv = footprint(model, Precision.BF16, 1);

    assertThat(kv.growingBytesPerToken()).isEqualTo(36_864);
    assertThat(kv.fixedBytesPerSequence()).isEqualTo(128 * 36_864);
    assertThat(kv.bytesPerSequence(64)).isEqualTo(64 * 2 * 36_864);
    assertThat(kv.bytesPerSequence(6400)).isEqualTo(6400 * 36_864 + 128 * 36_864);
    KvLayout layout = KvLayout.of(kv, 1_000_000_000L, 64, 131072);
    assertThat(layout.fixedBlocksPerSequence()).isEqualTo(2);
    assertThat(layout.blocksPerSequence(65)).isEqualTo(4);
  }

  @Test
  void aWindowThatNoSequenceOutgrowsIsFullAttention() {
    GroupedQueryAttention window = new GroupedQueryAttention(8, 8, 128, 128, false, 4096, 0, null);
    ModelArchitecture model =
        FitFixtures.model(
            "window",
            1024,
            1000,
            4096,
            null,
            new LayerGroup(2, window, new DenseFeedForward(64, 3), 0));
    RankKv kv =
        new MemoryModel(
                model,
                WeightRecipe.BF16,
                Precision.BF16,
                FitFixtures.h100().gpu(),
                FitFixtures.limits(4096),
                MemorySettings.DEFAULT)
            .budget(new ShardingPlan(1, 1, 1, 1, 1, 1))
            .worst()
            .kv();

    assertThat(kv.growingBytesPerToken()).isEqualTo(2 * 8 * 256 * 2);
    assertThat(kv.fixedBytesPerSequence()).isZero();
  }

  /** DeepSeek-V3.2's FP8 indexer keys: 132 bytes per token and layer. */
  @Test
  void indexerKeysInEightBitsCarryTheirScale() {
    SparseIndexer indexer = new SparseIndexer(64, 128, 2048, true);
    LatentAttention mla = new LatentAttention(128, 1536, 512, 128, 64, 128, false, indexer);

    assertThat(RankKv.bytesPerToken(mla, Precision.FP8, 1)).isEqualTo(576 + 132);
    assertThat(RankKv.bytesPerToken(mla, Precision.BF16, 4)).isEqualTo(2 * (576 + 128));
  }

  @Test
  void aModelOfStatesAloneHasOneBlockPerSequence() {
    LinearAttention mamba =
        new LinearAttention(LinearAttention.Kind.MAMBA2, 1_000_000, 1000, 4, 500, 8);
    ModelArchitecture model =
        FitFixtures.model(
            "mamba",
            1024,
            1000,
            8192,
            null,
            new LayerGroup(10, mamba, new DenseFeedForward(64, 3), 0));
    KvLayout layout = KvLayout.of(footprint(model, Precision.BF16, 1), 1_000_000, 16, 8192);

    assertThat(layout).isEqualTo(new KvLayout(10 * 5000, 8192, 0, 20));
    assertThat(layout.blocksPerSequence(8192)).isEqualTo(1);
  }

  @Test
  void theStageThatHoldsLeastContextDecides() {
    MemoryBudget budget =
        MemoryBudget.of(
            new Deployment(
                FitFixtures.eightTrillion(),
                WeightRecipe.FP8,
                Precision.FP8,
                new ShardingPlan(16, 3, 3, 48, 1, 1),
                cluster(FitFixtures.h100(), 144)),
            LIMITS);

    assertThat(budget.stages()).hasSize(3);
    assertThat(budget.worst().stage()).as("31 layers, no head").isEqualTo(1);
    for (StageMemory stage : budget.stages()) {
      assertThat(budget.sequencesPerRank(131072)).isLessThanOrEqualTo(stage.sequences(131072));
    }
    assertThat(budget.kvTokens()).isEqualTo(3 * budget.kvLayout().blocksPerRank() * 64);
  }

  @Test
  void pipelineStagesTogetherHoldEveryWeightOnce() {
    ModelArchitecture model = FitFixtures.kimiK3();
    SystemSpec system = FitFixtures.b300();
    MemoryModel memory =
        new MemoryModel(
            model,
            WeightRecipe.MXFP4,
            Precision.BF16,
            system.gpu(),
            LIMITS,
            MemorySettings.DEFAULT);
    long sum =
        memory.budget(new ShardingPlan(1, 3, 1, 1, 1, 1)).stages().stream()
            .mapToLong(StageMemory::weightsBytes)
            .sum();

    assertThat(sum).isCloseTo(memory.weightsBytes(), within(100L));
  }

  @Test
  void aTiedEmbeddingIsKeptAgainOnTheLastOfSeveralStages() {
    ModelArchitecture untied = FitFixtures.dense("tied", 4, 1024, 16, 8, 4096, 32000);
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
            0,
            null,
            "test",
            "");
    MemoryModel memory =
        new MemoryModel(
            tied,
            WeightRecipe.BF16,
            Precision.BF16,
            FitFixtures.h100().gpu(),
            LIMITS,
            MemorySettings.DEFAULT);
    List<StageMemory> one = memory.budget(new ShardingPlan(1, 1, 1, 1, 1, 1)).stages();
    List<StageMemory> two = memory.budget(new ShardingPlan(1, 2, 1, 1, 1, 1)).stages();
    long table = 2L * 32000 * 1024;

    assertThat(one.get(0).bytes(MemoryPart.EMBEDDING)).isEqualTo(table);
    assertThat(one.get(0).bytes(MemoryPart.HEAD)).isZero();
    assertThat(two.get(0).bytes(MemoryPart.HEAD)).isZero();
    assertThat(two.get(1).bytes(MemoryPart.HEAD)).isEqualTo(table);
  }

  private static MemoryBudget onNvl72(WeightRecipe recipe, ShardingPlan plan) {
    return MemoryBudget.of(
        new Deployment(
            FitFixtures.eightTrillion(),
            recipe,
            Precision.FP8,
            plan,
            cluster(FitFixtures.gb200(), plan.gpus())),
        LIMITS);
  }

  @Test
  void oneRankHoldsExactlyTheWeightsOfTheModel() {
    for (ModelArchitecture model :
        List.of(FitFixtures.eightTrillion(), FitFixtures.kimiK3(), FitFixtures.llama70b())) {
      for (WeightRecipe recipe : WeightRecipes.all()) {
        assertThat(weights(model, recipe))
            .isCloseTo((double) WeightBytes.of(model, recipe).total(), within(100.0));
      }
    }
  }

  private static double weights(ModelArchitecture model, WeightRecipe recipe) {
    return new MemoryModel(
            model, recipe, Precision.FP8, FitFixtures.gb200().gpu(), LIMITS, MemorySettings.DEFAULT)
        .weightsBytes();
  }

  private static RankKv footprint(ModelArchitecture model, Precision precision, int tp) {
    RankKv kv = new RankKv(64, model.layers().size());
    for (LayerGroup group : model.layers()) {
      var mixer = group.mixer();
      if (mixer != null) {
        kv.add(mixer, group.count(), precision, tp, model.maxContextTokens());
      }
    }
    return kv;
  }
}
