package dev.dryrack.serving.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.serving.plan.ShardingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How rows of end-to-end tables are read, predicted and refused. */
final class EndToEndFileTest {

  private static final String HEADER =
      "id,backend,backend_version,model_path,system,precision,mode,isl,osl,batch_size,tp_size,"
          + "attention_dp_size,moe_tp_size,moe_ep_size,silicon_ttft_ms,silicon_tpot_ms,concurrency,"
          + "measured\n";

  @TempDir private Path folder = Path.of("");

  private List<Outcome> outcomes(String... rows) throws IOException {
    Path file = folder.resolve("points.csv");
    Files.writeString(file, HEADER + String.join("\n", rows) + "\n");
    return new Validation().endToEnd(file).run();
  }

  @ParameterizedTest
  @CsvSource({
    "a, 8, 1, 1, 8, 8, 8, TP8 × EP8",
    "a_tp8_ep8, 64, 1, 8, 8, 8, 8, TP8 × EP8",
    "a, 1, 64, 8, 8, 1, 8, DP8 × EP8",
    "a, 4, 4, 1, 16, 2, 8, DP4 × EP4",
    "a, 4, '', 1, 4, 2, 8, DP4 × EP4",
    "a, 4, '', 1, 4, 8, 8, TP4 × EP4",
    "a, 8, 1, 8, 1, 8, 8, TP8 × MoE-TP8",
    "a, 1, '', 4, 1, 5, 5, DP4 × MoE-TP4",
    "a_tp2_ep2, 4, 1, 2, 2, 8, 8, TP2 × EP2",
  })
  void parallelismColumnsOfAllConventionsAreRead(
      String id, String tp, String dp, String moeTp, String ep, int batch, int c, String plan)
      throws IOException {
    Path file = folder.resolve("plan.csv");
    Files.writeString(
        file,
        "id,tp_size,attention_dp_size,moe_tp_size,moe_ep_size,batch_size,concurrency\n"
            + String.join(",", id, tp, dp, moeTp, ep, batch + "", c + "\n"));
    ShardingPlan read = EndToEndPlan.aggregated(PointTable.read(file).rows().get(0), true);
    assertThat(read.label()).isEqualTo(plan);
  }

  /** Measured: 6.85 ms at TP8 on H200 (aiconfigurator's silicon sample). */
  @Test
  void aRowIsSimulatedAndComesOutNearItsMeasurement() throws IOException {
    List<Outcome> outcomes =
        outcomes(
            "r1,trtllm,,meta-llama/Llama-3.1-70B,h200_sxm,fp8,agg,1024,1024,8,8,1,8,1,85,6.85,8,"
                + "2025-10-29");
    assertThat(outcomes).hasSize(2).allMatch(Outcome::predictedAtAll);
    assertThat(outcomes.get(1).point().metric()).isEqualTo("tpot");
    assertThat(outcomes.get(1).error()).isBetween(-0.25, 0.25);
    assertThat(outcomes.get(1).low()).isLessThan(outcomes.get(1).predicted());
  }

  @Test
  void everyRowIsEitherPredictedOrRefusedWithAReason() throws IOException {
    String row = "vllm,0.12.0,Qwen/Qwen3-32B,h100_sxm,,agg,1024,128,8,2,,1,1,";
    List<Outcome> outcomes =
        outcomes(
            "a," + row + "126,11.7,8,",
            "b," + row + "126,11.7,8,",
            "c," + row.replace("Qwen3-32B", "Qwen9-32B") + "127,11,8,",
            "d," + row + "128,11,,",
            "e," + row.replace("h100_sxm", "h900") + "129,11,8,",
            "f," + row.replace("vllm", "vlm") + "130,11,8,");
    assertThat(outcomes).hasSize(12);
    assertThat(outcomes.get(0).predictedAtAll()).isTrue();
    assertThat(outcomes.get(2).repeats()).endsWith(":2");
    assertThat(outcomes.get(2).predicted()).isEqualTo(outcomes.get(0).predicted());
    assertThat(outcomes.get(4).refusal()).contains("unknown model 'Qwen/Qwen9-32B'; did you mean");
    assertThat(outcomes.get(6).refusal()).isEqualTo("no concurrency stated");
    assertThat(outcomes.get(8).refusal()).contains("unknown system 'h900'");
    assertThat(outcomes.get(10).refusal()).contains("unknown engine 'vlm'; did you mean 'vllm'?");
    ErrorSummary all = ErrorSummary.of("all", ErrorSummary.EVERYTHING, outcomes);
    assertThat(all.n() + all.refused()).isEqualTo(10);
    assertThat(all.repeats()).isEqualTo(2);
  }

