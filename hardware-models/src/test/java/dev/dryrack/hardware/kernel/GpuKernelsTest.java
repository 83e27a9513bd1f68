package dev.dryrack.hardware.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GpuKernelsTest {

  private static GpuKernels kernels(String system) {
    return GpuKernels.of(SystemCatalog.builtIn().system(system).gpu());
  }

  /**
   * A tile of 128 rows would keep an A100, of little arithmetic per byte, as busy as its memory.
   */
  @Test
  void fewRowsPayForSmallTilesWhereMatrixInstructionsAreSmall() {
    double ampere = rows(kernels("a100"), 16) / rows(kernels("a100"), 128);
    double hopper = rows(kernels("h100"), 16) / rows(kernels("h100"), 128);
    assertTrue(ampere < 0.88, "A100 " + ampere);
    assertTrue(hopper > 0.9, "H100 " + hopper);
  }

  private static double rows(GpuKernels kernels, double m) {
    return kernels.gemm(Precision.BF16, m, 14_336, 4_096).seconds();
  }

  @Test
  void theGemmFormulaGivesWhatItsConstantsSay() {
    GpuKernels h100 = kernels("h100");
    GpuSpec gpu = h100.gpu();
    double tiles = 32.0 * 128 / 132;
    GemmCurve c = h100.gemmCurve(Precision.BF16);
    double waves = Math.pow(tiles, 1 - c.waveShare()) * Math.pow(Math.ceil(tiles), c.waveShare());
    double compute =
        waves
            * (132 * 2 * 128 * 128)
            * (16384 + c.extraDepth())
            / (gpu.bf16FlopsPerSecond() * c.computeEfficiency());
    double bytes = 2.0 * (16384.0 * 16384 + 2 * 4096.0 * 16384);
    double memory = bytes / (gpu.memoryBytesPerSecond() * c.memoryEfficiency());
    double p = c.sharpness();
    double expected = c.t0Seconds() + Math.pow(Math.pow(compute, p) + Math.pow(memory, p), 1 / p);
    assertEquals(
        expected, h100.gemm(Precision.BF16, 4096, 16384, 16384).seconds(), expected * 1e-12);
  }

  /** 2.910 ms: aiconfigurator @095f58a, h100_sxm/gemm/trtllm/1.3.0rc20, a row of the fit. */
  @Test
  void aLargeMultiplicationTakesWhatWasMeasured() {
    double seconds = kernels("h100").gemm(Precision.BF16, 4096, 16384, 16384).seconds();
    assertEquals(2.910e-3, seconds, 2.910e-3 * 0.10);
  }

  @Test
  void gpusWithoutTablesBorrowFromTheNearestMeasuredOne() {
    assertFalse(kernels("h100").transferred());
    assertFalse(kernels("gb200-nvl72").transferred());
    for (String hopper : List.of("h200", "h800", "h20", "a100")) {
      assertTrue(kernels(hopper).transferred(), hopper);
      assertEquals("h100-sxm", kernels(hopper).measuredOn(), hopper);
    }
    for (String blackwell : List.of("b200", "b300", "gb300-nvl72", "mi355x")) {
      assertTrue(kernels(blackwell).transferred(), blackwell);
      assertEquals("gb200", kernels(blackwell).measuredOn(), blackwell);
    }
  }

  @Test
  void aTransferredFitIsMarked() {
    GpuKernels h200 = kernels("h200");
    FitNote note = h200.gemmCurve(Precision.BF16).fit();
    assertEquals(Provenance.FITTED, note.provenance());
    assertEquals(Provenance.TRANSFERRED, h200.note(note).provenance());
    assertEquals(Provenance.ASSUMED, h200.gemmCurve(Precision.NVFP4).fit().provenance());
  }

  @Test
  void weightsWithoutArithmeticOfTheirOwnAreMultipliedInBf16() {
    GpuKernels a100 = kernels("a100");
    double fp8 = a100.gemm(Precision.FP8, 8192, 8192, 8192).seconds();
    double bf16 = a100.gemm(Precision.BF16, 8192, 8192, 8192).seconds();
    assertEquals(bf16, fp8, bf16 * 0.02);
    double smallFp8 = a100.gemm(Precision.FP8, 1, 8192, 8192).seconds();
    double smallBf16 = a100.gemm(Precision.BF16, 1, 8192, 8192).seconds();
    assertTrue(smallFp8 < 0.6 * smallBf16, "few rows only read weights");
  }

  @Test
  void everyGpuMultipliesEveryPrecisionAndMoreIsNeverFaster() {
    for (GpuSpec gpu : SystemCatalog.builtIn().gpus()) {
      GpuKernels kernels = GpuKernels.of(gpu);
      for (Precision precision : Precision.values()) {
        double dense = 0;
        double grouped = 0;
        for (int m = 1; m <= 65_536; m *= 2) {
          double denseNow = kernels.gemm(precision, m, 4096, 7168).seconds();
          double groupedNow =
              kernels
                  .groupedGemm(
                      precision, new GroupedRows(Math.min(m, 32), m, m, 7168, 2048, 3, m % 4 == 0))
                  .seconds();
          assertTrue(denseNow >= dense && denseNow < 1, gpu.id() + " " + precision + " " + m);
          assertTrue(groupedNow > 0 && groupedNow < 1, gpu.id() + " " + precision + " " + m);
          assertTrue(
              m <= 4 || groupedNow >= grouped, gpu.id() + " " + precision + " grouped at " + m);
          dense = denseNow;
          grouped = groupedNow;
        }
      }
    }
  }
}
