package dev.dryrack.serving.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.hardware.kernel.GpuKernels;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a calibration file replaces, and what it leaves. */
final class CalibrationTest {

  private static final String GEMM =
      "schema: dryrack-calibration/1\nkernels:\n  - gpu: h100-sxm\n    gemm:\n"
          + "      - {precision: bf16, t0: 50 us, compute: 0.5, memory: 0.5, p: 2, wave_share: 0.3,"
          + " least_waves: 0.1, extra_depth: 100, points: 100, median_error: 0.1, p90_error: 0.2,"
          + " validity: \"mine\", source: \"mine\"}\n";

  @Test
  void kernelsThatAreNamedAreReplacedAndOthersStay() {
    Calibration calibration = Calibration.parse("mine.yaml", GEMM);
    GpuKernels mine = GpuKernels.of(Fixtures.H100, calibration.kernels());
    GpuKernels before = GpuKernels.of(Fixtures.H100);
    assertThat(mine.gemm(Precision.BF16, 1, 4096, 4096).latencySeconds()).isEqualTo(50e-6);
    assertThat(mine.gemm(Precision.FP8, 1, 4096, 4096))
        .isEqualTo(before.gemm(Precision.FP8, 1, 4096, 4096));
  }

  @Test
  void aProfileTakesThePlaceOfTheBuiltInOneOfItsId() {
    EngineProfile builtIn = EngineProfiles.named("vllm-0.18");
    EngineProfile slow = builtIn.with(builtIn.overhead().withHost(1e-3, Double.NaN));
    String text = "schema: dryrack-calibration/1\n" + Calibration.text(List.of(slow));
    Calibration calibration = Calibration.parse("mine.yaml", text);
    assertThat(calibration.of(builtIn).overhead().hostSecondsPerStep()).isEqualTo(1e-3);
    assertThat(calibration.of(builtIn).frontendSeconds()).isEqualTo(builtIn.frontendSeconds());
    EngineProfile other = EngineProfiles.named("sglang");
    assertThat(calibration.of(other)).isSameAs(other);
  }

  @Test
  void rewritingAProfileChangesWhatIsFittedOnly() {
    EngineProfile builtIn = EngineProfiles.named("vllm-0.18");
    EngineProfile slow = builtIn.with(builtIn.overhead().withHost(1e-3, 5e-6));
    String file =
        Calibration.text(List.of(builtIn)).replace("step_tokens: 8192", "step_tokens: 77");
    String changed = Calibration.rewrite(file, slow);
    assertThat(changed).contains("host_per_step: 1000 us").contains("host_per_sequence: 5 us");
    assertThat(changed).contains("step_tokens: 77");
  }

  @Test
  void mistakesAreToldWithTheirPlace() {
    assertThatThrownBy(() -> Calibration.parse("mine.yaml", GEMM.replace("memory", "memry")))
        .isInstanceOf(FactException.class)
        .hasMessageContaining("mine.yaml:5")
        .hasMessageContaining("memry");
    assertThatThrownBy(() -> Calibration.parse("mine.yaml", GEMM.replace("h100-sxm", "h10")))
        .isInstanceOf(FactException.class)
        .hasMessageContaining("h10");
  }
}
