package dev.dryrack.serving.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Laws that every compiled price keeps, on plans of all kinds. */
final class CompiledStepPriceTest {

  private static List<Deployment> deployments() {
    return List.of(
        Fixtures.llama(4),
        Fixtures.llama(8),
        Fixtures.deployment(
            Fixtures.LLAMA_70B,
            WeightRecipe.BF16,
            new ShardingPlan(4, 2, 1, 1, 4, 1),
            Fixtures.H100_SYSTEM),
        Fixtures.deepSeek(72),
        Fixtures.deployment(
            Fixtures.DEEPSEEK_V3,
            WeightRecipe.FP8,
            new ShardingPlan(16, 1, 1, 16, 1, 1),
            Fixtures.H100_SYSTEM),
        Fixtures.deployment(
            Fixtures.DEEPSEEK_V3,
            WeightRecipe.NVFP4,
            new ShardingPlan(1, 1, 8, 1, 8, 1),
            Fixtures.NVL72),
        new Deployment(
            Fixtures.DEEPSEEK_V3,
            WeightRecipe.NVFP4,
            Precision.FP8,
            new ShardingPlan(2, 1, 36, 72, 1, 1),
            new Cluster(Fixtures.NVL72, 72)));
  }

  @Test
  void moreTokensAreNeverCheaper() {
    for (Deployment deployment : deployments()) {
      CompiledStepPrice price = Fixtures.price(deployment);
      long before = 0;
      for (int tokens = 0; tokens <= Fixtures.LIMITS.maxNumBatchedTokens(); tokens++) {
        long now = price.tokenPicos(tokens, (long) tokens * deployment.plan().attentionDp());
        assertTrue(now >= before, deployment.plan().label() + " at " + tokens + " tokens");
        before = now;
      }
    }
  }

  @Test
  void moreContextIsNeverCheaper() {
    for (Deployment deployment : deployments()) {
      CompiledStepPrice price = Fixtures.price(deployment);
      for (int sequences = 1; sequences < 300; sequences += 13) {
        long less = price.decodePicos(sequences, sequences * 1000L);
        long more = price.decodePicos(sequences, sequences * 1000L + 1);
        assertTrue(more > less, deployment.plan().label());
        assertEquals(price.decodeSlopePicos(sequences, sequences * 1000L), more - less);
      }
      assertTrue(price.prefillPicos(512, 1024) > price.prefillPicos(512, 0));
      assertTrue(price.prefillPicos(513, 1024) > price.prefillPicos(512, 1024));
    }
  }

  @Test
  void anEmptyStepStillTakesTime() {
    for (Deployment deployment : deployments()) {
      CompiledStepPrice price = Fixtures.price(deployment);
      assertTrue(price.tokenPicos(0, 0) > 1_000_000, deployment.plan().label());
      assertEquals(0, price.decodePicos(0, 0));
      assertEquals(0, price.samplePicos(0));
      assertEquals(0, price.prefillPicos(0, 100));
    }
  }

  @Test
  void theBreakdownAddsUpToThePrice() {
    for (Deployment deployment : deployments()) {
      CompiledStepPrice price = Fixtures.price(deployment);
      int ranks = deployment.plan().attentionDp();
      StepShape step =
          new StepShape(
              1077,
              1077L + 77L * (ranks - 1),
              77,
              77 * 2048L,
              78,
              List.of(new StepShape.Chunk(1000, 500)));
      assertEquals(price.stepPicos(step) * 1e-12, price.breakdown(step).seconds(), 1e-11);
    }
  }

