package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import dev.dryrack.cli.process.Interruption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run writes while it goes on, and that a run directory can be made again. */
final class RecordsTest {

  private static final String LOAD =
      "run --model llama-3.1-70b --on h100 --gpus 4 --tp 4 --request-rate 3 --isl 900 --osl 60"
          + " --num-prompts 60";

  private static final String CLOSED_LOOP =
      "run --model llama-3.1-8b --on h100 --gpus 1 --isl 200 --osl 100 --range-ratio 0.3"
          + " --max-concurrency 64";

  @TempDir Path folder;

  private Result call(String words) {
    return new Cli().directory(folder).call(words.split(" ", -1));
  }

  private List<Map<String, String>> csv(String file) throws IOException {
    List<String> lines = lines(file);
    List<String> heads = Arrays.asList(lines.get(0).split(",", -1));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> values = Arrays.asList(line.split(",", -1));
      assertThat(values).hasSameSizeAs(heads);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < heads.size(); i++) {
        row.put(heads.get(i), values.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private List<String> lines(String file) throws IOException {
    Path path = folder.resolve(file);
    try (InputStream in =
        file.endsWith(".gz")
            ? new GZIPInputStream(Files.newInputStream(path))
            : Files.newInputStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(String.valueOf(row.get(column)));
  }

  @Test
  void recordsOfEveryKindChangeNothingAndAgreeWithTheReport() throws IOException {
    String plain = call(LOAD + " --json").out();
    Result result =
        call(
            LOAD
                + " --json --requests-out r.csv --timeseries t.csv --timeseries-interval 500ms"
                + " --steps s.csv --perfetto p.json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo(plain);
    Json report = Json.parse(plain);

    List<Map<String, String>> requests = csv("r.csv");
    assertThat(requests).hasSize(60);
    double ttft = requests.stream().mapToDouble(row -> number(row, "ttft_ms")).average().orElse(0);
    assertThat(Math.abs(ttft - report.number("mean_ttft_ms"))).isLessThan(1e-5);

    List<Map<String, String>> series = csv("t.csv");
    double finished = series.stream().mapToDouble(row -> number(row, "finished")).sum();
    assertThat(finished).isEqualTo(60);
    assertThat(series.get(0).get("time_ms")).isEqualTo("500.000000");
    double duration = 1000 * report.number("duration");
    assertThat(number(series.get(series.size() - 1), "time_ms")).isBetween(duration - 1, duration);

    List<Map<String, String>> steps = csv("s.csv");
    double tokens = 0;
    for (Map<String, String> row : steps) {
      tokens += number(row, "prompt_tokens") + number(row, "decode_tokens");
    }
    assertThat(tokens).as("prompt + output - 1 of each").isEqualTo(60 * (900 + 60 - 1));

    Json trace = Json.parse(Files.readString(folder.resolve("p.json")));
    assertThat(phases(trace, "X")).as("a slice a step").isEqualTo(steps.size());
    assertThat(phases(trace, "b")).as("a request and its three phases").isEqualTo(4 * 60);
    assertThat(phases(trace, "e")).isEqualTo(4 * 60);
  }

  private static long phases(Json trace, String phase) {
    return trace.objects("traceEvents").stream().filter(e -> e.text("ph").equals(phase)).count();
  }

  @Test
  void linesOfJsonSayTheSameAsCsvAndGzipCompressesBoth() throws IOException {
    assertThat(call(LOAD + " --requests-out r.jsonl.gz").code()).isZero();
    assertThat(call(LOAD + " --requests-out r.csv.gz").code()).isZero();
    List<String> objects = lines("r.jsonl.gz");
    List<Map<String, String>> rows = csv("r.csv.gz");
    assertThat(objects).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      Json object = Json.parse(objects.get(i));
      assertThat(object.keys()).hasSize(rows.get(i).size());
      assertThat(object.text("status")).isEqualTo("finished");
      assertThat(object.number("e2el_ms")).isEqualTo(number(rows.get(i), "e2el_ms"));
    }
  }

  @Test
  void windowsAndEveryNthStepThinOut() throws IOException {
    call(LOAD + " --steps all.csv");
    call(LOAD + " --steps some.csv --steps-every 10 --steps-window 5s..8s");
    List<Map<String, String>> expected =
        csv("all.csv").stream()
            .filter(row -> number(row, "step") % 10 == 0)
            .filter(row -> number(row, "end_ms") > 5000 && number(row, "begin_ms") < 8000)
            .toList();
    assertThat(csv("some.csv")).isEqualTo(expected).hasSizeBetween(5, 50);
    call(LOAD + " --perfetto p.json.gz --perfetto-window ..1s");
    Json trace = Json.parse(String.join("\n", lines("p.json.gz")));
    assertThat(trace.objects("traceEvents"))
        .filteredOn(event -> event.text("ph").equals("X"))
        .isNotEmpty()
        .allMatch(event -> event.number("ts") < 1e6);
  }

  @Test
  void aRunThatIsCutOffWritesWhatIsNotFinished() throws IOException {
    assertThat(call(LOAD + " --duration 5s --requests-out r.csv").code()).isZero();
    List<Map<String, String>> rows = csv("r.csv");
    assertThat(rows).anyMatch(row -> "finished".equals(row.get("status")));
    assertThat(rows)
        .filteredOn(row -> "running".equals(row.get("status")))
        .isNotEmpty()
        .allMatch(row -> "".equals(row.get("finish_ms")) && "".equals(row.get("e2el_ms")))
        .allMatch(row -> number(row, "emitted_tokens") < 60);
  }

  /** Of 600 tokens 37 blocks of 16 can be found: the last token is always computed. */
  @Test
  void rowsSayWhatWasFoundInThePrefixCache() throws IOException {
    String row =
        "{\"timestamp\": %d, \"input_length\": 600, \"output_length\": 5, \"hash_ids\": [1, 2]}\n";
    Files.writeString(folder.resolve("t.jsonl"), row.formatted(0) + row.formatted(3_500));
    String run = "run --model llama-3.1-8b --on h100 --gpus 1 --trace t.jsonl";
    assertThat(call(run + " --requests-out r.csv --timeseries s.csv").code()).isZero();
    assertThat(csv("r.csv")).extracting(r -> r.get("cached_tokens")).containsExactly("0", "592");
    assertThat(csv("s.csv"))
        .extracting(r -> r.get("cached_fraction"))
        .containsExactly("0.000000", "", "", "0.986667");
  }

  @Test
  void anInterruptedRunKeepsItsFilesAndCannotBeMadeAgain() throws IOException {
    Interruption interruption = new Interruption();
    interruption.request();
    String run = LOAD + " --out d --requests-out d/r.csv --perfetto d/p.json";
    Files.createDirectory(folder.resolve("d"));
    Result cut = new Cli().directory(folder).interruption(interruption).call(run.split(" ", -1));
    assertThat(cut.code()).isEqualTo(130);
    assertThat(cut.err()).contains("interrupted: ", "d holds what was finished");
    assertThat(csv("d/r.csv")).isEmpty();
    Json.parse(Files.readString(folder.resolve("d/p.json")));
    assertThat(Files.readString(folder.resolve("d/manifest.json")))
        .contains("\"complete\" : false");
    Result again = call("rerun d");
    assertThat(again.code()).isEqualTo(4);
    assertThat(again.err()).contains("manifest.json").contains("was interrupted");
  }

  @Test
  void aRunDirectoryIsMadeAgainByteForByte() throws IOException {
    Files.createDirectory(folder.resolve("a"));
    Files.writeString(
        folder.resolve("s.yaml"), "load: {num-prompts: 40, osl: 70}\nrun: {warmup: 70 ms}\n");
    Result run =
        call(
            LOAD.replace("--osl 60 --num-prompts 60", "--out a --records")
                + " --timeseries a/t.jsonl --perfetto a/p.json --perfetto-window 1s.."
                + " --scenario s.yaml --seed 7 --goodput ttft:70");
    assertThat(run.code()).as(run.err()).isZero();
    Result again = call("rerun a --out b");
    assertThat(again.code()).as(again.out() + again.err()).isZero();
    assertThat(again.out()).startsWith("SAME");
    for (String file :
        List.of("manifest.json", "report.json", "requests.csv", "t.jsonl", "p.json")) {
      assertThat(folder.resolve("b").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("a").resolve(file));
    }
    assertThat(call("rerun a --json").out()).contains("\"same\" : true");
    assertThat(call("rerun a --out a").code()).isEqualTo(2);
  }

  @Test
  void aSoughtWarmUpLeavesItsCurvesWhichAreMadeAgainToo() throws IOException {
    Result run = call(CLOSED_LOOP + " --num-prompts 600 --warmup auto --out a --json");
    assertThat(run.code()).as(run.err()).isZero();
    List<String[]> rows =
        Files.readAllLines(folder.resolve("a/welch.csv")).stream()
            .map(line -> line.split(",", -1))
            .toList();
    assertThat(rows).hasSize(601);
    assertThat(String.join(",", rows.get(0)))
        .isEqualTo(
            "request,sent_ms,left_out,ttft_ms,ttft_ms_narrow,ttft_ms_wide,ttft_ms_left_out,"
                + "e2el_ms,e2el_ms_narrow,e2el_ms_wide,e2el_ms_left_out");
    // The mean of the 2 x 6 + 1 rows around it: 1 % of 600 on either side.
    double sum = 0;
    for (int i = 301 - 6; i <= 301 + 6; i++) {
      sum += Double.parseDouble(rows.get(i)[3]);
    }
    assertThat(Double.parseDouble(rows.get(301)[4])).isCloseTo(sum / 13, within(1e-5));
    assertThat(rows.get(600)[4]).as("the window does not fit there").isEmpty();
    long leftOut = rows.stream().filter(row -> row[2].equals("1")).count();
    assertThat(leftOut).isBetween(5L, 300L);
    double seconds = Json.parse(run.out()).map("sim").map("experiment").number("warmup_seconds");
    double sent = Double.parseDouble(rows.get((int) leftOut + 1)[1]) * 1e-3;
    assertThat(seconds).as("the latest of the pilots").isBetween(sent, 1.5 * sent);
    assertThat(Files.readString(folder.resolve("a/manifest.json"))).contains("welch.csv");
    Result again = call("rerun a --out b");
    assertThat(again.out()).startsWith("SAME").contains("welch.csv");
    assertThat(folder.resolve("b/welch.csv")).hasSameBinaryContentAs(folder.resolve("a/welch.csv"));
  }

  @Test
  void curvesThatNeverSettleAreWrittenBesideTheRefusal() {
    Result run =
        call(
            "run --model llama-3.1-8b --on h100 --gpus 1 --isl 100 --osl 20 --request-rate 5000"
                + " --num-prompts 500 --warmup auto --out a");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("do not settle").contains("welch.csv");
    assertThat(folder.resolve("a/welch.csv")).isNotEmptyFile();
  }

  @Test
  void aManifestThatSaysSomethingElseGivesOtherFiles() throws IOException {
    call(LOAD + " --out a --seed 7");
    Path manifest = folder.resolve("a").resolve("manifest.json");
    String text = Files.readString(manifest);
    assertThat(text).contains("\"value\" : \"7\"");
    Files.writeString(manifest, text.replace("\"value\" : \"7\"", "\"value\" : \"8\""));
    Result again = call("rerun a");
    assertThat(again.code()).isEqualTo(3);
    assertThat(again.out()).startsWith("DIFFERENT").contains("report.json");
  }

  @Test
  void aTraceThatHasChangedIsRefused() throws IOException {
    Path trace = folder.resolve("t.csv");
    Files.writeString(
        trace, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:00:00.0000000,100,20\n");
    Result run = call("run --model llama-3.1-70b --on h100 --gpus 4 --trace t.csv --out a");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(call("rerun a").code()).isZero();
    Files.writeString(
        trace, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:00:00.0000000,100,21\n");
    Result changed = call("rerun a");
    assertThat(changed.code()).isEqualTo(4);
    assertThat(changed.err()).contains("t.csv: has changed since the run");
    Files.delete(trace);
    assertThat(call("rerun a").code()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--requests-out r.txt",
        "--requests-out r.csv --timeseries r.csv",
        "--timeseries-interval 1s",
        "--timeseries t.csv --timeseries-interval 0",
        "--timeseries t.csv --timeseries-interval often",
        "--steps-every 5",
        "--steps s.csv --steps-every 0",
        "--steps-window 1s..2s",
        "--steps s.csv --steps-window 2s..1s",
        "--steps s.csv --steps-window 2s",
        "--perfetto p.csv",
        "--perfetto-window 1s..2s",
        "--out a --records --requests-out r.csv",
      })
  void aRecordWithoutEffectOrSenseIsRefused(String flags) {
    Result result = call(LOAD + " " + flags);
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("--").doesNotContain("\tat ");
  }

  @Test
  void whatIsNoRunDirectoryIsRefused() throws IOException {
    assertThat(call("rerun nowhere").code()).isEqualTo(4);
    Files.createDirectory(folder.resolve("x"));
    Files.writeString(folder.resolve("x/manifest.json"), "{\"schema\": \"other/1\"}");
    Result other = call("rerun x");
    assertThat(other.code()).isEqualTo(4);
    assertThat(other.err()).contains("manifest.json:1:").contains("dryrack-manifest/1");
  }
}
