package dev.dryrack.hardware.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Formulas against measurements that no constant was fitted to. The bounds say how far off they
 * are, not how far they should be.
 */
final class PublishedKernelsTest {

  /** m, n, k, TFLOP/s: DeepGEMM README @55ab91f, H800 SXM5, FP8 1x128 by 128x128. */
  private static final double[][] DEEP_GEMM = {
    {64, 2112, 7168, 206},
    {64, 24576, 1536, 289},
    {64, 7168, 16384, 336},
    {64, 7168, 2048, 295},
    {128, 7168, 16384, 645},
    {128, 4096, 7168, 533},
    {4096, 2112, 7168, 1009},
    {4096, 24576, 1536, 1125},
    {4096, 7168, 16384, 1426},
    {4096, 4096, 7168, 1265},
    {4096, 7168, 2048, 1168},
  };

  /** groups, rows each, n, k, TFLOP/s: DeepGEMM README @55ab91f, masked layout. */
  private static final double[][] DEEP_GEMM_MASKED = {
    {1, 1024, 4096, 7168, 1233},
    {2, 512, 4096, 7168, 1040},
    {4, 256, 4096, 7168, 932},
    {4, 256, 7168, 2048, 815},
  };

  /** The fitted table holds the quantisation of activations too, so it is slower throughout. */
  @Test
  void denseFp8OnHopper() {
    GpuKernels h800 = GpuKernels.of(SystemCatalog.builtIn().system("h800").gpu());
    double[] errors = new double[DEEP_GEMM.length];
    for (int i = 0; i < errors.length; i++) {
      double[] row = DEEP_GEMM[i];
      double predicted = h800.gemm(Precision.FP8_BLOCK, row[0], row[1], row[2]).seconds();
      double measured = 2 * row[0] * row[1] * row[2] / (row[3] * 1e12);
      errors[i] = Math.abs(predicted / measured - 1);
    }
    Arrays.sort(errors);
    assertTrue(errors[errors.length / 2] < 0.50, Arrays.toString(errors));
    assertTrue(errors[errors.length - 1] < 0.90, Arrays.toString(errors));
  }

  /** Both multiplications of an expert; the points measure them one by one, without the rest. */
  @Test
  void expertsOnHopper() {
    GpuKernels h800 = GpuKernels.of(SystemCatalog.builtIn().system("h800").gpu());
    double up = 0;
    for (double[] row : DEEP_GEMM_MASKED) {
      double measured = 2 * row[0] * row[1] * row[2] * row[3] / (row[4] * 1e12);
      up = row[2] == 4096 ? measured : up;
      if (row[2] == 7168) {
        GroupedRows work =
            new GroupedRows(row[0], row[0] * row[1], row[0] * row[1], 7168, 2048, 3, true);
        double predicted = h800.groupedGemm(Precision.FP8_BLOCK, work).seconds();
        double error = predicted / (up + measured) - 1;
        assertTrue(error > -0.1 && error < 0.35, "error " + error);
      }
    }
  }

  /** 2,744 TFLOP/s sustained: Azure AI-benchmarking-guide, ND GB200 v6 results @2a370be. */
  @Test
  void largeFp8MultiplicationsOnGb200() {
    GpuKernels gb200 = GpuKernels.of(SystemCatalog.builtIn().system("gb200-nvl72").gpu());
    double seconds = gb200.gemm(Precision.FP8, 16384, 16384, 16384).seconds();
    double teraflops = 2 * Math.pow(16384, 3) / seconds / 1e12;
    assertTrue(Math.abs(teraflops / 2744 - 1) < 0.15, teraflops + " TFLOP/s");
  }
}
