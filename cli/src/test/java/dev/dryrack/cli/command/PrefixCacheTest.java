package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which prefix cache goes with which schedule. */
final class PrefixCacheTest {

  @TempDir Path folder;

  private Result run(String more) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      rows.append("{\"timestamp\": ").append(i * 500).append(", \"input_length\": 1536, ");
      rows.append("\"output_length\": 5, \"hash_ids\": [1, 2, ").append(100 + i).append("]}\n");
    }
    Path trace = Files.writeString(folder.resolve("shared.jsonl"), rows);
    String command = "run --model llama-3.1-8b --on h100 --gpus 1 --json --trace " + trace;
    return Cli.run((command + more).split(" "));
  }

  private static String cacheOf(Result result) {
    return Json.parse(result.out()).map("sim").map("engine").text("prefix_cache");
  }

  @Test
  void sglangReusesPrefixesAsATree() throws IOException {
    Result result = run(" --scheduler sglang");
    assertThat(result.code()).isZero();
    assertThat(cacheOf(result)).isEqualTo("radix");
    Json cache = Json.parse(result.out()).map("sim").map("prefix_cache");
    // All but the first prompt find the two shared blocks of 512 tokens.
    assertThat(cache.number("hit_tokens")).isEqualTo(19 * 1024);
  }

  @Test
  void otherSchedulesReuseThemByTheirBlocks() throws IOException {
    for (String policy :
        List.of("vllm", "tensorrt-llm", "sarathi", "prefill-first", "decode-first")) {
      Result result = run(" --scheduler " + policy);
      assertThat(cacheOf(result)).isEqualTo("vllm");
      Json cache = Json.parse(result.out()).map("sim").map("prefix_cache");
      assertThat(cache.number("hit_tokens")).as(policy).isEqualTo(19 * 1024);
    }
  }

  @Test
  void theCacheOfAnotherEngineIsRefused() throws IOException {
    Result result = run(" --scheduler sglang --prefix-cache vllm");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--prefix-cache: the sglang schedule goes with radix");
    assertThat(run(" --prefix-cache radix").err()).contains("the vllm schedule goes with vllm");
  }

  @Test
  void swappingLeavesNoPrefixCache() throws IOException {
    Result result = run(" --preemption-mode swap --prefix-cache vllm");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("where preempted requests are swapped out");
  }
}
