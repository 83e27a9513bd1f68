package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sanity figures: weights are arithmetic on the hypothetical 8T model (7.96e12 parameters). */
final class FitCommandTest {

  @ParameterizedTest
  @CsvSource({
    "fp8,  gb200-nvl72, 0, 7.97e12",
    "nvfp4, gb200-nvl72, 0, 4.50e12",
    "bf16, gb200-nvl72, 3, 15.9e12",
    "bf16, gb300-nvl72, 0, 15.9e12",
  })
  void theMainModelOnARack(String weights, String system, int code, double weightsBytes) {
    Result result = Cli.run("fit", "8t-a160b", "--on", system, "--quantization", weights, "--json");
    assertThat(result.code()).isEqualTo(code);
    Json json = Json.parse(result.out());
    assertThat(json.number("weights_bytes")).isBetween(0.99 * weightsBytes, 1.01 * weightsBytes);
    assertThat(json.number("gpus")).isEqualTo(72);
    String verdict = json.text("verdict");
    assertThat(verdict.equals("does_not_fit")).isEqualTo(code == 3);
    assertThat(json.keys())
        .contains("schema", "dryrack", "kv_tokens", "plan", "per_rank", "reasons");
    assertThat(json.list("reasons").isEmpty()).isEqualTo(verdict.equals("fits"));
  }

  @Test
  void theVerdictIsTheFirstLine() {
    Result result = Cli.run("fit", "8t-a160b", "--on", "gb200-nvl72");
    assertThat(result.out()).startsWith("FITS: 8t-a160b on 72 GPUs of gb200-nvl72, ");
    assertThat(result.out().lines().findFirst().orElse("")).endsWith("%).");
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(result.out()).doesNotContain("\u001b");
    Result no = Cli.run("fit", "kimi-k3", "--on", "gb200-nvl72", "--gpus", "8");
    assertThat(no.out().lines().findFirst().orElse(""))
        .startsWith("DOES NOT FIT: kimi-k3 on 8 GPUs of gb200-nvl72, ")
        .endsWith("%).");
  }

  @Test
  void aTerminalGetsColoursUnlessItWantsNone() {
    String[] call = {"fit", "llama-3.1-8b", "--on", "h100", "--gpus", "1"};
    assertThat(new Cli().terminal().call(call).out()).contains("\u001b[1;32mFITS");
    assertThat(new Cli().terminal().environment(Map.of("NO_COLOR", "1")).call(call).out())
        .doesNotContain("\u001b");
  }

  @Test
  void theFewestGpusAreFound() {
    Result result =
        Cli.run(
            "fit", "8t-a160b", "--on", "h100", "--gpus", "auto", "--quantization", "fp8", "--json");
    assertThat(result.code()).isZero();
    Json json = Json.parse(result.out());
    // 104 GPUs by arithmetic for the weights alone, 144 where experts must divide evenly.
    assertThat(json.number("gpus")).isBetween(104.0, 144.0);
    assertThat(json.map("fewest_gpus").number("weights_only")).isBetween(100.0, 108.0);
  }

  @Test
  void noKvRoomIsNotTheSameAsNobodySayingHowMuch() {
    String[] usual = {"fit", "8t-a160b", "--on", "h100", "--gpus", "auto", "--json"};
    String[] none = Arrays.copyOf(usual, usual.length + 2);
    none[usual.length] = "--kv-room";
    none[usual.length + 1] = "0";
    Json with = Json.parse(Cli.run(usual).out());
    Json without = Json.parse(Cli.run(none).out());
    assertThat(with.map("fewest_gpus").number("kv_room_fraction")).isEqualTo(0.2);
    assertThat(without.map("fewest_gpus").number("kv_room_fraction")).isZero();
    assertThat(without.number("gpus")).isLessThanOrEqualTo(with.number("gpus"));
  }

