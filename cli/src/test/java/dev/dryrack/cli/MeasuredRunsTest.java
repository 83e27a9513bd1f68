package dev.dryrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Four runs of vLLM 0.19.0 whose requests were timed one by one, replayed: docs/validation shows
 * what comes out. Source: casys-kaist/LLMServingSim @ 5daddb21 (MIT, 2026-08-21), bench/examples.
 */
@Tag("slow")
final class MeasuredRunsTest {

  private static final Path PAGE = Path.of("../docs/validation/measured-runs.md");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "RTXPRO6000_Qwen3-30B-A3B-Instruct-2507, --model qwen3-30b-a3b --on rtx-pro-6000 --gpus 2 "
        + "--tp 1 --attention-dp 2 --ep 2 --max-num-seqs 128",
    "RTXPRO6000_Llama-3.1-8B, --model llama-3.1-8b --on rtx-pro-6000 --gpus 1 --max-num-seqs 128",
    "RTXPRO6000_Qwen3-32B, "
        + "--model qwen3-32b --on rtx-pro-6000 --gpus 2 --tp 2 --max-num-seqs 128",
    "RTX4090_Llama-3.1-8B, "
        + "--systems ../docs/validation/rtx-4090.yaml --model llama-3.1-8b --on rtx-4090 --gpus 1 "
        + "--max-num-seqs 256 --max-model-len 8192 --gpu-memory-utilization 0.947",
  })
  void thePageShowsHowFarTheReplayIsOff(String run, String served) throws IOException {
    Path trace = SharedData.file("traces/measured_vllm/" + run + "_requests.jsonl");
    String call =
        "run --trace "
            + trace
            + " --max-num-batched-tokens 2048 --prefix-cache vllm --json --requests-out ";
    Path rows = folder.resolve("requests.csv");
    String command = call + rows + " " + served;
    Json after = Json.parse(Cli.run(command.split(" ")).out());
    double afterScheduling = scheduledToFirstMillis(rows);
    Files.delete(rows);
    Json ahead = Json.parse(Cli.run((command + " --async-scheduling").split(" ")).out());
    List<Json> measured = Files.readAllLines(trace).stream().map(Json::parse).toList();
    assertThat(ahead.number("completed")).isEqualTo(measured.size());
    String name = run.replace("-Instruct-2507", "");
    String line = "| " + name;
    line += cells(ahead, "ttft", measured, r -> between(r, "queued_ts", "first_token_ts"));
    line += cells(ahead, "tpot", measured, MeasuredRunsTest::perToken);
    line += cells(ahead, "e2el", measured, r -> between(r, "queued_ts", "last_token_ts"));
    double toFirst =
        measured.stream()
            .mapToDouble(r -> between(r, "scheduled_ts", "first_token_ts"))
            .average()
            .orElseThrow();
    String second =
        String.format(
            Locale.ROOT,
            "| %s | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f |",
            name,
            toFirst,
            scheduledToFirstMillis(rows),
            afterScheduling,
            ahead.number("mean_ttft_ms"),
            after.number("mean_ttft_ms"));
    assertThat(Files.readString(PAGE)).contains(line + " |");
    assertThat(Files.readString(PAGE)).contains(second);
  }

  private static double between(Json request, String from, String to) {
    return (request.number(to) - request.number(from)) * 1000;
  }

  private static double perToken(Json request) {
    return between(request, "first_token_ts", "last_token_ts")
        / (request.number("output_toks") - 1);
  }

  /** Predicted and measured mean and 99th percentile. */
  private static String cells(
      Json predicted, String metric, List<Json> requests, ToDoubleFunction<Json> millis) {
    double[] sorted = requests.stream().mapToDouble(millis).sorted().toArray();
    double mean = 0;
    for (double value : sorted) {
      mean += value / sorted.length;
    }
    double at = 0.99 * (sorted.length - 1);
    int below = (int) at;
    double p99 = sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    return cell(predicted.number("mean_" + metric + "_ms"), mean)
        + cell(predicted.number("p99_" + metric + "_ms"), p99);
  }

  private static String cell(double predicted, double measured) {
    return String.format(
        Locale.ROOT, " | %,.0f, %+.1f %%", measured, 100 * (predicted / measured - 1));
  }

  private static double scheduledToFirstMillis(Path rows) throws IOException {
    List<String> lines = Files.readAllLines(rows);
    List<String> names = List.of(lines.get(0).split(","));
    double sum = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split(",", -1);
      sum +=
          Double.parseDouble(row[names.indexOf("first_token_ms")])
              - Double.parseDouble(row[names.indexOf("scheduled_ms")]);
    }
    return sum / (lines.size() - 1);
  }
}