  @Test
  void theLedgerOfARunAddsUpToItsSteps() {
    long seed = 20261124;
    Random random = new Random(seed);
    CompiledStepPrice price = Fixtures.price(Fixtures.deepSeek(72));
    StepLedger ledger = new StepLedger(price);
    double expected = 0;
    for (int i = 0; i < 10_000; i++) {
      int tokens = random.nextInt(8192);
      long total = (long) tokens + random.nextInt(100_000);
      int sequences = random.nextInt(256);
      long decode = price.decodePicos(sequences, sequences * 1500L);
      long prefill = price.prefillPicos(tokens, 0);
      ledger.record(tokens, total, 3);
      ledger.recordDecode(sequences, sequences * 1500L);
      ledger.addPrefillPicos(prefill);
      ledger.recordSamples(sequences, 1);
      expected +=
          3.0 * price.tokenPicos(tokens, total) + decode + prefill + price.samplePicos(sequences);
    }
    assertEquals(30_000, ledger.steps());
    assertEquals(1, ledger.breakdown().seconds() / (expected * 1e-12), 1e-9, "seed " + seed);
  }

  @Test
  void aPriceIsTheSameEachTimeItIsCompiled() {
    CompiledStepPrice one = Fixtures.price(Fixtures.deepSeek(72));
    CompiledStepPrice other = Fixtures.price(Fixtures.deepSeek(72));
    for (int tokens = 0; tokens < 8192; tokens += 7) {
      assertEquals(one.tokenPicos(tokens, tokens * 72L), other.tokenPicos(tokens, tokens * 72L));
    }
  }

  @Test
  void interpolationStaysCloseToTheFormula() {
    StepCostModel model =
        new StepCostModel(
            Fixtures.llama(4), Fixtures.LIMITS, CostSettings.DEFAULT.with(EngineOverhead.NONE));
    CompiledStepPrice price = model.compile();
    for (int tokens = 257; tokens < 8192; tokens += 61) {
      double below = price.tokenPicos(tokens - 32, tokens - 32);
      double above = price.tokenPicos(tokens + 32, tokens + 32);
      double middle = price.tokenPicos(tokens, tokens);
      assertTrue(middle >= below && middle <= above, "at " + tokens);
    }
  }

  @Test
  void aChunkOfOneTokenCostsNoMoreThanADecodingSequence() {
    CompiledStepPrice latent = Fixtures.price(Fixtures.deepSeek(72));
    CompiledStepPrice grouped = Fixtures.price(Fixtures.llama(4));
    for (long context = 1; context < 100_000; context *= 3) {
      assertTrue(latent.prefillPicos(1, context) <= latent.decodePicos(1, context + 1));
      assertTrue(grouped.prefillPicos(1, context) <= grouped.decodePicos(1, context + 1));
      assertTrue(latent.prefillPicos(1, context) <= latent.prefillPicos(2, context));
    }
  }

  @Test
  void verifyingADraftReadsTheCacheOnceAndComputesForEachToken() {
    CompiledStepPrice plain = Fixtures.price(Fixtures.deepSeek(72));
    StepCostModel model =
        new StepCostModel(
            Fixtures.deepSeek(72), Fixtures.LIMITS, CostSettings.DEFAULT, new Drafting(3, false));
    CompiledStepPrice drafts = model.compile();
    long one = plain.decodePicos(100, 400_000);
    long four = drafts.decodePicos(100, 400_000);
    assertTrue(four > one && four < 4 * one, one + " and " + four);
    assertEquals(plain.tokenPicos(400, 20_000), drafts.tokenPicos(400, 20_000));
    assertTrue(drafts.samplePicos(100) > plain.samplePicos(100));
    assertEquals(0, drafts.draftPicos(100, 7_200), "n-grams cost nothing");
  }

  @Test
  void eachFurtherTokenOfALayersDraftTakesAPassAndAHead() {
    long before = 0;
    for (int tokens = 1; tokens <= 4; tokens++) {
      StepCostModel model =
          new StepCostModel(
              Fixtures.deepSeek(72),
              Fixtures.LIMITS,
              CostSettings.DEFAULT,
              new Drafting(tokens, true));
      long picos = model.compile().draftPicos(100, 7_200);
      assertTrue(picos > before, tokens + " tokens");
      before = picos;
    }
  }
}