  @Test
  void whatIsToSpareIsBeyondSomethingNamed() {
    String[] call = {"fit", "llama-3.1-8b", "--on", "h100", "--gpus", "1"};
    assertThat(Cli.run(call).out()).contains("for one sequence of max-model-len.");
    assertThat(
            Cli.run("fit", "llama-3.1-8b", "--on", "h100", "--gpus", "1", "--kv-room", "0.5").out())
        .contains("for the KV room asked for, 50.0 %.");
  }

  @Test
  void anImpossiblePlanIsRefusedWithAllReasons() {
    Result result =
        Cli.run("fit", "deepseek-v3", "--on", "h200", "--gpus", "16", "--tp", "3", "--ep", "7");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("tp = 3", "ep = 7").doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void exactlyTheGivenPlanIsChecked() {
    Result result =
        Cli.run(
            "fit",
            "deepseek-v3",
            "--on",
            "h200",
            "--gpus",
            "16",
            "--tensor-parallel-size",
            "8",
            "--data-parallel-size",
            "2",
            "--enable-expert-parallel",
            "--json");
    Json json = Json.parse(result.out());
    assertThat(json.flag("plan_was_given")).isTrue();
    assertThat(json.map("plan").number("tp")).isEqualTo(8);
    assertThat(json.map("plan").number("attention_dp")).isEqualTo(2);
    assertThat(json.map("plan").number("ep")).isEqualTo(16);
  }

  @Test
  void anUnknownNameGetsASuggestion() {
    Result model = Cli.run("fit", "kimi-k4", "--on", "h100");
    assertThat(model.code()).isEqualTo(2);
    assertThat(model.err()).contains("MODEL: unknown model 'kimi-k4'").contains("did you mean");
    Result system = Cli.run("fit", "kimi-k3", "--on", "gb200-nvl7");
    assertThat(system.code()).isEqualTo(2);
    assertThat(system.err()).contains("--on: unknown system").contains("'gb200-nvl72'");
    Result none = Cli.run("fit");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("no model is named");
  }

  @Test
  void aModelIsMadeOfAFewNumbersOrReadFromAFile(@TempDir Path folder) throws IOException {
    Result made =
        Cli.run("fit", "--params", "8T", "--active", "160B", "--on", "gb200-nvl72", "--json");
    assertThat(made.code()).isZero();
    assertThat(Json.parse(made.out()).map("model").number("parameters")).isBetween(7.2e12, 8.8e12);
    Files.writeString(folder.resolve("config.json"), "{\n  \"model_type\": \"llama\",\n  \"oops\n");
    Result broken = new Cli().directory(folder).call("fit", "config.json", "--on", "h100");
    assertThat(broken.code()).isEqualTo(4);
    assertThat(broken.err()).contains("config.json:").doesNotContain("\tat ");
    Result missing = new Cli().directory(folder).call("fit", "no.json", "--on", "h100");
    assertThat(missing.code()).isEqualTo(4);
    assertThat(missing.err()).contains("no.json").doesNotContain("\tat ");
  }

  @Test
  void aFlagWithoutEffectIsRefused() {
    assertThat(Cli.run("fit", "kimi-k3", "--on", "h100", "--racks", "2").err())
        .contains("not in racks");
    assertThat(Cli.run("fit", "kimi-k3", "--on", "h100", "--active", "3B").code()).isEqualTo(2);
    assertThat(Cli.run("fit", "kimi-k3", "--on", "h100", "--enable-expert-parallel").err())
        .contains("has no effect");
    assertThat(Cli.run("fit", "kimi-k3", "--on", "h100", "--gpus", "auto", "--tp", "8").err())
        .contains("'auto' looks for the plan itself");
    assertThat(Cli.run("fit", "kimi-k3", "--on", "h100", "--set", "load.isl=3").err())
        .contains("has no effect on 'dryrack fit'");
    assertThat(Cli.run("fit", "kimi-k3", "--model", "kimi-k3", "--on", "h100").code()).isEqualTo(2);
  }

  @Test
  void everyFormatIsPrinted() {
    String[] base = {"fit", "llama-3.1-8b", "--on", "h100", "--gpus", "1", "--format"};
    for (String format : new String[] {"table", "json", "csv", "md"}) {
      String[] call = Arrays.copyOf(base, base.length + 1);
      call[base.length] = format;
      Result result = Cli.run(call);
      assertThat(result.code()).isZero();
      assertThat(result.out()).isNotBlank();
    }
  }

  @Test
  void whatIsSpareIsSaidBeyondWhat() {
    assertThat(Cli.run("fit", "8t-a160b", "--on", "gb200-nvl72").out())
        .contains("for one sequence of max-model-len.");
    assertThat(Cli.run("fit", "8t-a160b", "--on", "h100", "--gpus", "auto").out())
        .contains("to spare: beyond 15.4 GB for the KV room asked for, 20.0 %.")
        .contains("104 GPUs of this kind hold the weights, 130");
  }

  @Test
  void theFewestGpusMayBeTightAndThenSayWhatFits() {
    String out = Cli.run("fit", "llama-3.1-8b", "--on", "l40s", "--gpus", "auto").out();
    assertThat(out).startsWith("TIGHT: llama-3.1-8b on 1 GPU of l40s");
    assertThat(out).contains("holds only one sequence of max-model-len", "2 GPUs instead of 1");
  }

  @Test
  void whatMaxNumSeqsCapsIsMarked() {
    String[] call = {"fit", "llama-3.1-8b", "--on", "h100", "--gpus", "1", "--max-num-seqs", "40"};
    assertThat(Cli.run(call).out())
        .containsPattern("4,096 +40 +40  max-num-seqs; KV room for 1\\d\\d a rank")
        .containsPattern("32,768 +1\\d +1\\d\\R");
  }

  @Test
  void sequencesThatFitAreSaidToFit() {
    String[] call = {
      "fit", "llama-3.1-8b", "--on", "h100", "--gpus", "1", "--context", "1000", "--sequences", "5"
    };
    assertThat(Cli.run(call).out()).contains("the 5 sequences of 1,000 tokens asked for");
  }

  @Test
  void expertsOfADenseModelAreNotSpread() {
    Result result =
        Cli.run(
            "fit",
            "llama-3.1-70b",
            "--on",
            "h100",
            "--gpus",
            "8",
            "--tp",
            "8",
            "--enable-expert-parallel");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--enable-expert-parallel: has no effect", "is dense");
  }

  @Test
  void aRemedyPromisesWhatOneGetsWhoFollowsIt() {
    String bf16 = "fit 8t-a160b --on gb200-nvl72 --quantization bf16";
    String refused = Cli.run(bf16.split(" ", -1)).out().replaceAll("\\s+", " ");
    Matcher promised =
        Pattern.compile("weights in fp8 \\(.*?FITS, ([0-9.]+ GB) per rank to spare")
            .matcher(refused);
    assertThat(promised.find()).as(refused).isTrue();
    assertThat(Cli.run(bf16.replace("bf16", "fp8").split(" ", -1)).out())
        .contains(promised.group(1) + " per GPU to spare");
  }

  @Test
  void whatIsShortIsThePartsThatItConsistsOf() {
    String out = Cli.run("fit 8t-a160b --on gb200-nvl72 --quantization bf16".split(" ", -1)).out();
    Matcher parts =
        Pattern.compile(
                "(?s), ([0-9.]+) GB per GPU short.*short: ([0-9.]+) GB more than usable, and ([0-9.]+) GB")
            .matcher(out);
    assertThat(parts.find()).as(out).isTrue();
    assertThat(Double.parseDouble(parts.group(2)) + Double.parseDouble(parts.group(3)))
        .isCloseTo(Double.parseDouble(parts.group(1)), within(0.11));
    assertThat(out).contains(parts.group(2) + " GB more than its usable");
  }
}
