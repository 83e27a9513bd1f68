package dev.dryrack.serving.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.serving.cost.Calibration;
import dev.dryrack.serving.cost.EngineProfile;
import dev.dryrack.serving.cost.EngineProfiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether an engine's constants are found in what benchmarks report. */
final class EngineCalibratorTest {

  private static final EngineProfile VLLM = EngineProfiles.named("vllm-0.18");
  private static final BenchmarkFiles.Served LLAMA =
      new BenchmarkFiles.Served("llama-3.1-8b", "h100", "vllm", "bf16", 1, 1, 1);

  @TempDir private Path folder;

  private Path result(int clients, double ttftMillis, double tpotMillis) throws IOException {
    Path file = folder.resolve("c" + clients + ".json");
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            "{\"max_concurrency\": %d, \"request_rate\": \"inf\", \"completed\": 100,"
                + " \"total_input_tokens\": 51200, \"total_output_tokens\": 12800,"
                + " \"mean_ttft_ms\": %.4f, \"mean_tpot_ms\": %.4f}",
            clients,
            ttftMillis,
            tpotMillis));
    return file;
  }

  /** What an engine with that much host time would have measured. */
  private BenchmarkFiles measuredWith(EngineProfile truth) throws IOException {
    PricedPlan.Cache cache = new PricedPlan.Cache(Calibration.NONE);
    BenchmarkFiles files = new BenchmarkFiles(LLAMA);
    for (int clients : List.of(1, 4, 16, 64)) {
      BenchmarkFiles one = new BenchmarkFiles(LLAMA).add(result(clients, 1, 1));
      Prediction prediction =
          new EndToEndRow(one.table().rows().get(0)).on(truth).predict(cache, 10);
      files.add(result(clients, prediction.ttftSeconds() * 1e3, prediction.tpotSeconds() * 1e3));
    }
    return files;
  }

  @Test
  void fixedTimePerStepThatMadeResultsSlowerIsFound() throws IOException {
    EngineProfile truth = VLLM.with(VLLM.overhead().withHost(2e-3, 0));
    EngineCalibrator.Result found =
        new EngineCalibrator(VLLM, Calibration.NONE).benchmarks(measuredWith(truth)).fit();
    EngineCalibrator.Errors fitted = found.errors().get(0);
    EngineCalibrator.Errors heldOut = found.errors().get(1);
    assertThat(fitted.meanBefore()).isGreaterThan(0.1);
    assertThat(fitted.meanAfter()).isLessThan(0.03);
    assertThat(heldOut.heldOut()).isTrue();
    assertThat(heldOut.meanAfter()).isLessThan(0.05);
    // One deployment cannot tell the host's time from fixed times of kernels; both are per step.
    assertThat(found.profile().overhead().hopperFixedScale())
        .isGreaterThan(VLLM.overhead().hopperFixedScale());
    assertThat(found.profile().overhead().hostSecondsPerSequence()).isZero();
  }

  @Test
  void anOpenLoopIsRefusedWithTheRemedy() throws IOException {
    Path file = result(8, 10, 10);
    Files.writeString(
        file,
        Files.readString(file).replace("\"inf\"", "3.5").replace("\"max_concurrency\": 8,", ""));
    assertThatThrownBy(() -> new BenchmarkFiles(LLAMA).add(file))
        .isInstanceOf(FactException.class)
        .hasMessageContaining("open loop; measure with --max-concurrency");
  }

  @Test
  void aiperfIsReadByItsOwnKeys() throws IOException {
    Path file = folder.resolve("profile_export_aiperf.json");
    Files.writeString(
        file,
        "{\"time_to_first_token\": {\"unit\": \"ms\", \"avg\": 45.5}, \"inter_token_latency\":"
            + " {\"avg\": 9.25}, \"input_sequence_length\": {\"avg\": 512.2},"
            + " \"output_sequence_length\": {\"avg\": 128}, \"input_config\": {\"loadgen\":"
            + " {\"concurrency\": 12}}}");
    PointTable.Row row = new BenchmarkFiles(LLAMA).add(file).table().rows().get(0);
    assertThat(row.whole("isl")).isEqualTo(512);
    assertThat(row.whole("concurrency")).isEqualTo(12);
    assertThat(row.number("silicon_ttft_ms", 0)).isEqualTo(45.5);
    assertThat(row.number("silicon_tpot_ms", 0)).isEqualTo(9.25);
  }

  /** The same code on the built-in table gives the very constants that ship. */
  @Test
  @Tag("slow")
  void theProfilesThatShipAreTheFitted() throws IOException {
    Path resources = Path.of("src/main/resources/dev/dryrack/serving");
    String shipped = Files.readString(resources.resolve("cost/engine-profiles.yaml"));
    EngineCalibrator.Result fit =
        new EngineCalibrator(EngineProfiles.named("vllm-0.15"), Calibration.NONE)
            .endToEnd(resources.resolve("validation/end-to-end.csv"))
            .fit();
    assertThat(Calibration.rewrite(shipped, fit.profile())).isEqualTo(shipped);
  }
}
