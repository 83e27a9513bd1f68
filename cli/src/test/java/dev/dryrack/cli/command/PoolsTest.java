package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prefill and decode pools from the command line. */
final class PoolsTest {

  private static final String DEPLOYMENT =
      " --model llama-3.1-70b --on h100 --gpus 16 --tp 4 --isl 1000 --osl 50 ";

  private static Result run(String more) {
    return Cli.run(("run" + DEPLOYMENT + "--num-prompts 40 --request-rate 3 " + more).split(" "));
  }

  @Test
  void everyRequestMovesItsKvFromPrefillToDecode() {
    Result result = run("--pools 2P2D");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("40 of 40 requests finished")
        .contains("KV from prefill to decode")
        .contains("40 transfers");
  }

  @Test
  void jsonHasTheTransfers() {
    Result result = run("--pools 3P1D --json");
    assertThat(result.code()).isZero();
    Json transfers = Json.parse(result.out()).map("sim").map("kv_transfers");
    assertThat(transfers.number("transfers")).isEqualTo(40);
    assertThat(transfers.number("prefill_replicas")).isEqualTo(3);
  }

  @Test
  void poolsThatContradictTheReplicasAreRefused() {
    Result result = run("--pools 2P2D --replicas 3");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("2P2D are 4 replicas, not the 3 of --replicas");
  }

  @Test
  void wronglyWrittenPoolsAreRefusedWithTheForm() {
    Result result = run("--pools 2+2");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--pools").contains("like 2P1D");
  }

  @Test
  void samplesOverTimeOfPoolsAreRefused(@TempDir Path folder) {
    Path file = folder.resolve("samples.csv");
    Result result = run("--pools 2P2D --timeseries " + file);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("--pools: there are no samples over time")
        .doesNotContain("internal error");
    assertThat(file).as("refused before a file is touched").doesNotExist();
  }

  @Test
  void theClosedFormHasNoPoolsAndSaysSo() {
    Result result = Cli.run(("estimate" + DEPLOYMENT + "--pools 2P2D").split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("there is no closed form of prefill and decode pools");
  }

  @Test
  void aRouterOverOnePrefillReplicaIsRefused() {
    Result result = run("--pools 1P3D --router round-robin");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--router: a router chooses the replica that prefills");
    assertThat(run("--pools 2P2D --router round-robin").code()).isZero();
  }

  @Test
  void schedulesThatPoolsDoNotGoWithAreRefusedWithARemedy() {
    Result result = run("--pools 2P2D --scheduler sglang");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("leave out the pools, or the options of the schedule");
  }
}
