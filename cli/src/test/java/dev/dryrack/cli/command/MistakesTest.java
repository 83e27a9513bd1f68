package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told who wrote something wrong: all of it, where it stands, and what to do. */
final class MistakesTest {

  @TempDir Path folder;

  private Result call(String line) {
    return new Cli().directory(folder).call(line.split(" ", -1));
  }

  @Test
  void namesAndPlansAreToldWithAllOtherMistakes() throws IOException {
    Files.writeString(
        folder.resolve("s.yaml"),
        """
        model:
          id: 8t-a160c
          quantization: fp9
        system:
          id: h10
        plan:
          tp: 7
        cost:
          price: 5 apples
        """);
    Result result = call("run s.yaml");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains(
            "s.yaml:2:7: model.id: unknown model '8t-a160c'; did you mean '8t-a160b'?",
            "s.yaml:3:17: model.quantization: unknown weight recipe 'fp9'",
            "s.yaml:5:7: system.id: unknown system 'h10'; did you mean 'h100'?",
            "s.yaml:7:7: plan.tp: tp = 7 does not divide 128 attention heads",
            "(if 8t-a160b on h100 is meant)",
            "s.yaml:9:10: cost.price: is wrong: '5 apples'")
        .doesNotContain("\tat ");
  }

  @Test
  void aPlanIsRefusedAtTheKeyThatMakesItImpossible() throws IOException {
    Files.writeString(
        folder.resolve("s.yaml"), "model: {id: 8t-a160b}\nsystem: {id: h100}\nplan: {pp: 2}\n");
    assertThat(call("run s.yaml --tp 7 --gpus 112").err())
        .contains("--tp: tp = 7 does not divide")
        .doesNotContain("is meant");
    assertThat(call("run s.yaml --gpus 30 --tp 8 --attention-dp 1 --max-model-len 9999999").err())
        .contains("--tp: tp × pp × attention-dp × replicas = 8 × 2 × 1 × 1 = 16 GPUs")
        .contains("--max-model-len: max-model-len = 9999999 is beyond");
    assertThat(call("fit 8t-a160b --on h100 --gpus 145").err())
        .contains("--gpus: gpus = 145: no plan spreads 8t-a160b evenly");
  }

  @Test
  void aKeyThatCannotBeReadCausesNoFurtherMistakes() {
    assertThat(call("fit --on h100 --params 5apples --experts 64").err())
        .contains("--params: is '5apples'", "1 problem in")
        .doesNotContain("has no effect", "no model");
    assertThat(call("fit 8t-a160b --on h100 --gpus x --tp 7").err()).contains("1 problem in");
  }

  @Test
  void anEmptyNameOfAScenarioIsRefused() {
    Result result = new Cli().directory(folder).call("run", "");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("the name of the scenario file is empty");
  }

  @Test
  void aKeyOfAnotherSectionIsRecognised() throws IOException {
    Map<String, String> variables =
        Map.of("DRYRACK_LOAD_SEED", "3", "DRYRACK_LOAD_SPED", "3", "DRYRACK_RUN_MAX_NUM_SEQS", "3");
    assertThat(new Cli().environment(variables).call("run").err())
        .contains("DRYRACK_LOAD_SEED: is not a key of a scenario; did you mean 'DRYRACK_RUN_SEED'?")
        .contains("did you mean 'DRYRACK_LOAD_SPEED'?")
        .contains("did you mean 'DRYRACK_ENGINE_MAX_NUM_SEQS'?");
    assertThat(call("run --set load.seed=3").err()).contains("did you mean 'run.seed'?");
    Files.writeString(folder.resolve("s.yaml"), "load: {seed: 3}\n");
    assertThat(call("run s.yaml").err())
        .contains("s.yaml:1:8: load.seed: is unknown here; did you mean 'run.seed'?");
    assertThat(call("run --seeed 3").err()).contains("did you mean '--seed'?");
  }

  @Test
  void helpTellsTheOrderOfTheLayers() {
    for (String command : new String[] {"", "fit ", "estimate ", "run ", "compare "}) {
      assertThat(call(command + "--help").out())
          .as(command)
          .contains("Later wins: built-in, files in order, DRYRACK_SECTION_KEY=..., --set, flags.");
    }
  }

  @Test
  void theOrderOfTheLayersIsTheOneThatHelpTells() throws IOException {
    Files.writeString(folder.resolve("s.yaml"), "load: {osl: 11}\n");
    String run = "run --show-config -f s.yaml";
    assertThat(call(run).out()).containsPattern("load.osl +11 .s.yaml");
    Cli variable = new Cli().directory(folder).environment(Map.of("DRYRACK_LOAD_OSL", "12"));
    assertThat(variable.call(run.split(" ", -1)).out()).containsPattern("load.osl +12 ");
    String set = run + " --set load.osl=13";
    assertThat(variable.call(set.split(" ", -1)).out()).containsPattern("load.osl +13 ");
    assertThat(variable.call((set + " --osl 14").split(" ", -1)).out())
        .containsPattern("load.osl +14 ");
  }

  @Test
  void aTraceWithoutARequestIsToldOnStderr() throws IOException {
    String head = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    String run = "run --model llama-3.1-8b --on h100 --gpus 1 --trace t.csv";
    for (String line :
        new String[] {run, "trace inspect t.csv", "trace synth --fit t.csv -o p.json"}) {
      Files.writeString(folder.resolve("t.csv"), head);
      Result empty = call(line);
      assertThat(empty.code()).as(line).isEqualTo(4);
      assertThat(empty.err()).as(line).contains("t.csv:1: no row stands behind the header");
      Files.writeString(folder.resolve("t.csv"), head + "2023-11-16 18:15:46.5,10,0\n");
      Result dropped = call(line);
      assertThat(dropped.code()).as(line).isEqualTo(4);
      assertThat(dropped.err())
          .as(line)
          .contains("t.csv: ", "its one row is dropped (zero-output 1)");
    }
    Files.writeString(
        folder.resolve("t.csv"), head + "2023-11-16 18:15:46.5,10,0\n2023-11-16 18:15:47.5,10,5\n");
    assertThat(call(run).err()).contains("note: t.csv: 1 of 2 rows dropped: zero-output 1");
  }

  @Test
  void aRowThatIsCutOffAndATimeBeforeZeroAreToldInWords() throws IOException {
    String row = "{\"timestamp\":0,\"input_length\":5,\"output_length\":1}\n";
    Files.writeString(folder.resolve("t"), row + "{\"timestamp\":5,\"input_len\n" + row);
    assertThat(call("trace inspect t").err())
        .contains("t:2: not valid JSON", "the line ends within a text, so the row is cut off")
        .doesNotContain("CTRL-CHAR");
    Files.writeString(folder.resolve("t"), row.replace(":0", ":-5"));
    Result negative = call("trace inspect t");
    assertThat(negative.code()).isEqualTo(4);
    assertThat(negative.err()).contains("t:1: timestamp '-5' is a time before 0");
  }
}
