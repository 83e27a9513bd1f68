package dev.dryrack.serving.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.serving.model.DenseFeedForward;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What single layers cost, against arithmetic by hand. */
final class LayerCostTest {

  @Test
  void aQueryAttendsToEachTokenBeforeItAndItself() {
    assertEquals(1 + 2 + 3, PrefillTerm.pairs(3, 0, 0), 0);
    assertEquals(11 + 12 + 13, PrefillTerm.pairs(3, 10, 0), 0);
    assertEquals(1 + 2 + 2 + 2, PrefillTerm.pairs(4, 0, 2), 0);
    assertEquals(4 + 5 + 5, PrefillTerm.pairs(3, 3, 5), 0);
    assertEquals(3 * 5, PrefillTerm.pairs(3, 100, 5), 0);
  }

  @Test
  void chunksOfAPromptCostAsMuchArithmeticAsTheWhole() {
    double whole = PrefillTerm.pairs(8192, 0, 0);
    double chunks = 0;
    for (int done = 0; done < 8192; done += 512) {
      chunks += PrefillTerm.pairs(512, done, 0);
    }
    assertEquals(whole, chunks, 0);
  }

  private static double touched(int ep, double tokens) {
    ShardingPlan plan = new ShardingPlan(1, 1, ep, ep, 1, 1);
    RankCost rank =
        new RankCost(
            Fixtures.deployment(Fixtures.DEEPSEEK_V3, WeightRecipe.FP8, plan, Fixtures.H100_SYSTEM),
            CostSettings.DEFAULT);
    return new ExpertCost(new ExpertFeedForward(256, 8, 2048, 2048), rank).touched(tokens);
  }

  @Test
  void oneTokenTouchesTheExpertsItChooses() {
    assertEquals(8, touched(1, 1), 1e-9);
  }

  @Test
  void manyTokensTouchAllExperts() {
    assertEquals(256, touched(1, 10_000), 1e-6);
    assertEquals(4, touched(64, 10_000), 1e-6);
  }

  @Test
  void skewedRoutingTouchesFewerExperts() {
    assertEquals(256 * (1 - Math.exp(-0.62 * 32 * 8 / 256)), touched(1, 32), 1e-9);
  }

  @Test
  void theBusiestOfManyRanksIsAboveTheMean() {
    double share = 1 - Math.exp(-0.62 * 32 * 8 / 256);
    double mean = 8 * share;
    double deviation = Math.sqrt(8 * share * (1 - share));
    double expected = Math.min(8, mean + Math.sqrt(2 * Math.log(32)) * deviation);
    assertEquals(expected, touched(32, 32), 1e-9);
  }

  @Test
  void moreTensorParallelismIsFasterForOneUser() {
    long before = Long.MAX_VALUE;
    for (int tp = 1; tp <= 8; tp *= 2) {
      long step = Fixtures.price(Fixtures.llama(tp)).stepPicos(StepShape.decode(1, 1000, 1));
      assertTrue(step < before, "TP" + tp);
      before = step;
    }
  }

  @Test
  void weightsSetTheFloorOfASmallStep() {
    double seconds =
        Fixtures.price(Fixtures.llama(4)).stepPicos(StepShape.decode(1, 1000, 1)) * 1e-12;
    double weightsSeconds = 2 * 70.6e9 / 4 / 3.35e12;
    assertTrue(seconds > weightsSeconds && seconds < 2 * weightsSeconds, seconds + " s");
  }

  @Test
  void aWindowStopsDecodeFromGrowing() {
    ModelArchitecture windowed =
        Fixtures.model(
            "windowed",
            4096,
            32_000,
            new LayerGroup(
                8,
                new GroupedQueryAttention(32, 8, 128, 128, false, 1024, 0, null),
                new DenseFeedForward(14_336, 3),
                0));
    CompiledStepPrice price =
        Fixtures.price(
            Fixtures.deployment(
                windowed,
                WeightRecipe.BF16,
                new ShardingPlan(1, 1, 1, 1, 1, 1),
                Fixtures.H100_SYSTEM));
    assertTrue(price.decodePicos(4, 4000) < price.decodePicos(4, 4096));
    assertEquals(price.decodePicos(4, 4096), price.decodePicos(4, 400_000));
    assertEquals(0, price.decodeSlopePicos(4, 4096));
  }

  @Test
  void pipelineStagesInterleaveMicroBatches() {
    CompiledStepPrice whole = Fixtures.price(Fixtures.llama(4));
    CompiledStepPrice staged =
        Fixtures.price(
            Fixtures.deployment(
                Fixtures.LLAMA_70B,
                WeightRecipe.BF16,
                new ShardingPlan(4, 2, 1, 1, 4, 1),
                Fixtures.H100_SYSTEM));
    double cycle = staged.stepPicos(StepShape.decode(64, 1000, 1));
    double step = whole.stepPicos(StepShape.decode(32, 1000, 1));
    assertTrue(cycle > step && cycle < 1.2 * step, cycle / step + "");
    assertEquals(0.5, (double) staged.prefillPicos(1024, 0) / whole.prefillPicos(1024, 0), 1e-6);
  }

  @Test
  void crossingNodesMakesTensorParallelismSlower() {
    ShardingPlan plan = new ShardingPlan(16, 1, 1, 1, 16, 1);
    StepShape step = StepShape.decode(8, 1000, 1);
    CompiledStepPrice across =
        Fixtures.price(
            Fixtures.deployment(
                Fixtures.DEEPSEEK_V3, WeightRecipe.FP8, plan, Fixtures.H100_SYSTEM));
    CompiledStepPrice inside =
        Fixtures.price(
            Fixtures.deployment(
                Fixtures.DEEPSEEK_V3,
                WeightRecipe.FP8,
                new ShardingPlan(8, 1, 1, 1, 8, 1),
                Fixtures.H100_SYSTEM));
    double slower = across.breakdown(step).seconds(Operation.ALL_REDUCE);
    assertTrue(slower > 2 * inside.breakdown(step).seconds(Operation.ALL_REDUCE));
  }

  @Test
  void exchangeCostsWhatItsPlanMovesAndNothingWithoutOne() {
    StepShape step = StepShape.decode(64, 1000, 8);
    List<Operation> exchange = List.of(Operation.DISPATCH, Operation.COMBINE);
    for (Operation operation : exchange) {
      assertTrue(Fixtures.price(Fixtures.deepSeek(8)).breakdown(step).seconds(operation) > 0);
      assertEquals(
          0,
          Fixtures.price(Fixtures.llama(8)).breakdown(step).seconds(operation),
          operation.label());
    }
  }
}
