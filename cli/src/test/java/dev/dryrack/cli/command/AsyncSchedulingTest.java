package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps that are formed while the one before them runs, from the command line. */
final class AsyncSchedulingTest {

  private static final String RUN =
      "run --model llama-3.1-8b --on h100 --num-prompts 200 --request-rate 5";

  private static Result run(String more) {
    String gpus = more.contains("--gpus") ? "" : " --gpus 1";
    return Cli.run((RUN + gpus + " " + more).strip().split(" "));
  }

  @Test
  void theFirstTokenComesAboutOneStepLaterAndTheOthersAsBefore() {
    Json after = Json.parse(run("--json").out());
    Json ahead = Json.parse(run("--json --async-scheduling").out());
    double step = after.number("mean_itl_ms");
    double later = ahead.number("mean_ttft_ms") - after.number("mean_ttft_ms");
    assertThat(later).as("a step of %s ms", step).isBetween(0.5 * step, 1.5 * step);
    assertThat(ahead.number("mean_itl_ms") / step).isBetween(0.97, 1.03);
    assertThat(ahead.map("sim").map("engine").flag("async_scheduling")).isTrue();
  }

  @Test
  void prefixesAreFoundAgain(@TempDir Path folder) throws Exception {
    String row =
        "{\"timestamp\": %d, \"input_length\": 1024, \"output_length\": 8, \"hash_ids\": [1, 2]}%n";
    Path trace = folder.resolve("same.jsonl");
    Files.writeString(trace, String.format(row, 0) + String.format(row, 5000));
    String call = "run --model llama-3.1-8b --on h100 --gpus 1 --async-scheduling --json --trace ";
    Json result = Json.parse(Cli.run((call + trace).split(" ")).out());
    assertThat(result.map("sim").map("prefix_cache").number("hit_tokens")).isEqualTo(1008);
  }

  @ParameterizedTest
  @CsvSource({
    "--scheduler sglang, the sglang schedule has no such parameter",
    "--reject-late --ttft-target 1s, goes neither with --reject-late nor",
    "--preemption-mode swap, goes neither with --reject-late nor",
    "--gpus 2 --pp 2 --tp 1, does not go with pipeline parallelism",
  })
  void whatItDoesNotGoWithIsRefused(String more, String why) {
    Result result = run("--async-scheduling " + more);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--async-scheduling").contains(why);
  }
}
