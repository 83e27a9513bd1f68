package dev.dryrack.serving.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.memory.StageMemory;
import dev.dryrack.serving.model.KvFootprint;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightBytes;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Laws of fit that hold for everything in the catalogues, and the catalogues' headline answers. */
final class FitCatalogTest {

  private static final ModelCatalog MODELS = ModelCatalog.builtIn();
  private static final SystemCatalog SYSTEMS = SystemCatalog.builtIn();

  @Tag("slow")
  @Test
  void everyModelIsAnsweredOnEverySystem() {
    for (ModelArchitecture model : models()) {
      for (SystemSpec system : SYSTEMS.systems()) {
        FitReport report = FitAdvisor.advise(FitRequest.of(model, system, system.defaultGpus()));
        String what = model.id() + " on " + system.id();

        assertThat(PlanRules.problems(report.deployment())).as(what).isEmpty();
        assertThat(report.marginBytes() < 0)
            .as(what)
            .isEqualTo(report.verdict() == Verdict.DOES_NOT_FIT);
        assertThat(report.reasons().isEmpty()).as(what).isEqualTo(report.verdict() == Verdict.FITS);
        assertPartsAddUp(report, what);
      }
    }
  }

  @Test
  void oneRankOfOneHoldsTheModelAndItsContextOnce() {
    ShardingPlan whole = new ShardingPlan(1, 1, 1, 1, 1, 1);
    SystemSpec system = SYSTEMS.system("gb300-nvl72");
    for (ModelArchitecture model : models()) {
      FitReport report =
          FitAdvisor.advise(
              FitRequest.of(model, system, 1)
                  .withPlan(whole)
                  .withLimits(new EngineLimits(256, 8192, 0, 1, 0.9, model.maxContextTokens())));
      StageMemory rank = report.budget().worst();
      Deployment deployment = report.deployment();

      assertThat((double) rank.weightsBytes())
          .as(model.id())
          .isCloseTo(
              (double) WeightBytes.of(model, deployment.weights()).total(),
              within(2e-6 * rank.weightsBytes()));
      long context = model.maxContextTokens();
      double bytes = KvFootprint.of(model, deployment.kvPrecision()).bytesOfContext(context);
      assertThat(rank.kv().bytesPerSequence(context))
          .as(model.id())
          .isCloseTo(bytes, within(1e-9 * bytes));
    }
  }

  @Test
  void moreTensorParallelismNeverMakesARankHeavier() {
    for (ModelArchitecture model : models()) {
      PlanRules rules = new PlanRules(model, null);
      List<MemoryBudget> budgets = new ArrayList<>();
      for (int tp = 1; tp <= 16; tp *= 2) {
        if (rules.allowsTp(tp) && rules.allowsEp(rules.dense() ? 1 : tp)) {
          ShardingPlan plan = new ShardingPlan(tp, 1, 1, rules.dense() ? 1 : tp, 1, 1);
          budgets.add(
              FitAdvisor.advise(
                      FitRequest.of(model, SYSTEMS.system("gb300-nvl72"), tp).withPlan(plan))
                  .budget());
        }
      }
      for (int i = 1; i < budgets.size(); i++) {
        assertThat(budgets.get(i).worst().weightsBytes())
            .as(model.id())
            .isLessThan(budgets.get(i - 1).worst().weightsBytes());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"h100, 32", "h200, 16", "b200, 16", "gb200-nvl72, 16", "gb300-nvl72, 8", "b300, 8"})
  void kimiK3FitsItsPublishedSmallestDeploymentsButNotHalf(String system, int gpus) {
    ModelArchitecture model = MODELS.model("kimi-k3");
    SystemSpec spec = SYSTEMS.system(system);

    assertThat(FitAdvisor.advise(FitRequest.of(model, spec, gpus)).verdict())
        .isEqualTo(Verdict.FITS);
    assertThat(FitAdvisor.advise(FitRequest.of(model, spec, gpus / 2)).verdict())
        .isEqualTo(Verdict.DOES_NOT_FIT);
  }

  @Test
  void eightTrillionParametersNeed144H100s() {
    FitReport report =
        FitAdvisor.advise(
            FitRequest.of(MODELS.model("8t-a160b"), SYSTEMS.system("h100"), FitRequest.AUTO));

    assertThat(report.bounds()).isEqualTo(new GpuBounds(104, 130, 0.2, 136));
    assertThat(report.plan().gpus()).isEqualTo(144);
  }

  /**
   * On the next smaller part of a node, or one node less, some rank lacks the room asked for: 20 %
   * of usable memory, and a sequence of full length.
   */
  @ParameterizedTest
  @CsvSource({
    "llama-3.1-8b, l40s, 1",
    "llama-3.1-70b, h100, 4",
    "gpt-oss-120b, h100, 2",
    "deepseek-v3, h200, 8",
    "kimi-k3, h100, 32",
    "kimi-k3, b200, 16",
  })
  void theFewestGpusLeaveTheRoomAskedForAndFewerDoNot(String id, String system, int fewest) {
    FitRequest request =
        FitRequest.of(MODELS.model(id), SYSTEMS.system(system), FitRequest.AUTO).withKvRoom(0.2);
    FitReport report = FitAdvisor.advise(request);

    assertThat(report.plan().gpus()).isEqualTo(fewest);
    assertThat(FitNeeds.leastRoomFraction(report.budget())).isGreaterThanOrEqualTo(0.2);
    assertThat(report.verdict()).isNotEqualTo(Verdict.DOES_NOT_FIT);
    int node = request.system().gpusPerNode();
    int fewer = fewest > node ? fewest - node : fewest / 2;
    if (fewer > 0) {
      assertThat(FitAdvisor.advise(request.withGpus(fewer)).verdict())
          .isEqualTo(Verdict.DOES_NOT_FIT);
    }
  }

  private static List<ModelArchitecture> models() {
    return MODELS.ids().stream().map(MODELS::model).toList();
  }

  private static void assertPartsAddUp(FitReport report, String what) {
    for (StageMemory stage : report.budget().stages()) {
      long sum = stage.items().stream().mapToLong(item -> item.bytes()).sum();
      assertThat(sum + stage.kvRoomBytes()).as(what).isEqualTo(report.budget().usableBytes());
    }
  }
}
