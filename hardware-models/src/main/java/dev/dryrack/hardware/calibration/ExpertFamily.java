package dev.dryrack.hardware.calibration;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.kernel.GroupedGemmCurve;
import dev.dryrack.hardware.kernel.GroupedRows;
import java.util.List;

/**
 * Routed experts on one GPU; shapes are experts with rows, rows, tokens presented, hidden and inner
 * width, and matrices.
 *
 * @param kernel which one of that precision
 */
record ExpertFamily(GpuSpec gpu, Precision precision, String kernel) implements KernelFamily {

  private static final List<Constant> CONSTANTS =
      List.of(
          Constant.micros("t0", 30, 2, 150),
          Constant.micros("per_group", 0.2, 0, 3),
          Constant.number("compute", 0.7, 0.1, 1),
          Constant.number("memory", 0.85, 0.2, 1.1),
          Constant.number("p", 3, 1, 8),
          Constant.number("padding_rows", 40, 0, 200),
          Constant.number("activation", 4, 0, 20),
          Constant.number("presented", 2, 0, 30));

  @Override
  public String section() {
    return "grouped_gemm";
  }

  @Override
  public String label() {
    return "precision: " + precision.id() + ", kernel: \"" + kernel + "\"";
  }

  @Override
  public List<Constant> constants() {
    return CONSTANTS;
  }

  @Override
  public double seconds(double[] c, double[] s) {
    GroupedRows work = new GroupedRows(s[0], s[1], s[2], s[3], s[4], (int) s[5], true);
    return new GroupedGemmCurve(
            precision, kernel, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], false, TRIED)
        .time(gpu, work)
        .seconds();
  }
}
