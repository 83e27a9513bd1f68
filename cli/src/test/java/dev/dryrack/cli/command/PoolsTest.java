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

  private static final String UNEQUAL =
      "run --model llama-3.1-70b --on h100 --isl 1000 --osl 50 --num-prompts 40 --request-rate 3"
          + " --pools 2P1D --prefill-tp 4 --decode-tp 8 --decode-max-num-seqs 64 ";

  private static Result unequal(String more) {
    return Cli.run((UNEQUAL + more).trim().split(" "));
  }

  @Test
  void poolsHavePlansAndLimitsOfTheirOwn() {
    Result result = unequal("--json");
    assertThat(result.code()).as(result.err()).isZero();
    Json sim = Json.parse(result.out()).map("sim");
    assertThat(sim.map("plan").number("tp")).isEqualTo(4);
    assertThat(sim.map("decode_pool").map("plan").number("tp")).isEqualTo(8);
    assertThat(sim.map("decode_pool").number("max_num_seqs")).isEqualTo(64);
    assertThat(sim.map("throughput").number("gpus")).isEqualTo(16);
    assertThat(unequal("").out())
        .contains("the one that decodes")
        .contains("TP8")
        .contains("Replicas that decode");
  }

  @Test
  void aPoolMayRunOnOtherGpusAcrossTheNetwork() {
    Result result = unequal("--decode-on h200 --kv-cache-dtype fp8");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("h200: 8 x h200").contains("the scale-out network");
  }

  @Test
  void layerByLayerHidesTransfersBehindPrefill() {
    Json after = Json.parse(run("--pools 2P2D --json").out()).map("sim").map("kv_transfers");
    Json during =
        Json.parse(run("--pools 2P2D --kv-transfer layer-wise --json").out())
            .map("sim")
            .map("kv_transfers");
    assertThat(after.number("hidden_fraction")).isZero();
    assertThat(during.number("hidden_fraction")).isBetween(0.9, 1.0);
    assertThat(during.number("mean_seconds")).isLessThan(after.number("mean_seconds") / 5);
  }

  @Test
  void shortPromptsStayWhereTheyDecode() {
    Result result = run("--pools 2P2D --max-local-prefill-length 1000");
    assertThat(result.out()).contains("KV from prefill to decode: 0 transfers").contains("local");
  }

  @Test
  void impossiblePoolsAreRefusedWithAllReasonsAtOnce() {
    Result result =
        Cli.run(
            ("run --model llama-3.1-70b --on h100 --isl 100 --osl 5 --pools 1P1D --prefill-tp 3"
                    + " --decode-tp 5")
                .split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("--prefill-tp: tp = 3")
        .contains("--decode-tp: tp = 5")
        .contains("2 problems");
  }

  @Test
  void poolsThatDoNotFitAreAllTold() {
    Result result =
        Cli.run(
            ("run --model llama-3.1-70b --on h100 --isl 100 --osl 5 --pools 1P1D --prefill-tp 1"
                    + " --decode-tp 1")
                .split(" "));
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err().split("does not fit on 1 GPU", -1)).hasSize(3);
  }

  @Test
  void keysOfPoolsNeedPools() {
    Result result = Cli.run(("run" + DEPLOYMENT + "--decode-tp 8").split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("every replica prefills and decodes");
  }

  @Test
  void nobodyIsToldToChangeTheReplicasThatPoolsGive() {
    Result result = run("--pools 2P3D");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("2P3D are 5 replicas").doesNotContain("use replicas =");
  }

  @Test
  void comparingAtEqualCostDoesNotChangeTheReplicasThatPoolsGive() {
    Result result =
        Cli.run(
            ("compare"
                    + DEPLOYMENT
                    + "--pools 2P2D --equal cost --num-prompts 10 --vary engine.max-num-seqs=64")
                .split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("pools say how many replicas there are");
  }
}