  /**
   * InferenceX has SGLang look for new requests every 30 decode steps on Blackwell: requests wait
   * for 14.5 of them in the mean. Undated rows are not of that harness.
   */
  @Test
  void requestsWaitForTheNextLookOfAnEngineThatLooksEveryFewSteps() throws IOException {
    String row = "sglang,0.5.9,meta-llama/Llama-3.1-70B,b200_sxm,fp8,agg,1000,1000,16,8,1,8,1,";
    List<Outcome> outcomes = outcomes("a," + row + "1,9,16,2026-03-25", "b," + row + "2,9,16,");
    double tpot = outcomes.get(1).predicted();
    assertThat(outcomes.get(3).predicted()).isEqualTo(tpot);
    assertThat(outcomes.get(0).predicted() - outcomes.get(2).predicted())
        .isCloseTo(14.5 * tpot, Offset.offset(1e-6 * tpot));
  }

  /**
   * SGLang runs all prompts before anyone decodes; those of one length end and come back together.
   */
  @Test
  void sglangComputesAWaveOfPromptsBeforeItDecodes() throws IOException {
    String row = ",meta-llama/Llama-3.1-70B,h100_sxm,fp8,agg,4096,128,64,8,1,8,1,";
    List<Outcome> outcomes =
        outcomes("a,sglang,0.5.9" + row + "1,9,64,", "b,vllm,0.15.1" + row + "2,9,64,");
    assertThat(outcomes.get(0).predicted()).isGreaterThan(2 * outcomes.get(2).predicted());
    assertThat(outcomes.get(1).predicted()).isLessThan(outcomes.get(3).predicted());
  }

  /** Measured: 275 and 6.39 ms (aiconfigurator's silicon sample, SGLang 0.5.8). */
  @Test
  void poolsAreSimulatedEachWithItsPlan() throws IOException {
    String header =
        "id,backend,backend_version,model_path,system,precision,mode,isl,osl,prefill_num_workers,"
            + "prefill_tp_size,prefill_moe_tp_size,decode_num_workers,decode_tp_size,"
            + "decode_attention_dp_size,decode_moe_tp_size,silicon_ttft_ms,silicon_tpot_ms,"
            + "concurrency,measured\n";
    String row = ",sglang,0.5.8,deepseek-ai/DeepSeek-V3,gb200,fp4,disagg,1024,1024,1,4,4,2,";
    Path file = folder.resolve("pools.csv");
    Files.writeString(
        file,
        header
            + ("a" + row + "4,1,4,275,6.39,4,2026-02-08\n")
            + ("b" + row + "1,4,4,276,6.39,4,2026-02-08\n"));
    List<Outcome> outcomes = new Validation().endToEnd(file).run();
    assertThat(outcomes).allMatch(Outcome::predictedAtAll);
    assertThat(outcomes.get(0).error()).isBetween(-0.35, 0.35);
    assertThat(outcomes.get(1).error()).isBetween(-0.2, 0.2);
    // A small decode worker with attention-DP and no expert ranks ran tensor parallel.
    assertThat(outcomes.get(3).predicted()).isEqualTo(outcomes.get(1).predicted());
  }

  @Test
  void brokenTablesAreRefusedWithFileLineAndField() throws IOException {
    Path file = folder.resolve("broken.csv");
    Files.writeString(file, HEADER + "a,b\n");
    assertThatThrownBy(() -> new Validation().endToEnd(file))
        .isInstanceOf(FactException.class)
        .hasMessageContaining("broken.csv:2: has 2 fields under 18 columns");
    assertThatThrownBy(() -> outcomes("a,vllm,,m,h100,,agg,1024,128,8,2,,1,1,12x,11.7,8,"))
        .hasMessageContaining("points.csv:2: silicon_ttft_ms = '12x' is not a number");
  }
}
