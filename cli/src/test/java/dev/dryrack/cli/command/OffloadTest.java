package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory below the GPUs from the command line. */
final class OffloadTest {

  @TempDir Path folder;

  /** Prompts of 20 blocks of 512 tokens, of which as many conversations as said take turns. */
  private Path trace(int conversations) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      rows.append("{\"timestamp\": ").append(i * 2000).append(", \"input_length\": 10240, ");
      rows.append("\"output_length\": 20, \"hash_ids\": [");
      for (int block = 0; block < 20; block++) {
        rows.append(block == 0 ? "" : ", ").append(i % conversations * 100 + block);
      }
      rows.append("]}\n");
    }
    return Files.writeString(folder.resolve("turns.jsonl"), rows);
  }

  private Result run(int conversations, String more) throws IOException {
    String command =
        "run --model llama-3.1-8b --on h100 --gpus 1 --gpu-memory-utilization 0.35 --max-model-len 20000 --trace "
            + trace(conversations)
            + " "
            + more;
    return Cli.run(command.strip().split(" "));
  }

  @Test
  void whatTheGpuLosesIsFoundInHostMemory() throws IOException {
    Result plain = run(30, "--json");
    Result host = run(30, "--json --offload-host 400");
    assertThat(host.err()).isEmpty();
    Json before = Json.parse(plain.out()).map("sim").map("prefix_cache");
    Json after = Json.parse(host.out()).map("sim").map("prefix_cache");
    assertThat(before.number("hit_fraction")).as("a GPU that is too small").isLessThan(0.1);
    assertThat(after.number("hit_fraction"))
        .as("all but the first turns")
        .isCloseTo(after.number("ideal_hit_fraction"), within(0.001));
    assertThat(Json.parse(host.out()).number("mean_ttft_ms"))
        .isLessThan(Json.parse(plain.out()).number("mean_ttft_ms") / 2);
  }

  @Test
  void theReportTellsTheTiersAndWhatTheyRestOn() throws IOException {
    Result result = run(30, "--offload-host 20 --offload-nvme 200 --offload-remote 4000");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("Where prompt tokens were found")
        .contains("requests waited for blocks from below the host")
        .contains("host: 64 GB/s each way per GPU, nominal")
        .contains("nvme: 8 x nvme-gen5 a node, 104 GB/s reading and 52.8 GB/s writing")
        .contains("remote: 50 GB/s each way per GPU, that of ib-ndr400, nominal");
  }

  @Test
  void blocksThatAreLoadedWhileTheStepComputesCostNoMoreThanThoseBefore() throws IOException {
    double overlapped =
        Json.parse(run(30, "--json --offload-host 400").out()).number("mean_ttft_ms");
    double blocking =
        Json.parse(run(30, "--json --offload-host 400 --offload-load blocking").out())
            .number("mean_ttft_ms");
    assertThat(overlapped).isLessThan(blocking);
  }

  @Test
  void memoryWithoutAPrefixCacheIsRefused() throws IOException {
    Result result = run(30, "--offload-host 200 --prefix-cache off");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("--offload-host: has an effect only with a prefix cache, and there is none");
    Result generated =
        Cli.run(
            "run --model llama-3.1-8b --on h100 --gpus 1 --isl 9 --osl 9 --offload-host 1"
                .split(" "));
    assertThat(generated.code()).isEqualTo(2);
    assertThat(generated.err()).contains("the load names no shared prefixes");
  }

  @Test
  void memoryBelowARadixCacheIsRefused() throws IOException {
    Result result = run(30, "--scheduler sglang --offload-host 400");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--offload-host: goes with every prefix cache but radix");
  }

  @Test
  void disksWithoutHostMemoryAreRefused() throws IOException {
    Result result = run(30, "--offload-nvme 200");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("blocks pass through host memory");
  }

  @Test
  void moreHostMemoryThanANodeHasIsRefused() throws IOException {
    Result result = run(30, "--offload-host 3000");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("is more than the 2 TB of host memory");
  }

  @Test
  void anUnknownDriveIsRefusedWithTheKnownOnes() throws IOException {
    Result result =
        run(30, "--offload-host 200 --offload-nvme 1000 --offload-nvme-drive nvme-gen6");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--offload-nvme-drive").contains("nvme-gen5");
  }
}
