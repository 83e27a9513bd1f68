package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RunCommandTest {

  private static final String AZURE_HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

  /** Keys of {@code vllm bench serve --save-result} that results have at the top. */
  private static final List<String> VLLM_KEYS = vllmKeys();

  @TempDir Path folder;

  private static List<String> vllmKeys() {
    List<String> keys =
        new ArrayList<>(
            List.of(
                "endpoint_type",
                "backend",
                "label",
                "model_id",
                "tokenizer_id",
                "num_prompts",
                "request_rate",
                "burstiness",
                "max_concurrency",
                "duration",
                "completed",
                "failed",
                "total_input_tokens",
                "total_output_tokens",
                "request_throughput",
                "request_goodput",
                "output_throughput",
                "total_token_throughput"));
    for (String metric : List.of("ttft", "tpot", "itl", "e2el")) {
      for (String statistic : List.of("mean", "median", "std", "p90", "p99")) {
        keys.add(statistic + "_" + metric + "_ms");
      }
    }
    keys.add("sim");
    return keys;
  }

  @Test
  void withoutArgumentsTheMainJobRuns() {
    Result result = Cli.run("run", "--num-prompts", "200");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("8T parameters, 160B active, on one GB200 NVL72\n")
        .contains("200 of 200 requests finished")
        .contains("TTFT", "TPOT", "ITL", "E2E", "KV peak", "preempted")
        .contains("per second and GPU, of all 72", "per second and user")
        .contains("per day for 72 GPUs", "per million output tokens")
        .contains("Where the time of a step goes", "Limit: ")
        .contains("No model above 2.8T parameters has a published serving measurement");
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void aDomainHasNoMoreGpusThanTheSystemThatIsUsed() {
    String[] call = {"run", "--model", "llama-3.1-8b", "--on", "h100", "--gpus", "4", "--tp", "4"};
    String[] load = {"--num-prompts", "5", "--osl", "4", "--json"};
    Json rates = Json.parse(Cli.run(with(call, load)).out()).map("sim").map("throughput");
    assertThat(rates.number("output_tokens_per_second_per_domain"))
        .isEqualTo(4 * rates.number("output_tokens_per_second_per_gpu"));
  }

  @Test
  void theSystemOfTheScenarioNamedAgainKeepsItsPlan() {
    Result again = Cli.run("run", "--on", "gb200", "--num-prompts", "20", "--json");
    assertThat(again.err()).doesNotContain("dropped");
    assertThat(again.out()).isEqualTo(Cli.run("run", "--num-prompts", "20", "--json").out());
  }

  @Test
  void aWarmUpBeyondTheRunIsToldInTheUsersTerms() {
    String[] beyond = {"--num-prompts", "50", "--warmup", "30s", "--duration", "20s"};
    assertThat(run(beyond).code()).isEqualTo(2);
    assertThat(run(beyond).err())
        .contains("--warmup: a warm-up of 30 s leaves nothing of a run of 20 s (--duration)");
    Result late = run("--request-rate", "5", "--num-prompts", "50", "--warmup", "1h");
    assertThat(String.join(" ", late.out().split("\\s+", -1)))
        .contains("NOTHING MEASURED: 50 of 50", "(--warmup)", "shorten --warmup")
        .doesNotContain("STABLE");
    assertThat(late.code()).isEqualTo(2);
    String[] load = {"--request-rate", "5", "--num-prompts", "50", "--json"};
    String plain = run(load).out();
    for (String none : List.of("0", "0s", "0 ms")) {
      assertThat(run(with(load, "--warmup", none)).out()).as(none).isEqualTo(plain);
    }
    assertThat(run(with(load, "--warmup", "-5")).err()).contains("must be 0 or more");
  }

  @Test
  void timesLongerThanASimulationCanBeAreToldByTheirOptions() {
    for (String option : List.of("--warmup 1e9h", "--duration 99d", "--goodput e2el:1e15")) {
      Result result = run(option.split(" ", -1));
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err())
          .startsWith("dryrack: " + option.substring(0, option.indexOf(' ')))
          .contains("is longer than any simulation can be");
    }
  }

  @Test
  void jsonHasExactlyTheKeysOfVllmAtTheTopAndTheRestBelow() {
    Result result = run("--request-rate", "5", "--num-prompts", "50", "--json");
    Json json = Json.parse(result.out());
    assertThat(json.keys()).containsExactlyElementsOf(VLLM_KEYS);
    assertThat(json.number("completed")).isEqualTo(50);
    assertThat(json.number("total_input_tokens")).isEqualTo(50 * 100);
    assertThat(json.number("total_output_tokens")).isEqualTo(50 * 20);
    assertThat(json.isNull("request_goodput")).isTrue();
    Json sim = json.map("sim");
    assertThat(sim.text("schema")).isEqualTo("dryrack-run/1");
    assertThat(sim.keys()).contains("dryrack", "verdict", "plan", "cost", "breakdown", "evidence");
    double seconds = sim.number("window_seconds");
    assertThat(json.number("output_throughput")).isEqualTo(50 * 20 / seconds);
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() {
    String[] first = {"--request-rate", "5", "--num-prompts", "50", "--json", "--seed", "3"};
    String[] other = {"--request-rate", "5", "--num-prompts", "50", "--json", "--seed", "4"};
    assertThat(run(first).out()).isEqualTo(run(first).out()).isNotEqualTo(run(other).out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--gpus 1", "--gpus 8 --tp 2 --pp 4", "--gpus 4 --replicas 4"})
  void whereTheTimeGoesAddsUpToTheTimeThatWasBusy(String plan) {
    String[] load = {"run", "--model", "llama-3.1-8b", "--on", "h100", "--json", "--osl", "20"};
    String[] full = {"--isl", "9000", "--num-prompts", "60", "--max-num-batched-tokens", "256"};
    Json sim = Json.parse(Cli.run(with(with(load, full), plan.split(" ", -1))).out()).map("sim");
    double fractions = 0;
    double secondsPerStep = 0;
    for (Json row : sim.objects("breakdown")) {
      fractions += row.number("fraction");
      secondsPerStep += row.number("seconds_per_step");
    }
    assertThat(fractions).isBetween(0.999_999, 1.000_001);
    double busy = 0;
    for (Json replica : sim.objects("replicas")) {
      busy += replica.number("busy_fraction") * sim.number("window_seconds");
    }
    assertThat(secondsPerStep * sim.number("steps")).isBetween(0.999 * busy, 1.001 * busy);
  }

  @Test
  void requestsWithinTheLimitsCountAsGood() {
    String[] load = {"--request-rate", "5", "--num-prompts", "50", "--json", "--goodput"};
    assertThat(
            Json.parse(run(with(load, "ttft:60000", "tpot:10000")).out()).number("request_goodput"))
        .isPositive();
    assertThat(Json.parse(run(with(load, "ttft:0.001")).out()).number("request_goodput")).isZero();
    assertThat(run(with(load, "tfft:5")).err()).contains("--goodput tfft:5: is not a limit");
  }

  @Test
  void aTraceIsReplayed() throws IOException {
    Path trace = azure("2023-11-16 18:00:00.0000000,100,20\n2023-11-16 18:00:01.0000000,50,3\n");
    Result result = run("--trace", trace.toString(), "--json");
    assertThat(result.code()).isZero();
    Json json = Json.parse(result.out());
    assertThat(json.number("completed")).isEqualTo(2);
    assertThat(json.number("total_input_tokens")).isEqualTo(150);
    assertThat(json.number("total_output_tokens")).isEqualTo(23);
    Json one = Json.parse(run("--trace", trace.toString(), "--num-prompts", "1", "--json").out());
    assertThat(one.number("completed")).isEqualTo(1);
  }

  @Test
  void aDefectOfATraceIsToldWithItsLineAndExitCodeFour() throws IOException {
    Path broken = azure("2023-11-16 18:00:00.0000000,100,20\n2023-11-16 18:00:01.0000000,x,3\n");
    Result row = run("--trace", broken.toString());
    assertThat(row.code()).isEqualTo(4);
    assertThat(row.err()).contains("trace.csv:3").doesNotContain("\tat ");
    assertThat(row.out()).isEmpty();
    Result missing = run("--trace", folder.resolve("none.csv").toString());
    assertThat(missing.code()).isEqualTo(4);
    assertThat(missing.err()).contains("none.csv").doesNotContain("\tat ");
    Result truncated = run("--trace", truncatedGzip().toString());
    assertThat(truncated.code()).isEqualTo(4);
    assertThat(truncated.err()).contains("trace.csv.gz").doesNotContain("\tat ");
    Result negative = run("--trace", azure("2023-11-16 18:00:00.0000000,-5,20\n").toString());
    assertThat(negative.code()).isEqualTo(4);
  }

  @Test
  void whatDoesNotFitIsNotSimulated() {
    Result result = Cli.run("run", "--model", "8t-a160b", "--on", "h100", "--gpus", "8");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("does not fit on 8 GPUs of h100").contains("would help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--router least-tokens",
        "--records",
        "--trace x.csv --isl 5",
        "--burstiness 2",
        "--isl 0",
        "--isl -5",
        "--request-rate 0",
        "--request-rate 1e-8 --num-prompts 1000000",
        "--tp 3",
        "--tp 2 --replicas 3 --gpus 4",
        "--max-model-len 99999999",
        "--goodput 5",
        "--warmup 5 --duration 5",
        "--set plan.tpp=5",
        "--set load.isl",
        "--kv-cache-dtype fp9",
        "--quantization fp7",
        "--price 0",
        "--price cheap",
        "--isle 5",
        "--out",
        "nowhere.yaml",
      })
  void aMistakeOfUsageIsExplained(String flags) {
    Result result = run(flags.split(" ", -1));
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isNotBlank().doesNotContain("\tat ").doesNotContain("internal");
  }

  @Test
  void aScenarioFileWithMistakesTellsAllOfThem() throws IOException {
    Path file = folder.resolve("bad.yaml");
    Files.writeString(file, "modell:\n  id: x\nplan:\n  tp: two\nload: {isl: 5, rate: 3}\n");
    Result result = new Cli().directory(folder).call("run", "bad.yaml");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("bad.yaml:1:1: modell: is unknown; did you mean 'model'?")
        .contains("bad.yaml:4:7: plan.tp: is 'two'; write a whole number")
        .contains("bad.yaml:5:16: load.rate: is unknown")
        .contains("3 problems");
  }

  @Test
  void theRunFolderHoldsWhatWasAskedAndEveryRequest() throws IOException {
    Path trace = azure("2023-11-16 18:00:00.0000000,100,20\n2023-11-16 18:00:01.0000000,50,3\n");
    Path out = folder.resolve("out");
    Result result = run("--trace", trace.toString(), "--out", out.toString(), "--records");
    assertThat(result.code()).isZero();
    String manifest = Files.readString(out.resolve("manifest.json"));
    assertThat(manifest).contains("\"load.trace\"", "\"from\" : \"--trace\"", "sha256");
    Json report = Json.parse(Files.readString(out.resolve("report.json")));
    List<String> rows = Files.readAllLines(out.resolve("requests.csv"));
    assertThat(rows).hasSize(3);
    double ttft = 0;
    for (String row : rows.subList(1, 3)) {
      assertThat(row.split(",", -1)).hasSize(rows.get(0).split(",", -1).length);
      ttft += Double.parseDouble(row.split(",", -1)[12]);
    }
    assertThat(ttft / 2)
        .isBetween(report.number("mean_ttft_ms") - 0.001, report.number("mean_ttft_ms") + 0.001);
  }

  @Test
  void anInterruptedRunReportsWhatIsFinished() {
    Interruption interruption = new Interruption();
    interruption.request();
    Result result =
        new Cli()
            .interruption(interruption)
            .call(with(BASE, "--request-rate", "5", "--num-prompts", "1000"));
    assertThat(result.code()).isEqualTo(130);
    assertThat(result.out()).contains("INTERRUPTED");
  }

  @Test
  void everyKeyIsShownWithItsOrigin() {
    Result result =
        new Cli()
            .environment(Map.of("DRYRACK_RUN_SEED", "9"))
            .call("run", "--show-config", "--isl", "77", "--set", "load.osl=5");
    assertThat(result.code()).isZero();
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      assertThat(result.out()).contains("\n  " + key.path() + " ");
    }
    assertThat(result.out())
        .containsPattern("load.isl +77 \\[--isl]\n")
        .containsPattern("load.osl +5 \\[--set load.osl=5]\n")
        .containsPattern("run.seed +9 \\[DRYRACK_RUN_SEED]\n")
        .containsPattern("model.id +8t-a160b \\[default:8t-one-nvl72.yaml:\\d+:\\d+]\n")
        .containsPattern("engine.block-size +16 \\[default]\n");
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  static List<Path> shippedScenarios() throws IOException {
    try (var files = Files.list(Path.of("..", "scenarios"))) {
      // The fleet and the day of agents take too long here: see ShippedScenariosTest.
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.toString().matches(".*(1000-racks|agentic).*"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("shippedScenarios")
  void everyScenarioThatShipsRunsAndIsStable(Path file) {
    Result result = Cli.run("run", file.toString(), "--json");
    assertThat(result.code()).isZero();
    Json json = Json.parse(result.out());
    Json sim = json.map("sim");
    assertThat(sim.text("verdict")).isEqualTo("stable");
    Json requests = sim.map("requests");
    assertThat(requests.number("finished")).isEqualTo(requests.number("arrived"));
    // Times of steps may be refined; a load of which less than a fifth is good is badly chosen.
    assertThat(json.number("request_goodput"))
        .isGreaterThan(0.2 * json.number("request_throughput"));
  }

  private static final String[] BASE = {
    "run", "--model", "llama-3.1-8b", "--on", "h100", "--gpus", "1", "--isl", "100", "--osl", "20"
  };

  private static final String[] NO_LENGTHS = Arrays.copyOf(BASE, 7);

  /** A small model on one GPU; with lengths unless the flags bring their own. */
  @Test
  void aSeedOfALoadWithoutChanceIsRefusedButAScenariosIsNot() throws IOException {
    String[] fixed = {"run", "--model", "llama-3.1-8b", "--on", "h100", "--gpus", "1"};
    Result seeded = Cli.run(with(fixed, "--num-prompts", "5", "--seed", "3"));
    assertThat(seeded.code()).isEqualTo(2);
    assertThat(seeded.err()).contains("--seed: has no effect").contains("not random");
    assertThat(Cli.run(with(fixed, "--num-prompts", "5", "--set", "run.seed=3")).err())
        .contains("--set run.seed=3: has no effect");
    for (String chance : List.of("--request-rate=9", "--range-ratio=0.5")) {
      assertThat(Cli.run(with(fixed, "--num-prompts", "5", "--seed", "3", chance)).code()).isZero();
    }
    Path file = Files.writeString(folder.resolve("s.yaml"), "run: {seed: 3}\n");
    assertThat(Cli.run(with(fixed, "--num-prompts", "5", "-f", file.toString())).code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--replications=3", "--precision=5%"})
  void replicationsOfALoadWithoutChanceAreRefused(String asked) {
    Result result = Cli.run("run", "--model", "llama-3.1-8b", "--on", "h100", "--gpus", "1", asked);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("every replication would be the same");
  }

  @Test
  void noLineOfAReportIsLongerThan80ColumnsWhateverTheTraceIsCalled() throws IOException {
    Path deep = folder.resolve("a".repeat(60)).resolve("b".repeat(100));
    Files.createDirectories(deep);
    Path trace = deep.resolve("trace.csv");
    Files.writeString(trace, AZURE_HEADER + "2023-11-16 18:15:46.6805900,374,44\n");
    String out =
        Cli.run("run", "--model", "llama-3.1-8b", "--on", "h100", "--trace", trace.toString())
            .out();
    assertThat(out).contains("b".repeat(60));
    assertThat(out.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void sharedPrefixesThatAreNotReusedAreSaidSoByEveryCommandThatRuns() throws IOException {
    Path trace =
        Files.writeString(
            folder.resolve("m.jsonl"),
            "{\"timestamp\": 0, \"input_length\": 600, \"output_length\": 5, \"hash_ids\": [1, 2]}\n");
    String[] run = {"run", "--model", "llama-3.1-8b", "--on", "h100", "--trace", trace.toString()};
    assertThat(Cli.run(run).err()).doesNotContain("not reused");
    run = with(run, "--prefix-cache", "off");
    assertThat(Cli.run(run).err()).contains("shared prefixes are not reused");
    String[] compare = run.clone();
    compare[0] = "compare";
    assertThat(Cli.run(with(compare, "--vary", "engine.max-num-seqs=1")).err())
        .contains("shared prefixes are not reused");
  }

  /** Of 600 tokens 37 blocks of 16 can be found: the last token is always computed. */
  @Test
  void aPromptThatWasSentBeforeIsFoundInThePrefixCache() throws IOException {
    String row =
        "{\"timestamp\": %d, \"input_length\": 600, \"output_length\": 5, \"hash_ids\": [1, 2]}\n";
    Path trace =
        Files.writeString(folder.resolve("twice.jsonl"), row.formatted(0) + row.formatted(60_000));
    String[] base = {"run", "--model", "llama-3.1-8b", "--on", "h100", "--gpus", "1"};
    String[] run = with(base, "--trace", trace.toString());
    String out = Cli.run(with(run, "--json")).out();
    assertThat(out)
        .containsPattern("\"prompt_tokens\" : 1200\\b")
        .containsPattern("\"hit_tokens\" : 592\\b")
        .containsPattern("\"ideal_hit_tokens\" : 592\\b");
    assertThat(Cli.run(run).out()).contains("Prefix cache").contains("49.3 %");
    assertThat(Cli.run(with(run, "--prefix-cache", "off")).out()).doesNotContain("Prefix cache");
  }

  private static Result run(String... flags) {
    List<String> given = List.of(flags);
    boolean own = given.contains("--trace") || given.contains("--isl");
    return Cli.run(with(own ? NO_LENGTHS : BASE, flags));
  }

  private static String[] with(String[] first, String... more) {
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  private Path azure(String rows) throws IOException {
    return Files.writeString(folder.resolve("trace.csv"), AZURE_HEADER + rows);
  }

  private Path truncatedGzip() throws IOException {
    Path whole = folder.resolve("whole.gz");
    StringBuilder rows = new StringBuilder(AZURE_HEADER);
    for (int i = 0; i < 5000; i++) {
      rows.append("2023-11-16 18:").append(10 + i / 100).append(":00.0000000,");
      rows.append(i * 7919 % 4000 + 1).append(",20\n");
    }
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(whole))) {
      gzip.write(rows.toString().getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(whole);
    return Files.write(folder.resolve("trace.csv.gz"), Arrays.copyOf(bytes, bytes.length / 2));
  }

  @Test
  void jsonHasTheTrafficKeysOfVllm() {
    Json atOnce =
        Json.parse(Cli.run("run", "--num-prompts", "20", "--request-rate", "inf", "--json").out());
    assertThat(atOnce.text("backend")).isEqualTo("dryrack");
    assertThat(atOnce.text("model_id")).isEqualTo("8t-a160b");
    assertThat(atOnce.isNull("tokenizer_id")).isTrue();
    assertThat(atOnce.number("num_prompts")).isEqualTo(20);
    assertThat(atOnce.text("request_rate")).isEqualTo("inf");
    assertThat(atOnce.isNull("max_concurrency")).isTrue();
    Json closed =
        Json.parse(
            Cli.run(
                    "run",
                    "--num-prompts",
                    "20",
                    "--max-concurrency",
                    "4",
                    "--burstiness",
                    "0.5",
                    "--json")
                .out());
    assertThat(closed.number("request_rate")).isEqualTo(12);
    assertThat(closed.number("burstiness")).isEqualTo(0.5);
    assertThat(closed.number("max_concurrency")).isEqualTo(4);
    assertThat(closed.keys()).doesNotContain("date", "max_concurrent_requests");
  }
}
