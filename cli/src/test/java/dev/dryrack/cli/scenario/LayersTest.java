package dev.dryrack.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dryrack.hardware.facts.FactException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class LayersTest {

  private final Layers layers = new Layers();

  @Test
  void aKeyThatIsSetTwiceIsOneProblemAmongTheOthers() {
    layers.addFile("s.yaml", "plan:\n  tp: 8\n  tp: 4\n  pq: 2\n", Path.of(""));
    assertThatThrownBy(layers::resolve)
        .hasMessageContaining("s.yaml:3:3: plan.tp: the key is already set at line 2, column 3")
        .hasMessageContaining("s.yaml:4:3: plan.pq: is unknown");
  }

  @Test
  void aLaterLayerWins() {
    file("plan:\n  tp: 1\n  pp: 1\n  attention-dp: 1\n  ep: 1\n  moe-tp: 1\n");
    layers.addEnvironment(
        Map.of(
            "DRYRACK_PLAN_PP", "2",
            "DRYRACK_PLAN_ATTENTION_DP", "2",
            "DRYRACK_PLAN_EP", "2"));
    layers.addSet("plan.attention-dp=3");
    layers.addSet("plan.ep=3");
    layers.addFlag(PlanKeys.EP, "--ep", "4");
    Scenario scenario = layers.resolve();
    assertThat(scenario.get(PlanKeys.TP)).isEqualTo(1);
    assertThat(scenario.get(PlanKeys.PP)).isEqualTo(2);
    assertThat(scenario.get(PlanKeys.ATTENTION_DP)).isEqualTo(3);
    assertThat(scenario.get(PlanKeys.EP)).isEqualTo(4);
    assertThat(scenario.get(EngineKeys.MAX_NUM_SEQS)).isEqualTo(256);
  }

  @Test
  void everyValueKnowsWhereItIsFrom() {
    file("title: a\nplan:\n  tp: 8\n");
    layers.addEnvironment(Map.of("DRYRACK_PLAN_PP", "2"));
    layers.addSet("plan.ep=3");
    layers.addFlag(PlanKeys.MOE_TP, "--moe-tp", "4");
    Scenario scenario = layers.resolve();
    assertThat(scenario.place(PlanKeys.TP)).isEqualTo("test.yaml:3:7");
    assertThat(scenario.place(PlanKeys.PP)).isEqualTo("DRYRACK_PLAN_PP");
    assertThat(scenario.place(PlanKeys.EP)).isEqualTo("--set plan.ep=3");
    assertThat(scenario.place(PlanKeys.MOE_TP)).isEqualTo("--moe-tp");
    assertThat(scenario.place(EngineKeys.BLOCK_SIZE)).isEqualTo("default");
  }

  @Test
  void allMistakesOfAllLayersAreToldAtOnce() {
    file("plan:\n  tpp: 8\n  pp: zero\nload:\n  isl: -1\n");
    layers.addEnvironment(Map.of("DRYRACK_PLAN_TPP", "2", "DRYRACK_RUN_SEED", "x"));
    layers.addSet("plan.moe-tpp=3");
    layers.addSet("nonsense");
    layers.addFlag(PlanKeys.MOE_TP, "--moe-tp", "0");
    assertThat(messages(layers::resolve))
        .satisfiesExactly(
            message -> assertThat(message).startsWith("test.yaml:2:3: ").contains("mean 'tp'"),
            message -> assertThat(message).startsWith("test.yaml:3:7: plan.pp: is 'zero'"),
            message -> assertThat(message).startsWith("test.yaml:5:8: load.isl: is '-1'"),
            message -> assertThat(message).startsWith("DRYRACK_PLAN_TPP: is not a key"),
            message -> assertThat(message).startsWith("DRYRACK_RUN_SEED: is 'x'"),
            message ->
                assertThat(message).contains("--set plan.moe-tpp=3").contains("'plan.moe-tp'"),
            message -> assertThat(message).contains("--set nonsense").contains("path=value"),
            message -> assertThat(message).startsWith("--moe-tp: is '0'; write a whole number"));
  }

  @Test
  void aFlagThatHasNoEffectBesideAnotherIsRefusedWithTheReason() {
    layers.addFlag(LoadKeys.TRACE, "--trace", "a.csv");
    layers.addFlag(LoadKeys.BURSTINESS, "--burstiness", "2");
    assertThat(messages(layers::resolve))
        .anySatisfy(
            message ->
                assertThat(message)
                    .startsWith("--burstiness: has no effect with --trace: a trace brings"));
  }

  @Test
  void setAndFlagOnOneCommandLineContradictEachOtherToo() {
    layers.addSet("load.trace=a.csv");
    layers.addFlag(LoadKeys.ISL, "--isl", "2");
    assertThatThrownBy(layers::resolve).isInstanceOf(FactException.class);
  }

  @Test
  void aFlagThatNeedsAnotherIsRefusedWithoutIt() {
    layers.addFlag(LoadKeys.BURSTINESS, "--burstiness", "2");
    layers.addFlag(ModelKeys.ACTIVE, "--active", "160B");
    assertThat(messages(layers::resolve))
        .anySatisfy(m -> assertThat(m).startsWith("--active: has no effect without --params"))
        .anySatisfy(m -> assertThat(m).startsWith("--burstiness: has no effect without"));
  }

  @Test
  void aTraceOnTheCommandLineReplacesTheGeneratedLoadOfAFileAndSaysSo() {
    file("load: {request-rate: 2, isl: 10, osl: 20, max-concurrency: 7}\n");
    layers.addFlag(LoadKeys.TRACE, "--trace", "a.csv");
    Scenario scenario = layers.resolve();
    assertThat(scenario.isSet(LoadKeys.ISL)).isFalse();
    assertThat(scenario.get(LoadKeys.MAX_CONCURRENCY)).isEqualTo(7);
    assertThat(scenario.notes())
        .singleElement()
        .asString()
        .contains("load.isl")
        .contains("--trace");
  }

  @Test
  void anotherSystemReplacesThePlanAndThePriceOfAFile() {
    file("system: {id: gb200-nvl72, racks: 2}\nplan: {tp: 8}\ncost: {price: $3/h}\n");
    layers.addFlag(SystemKeys.SYSTEM, "--on", "h100");
    Scenario scenario = layers.resolve();
    assertThat(scenario.isSet(PlanKeys.TP)).isFalse();
    assertThat(scenario.isSet(SystemKeys.RACKS)).isFalse();
    assertThat(scenario.isSet(CostKeys.PRICE)).isFalse();
  }

  @Test
  void pathsInAFileStartFromItsDirectory() {
    layers.addFile(
        "s.yaml",
        "model: {id: my/config.json}\nsystem: {files: [a.yaml]}\nload: {trace: t.csv}\n",
        Path.of("some", "where"));
    Scenario scenario = layers.resolve();
    assertThat(scenario.get(LoadKeys.TRACE)).containsExactly("some/where/t.csv");
    assertThat(scenario.get(ModelKeys.MODEL)).isEqualTo("some/where/my/config.json");
    assertThat(scenario.get(SystemKeys.SYSTEM_FILES)).containsExactly("some/where/a.yaml");
  }

  @Test
  void unitsAreRequiredInFilesAndKnownInFlags() {
    file("cost: {price: 3.5}\n");
    layers.addFlag(RunKeys.DURATION, "--duration", "90");
    assertThat(messages(layers::resolve))
        .singleElement()
        .asString()
        .startsWith("test.yaml:1:15: cost.price: is wrong: '3.5' has no unit");
    Layers flags = new Layers();
    flags.addFlag(CostKeys.PRICE, "--price", "3.5");
    flags.addFlag(RunKeys.DURATION, "--duration", "2min");
    flags.addFlag(GoodputKeys.GOODPUT_TTFT, "--goodput ttft:500", "500");
    Scenario scenario = flags.resolve();
    assertThat(scenario.get(CostKeys.PRICE)).isEqualTo(3.5);
    assertThat(scenario.get(RunKeys.DURATION)).isEqualTo(120.0);
    assertThat(scenario.get(GoodputKeys.GOODPUT_TTFT)).isEqualTo(0.5);
  }

  private void file(String text) {
    layers.addFile("test.yaml", text, Path.of(""));
  }

  private static List<String> messages(ThrowingCallable action) {
    FactException thrown = (FactException) catchThrowable(action);
    return thrown.messages();
  }
}
