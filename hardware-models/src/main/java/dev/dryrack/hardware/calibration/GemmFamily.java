package dev.dryrack.hardware.calibration;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.kernel.GemmCurve;
import java.util.List;

/** Dense multiplication; shapes are {@code m, n, k}. */
record GemmFamily(GpuSpec gpu, Precision precision) implements KernelFamily {

  private static final List<Constant> CONSTANTS =
      List.of(
          Constant.micros("t0", 4, 0.5, 40),
          Constant.number("compute", 0.7, 0.1, 1),
          Constant.number("memory", 0.8, 0.2, 1.1),
          Constant.number("p", 3, 1, 8),
          Constant.number("wave_share", 0.4, 0, 1),
          Constant.number("least_waves", 0.1, 0.01, 1.5),
          Constant.number("extra_depth", 150, 0, 1000));

  @Override
  public String section() {
    return "gemm";
  }

  @Override
  public String label() {
    return "precision: " + precision.id();
  }

  @Override
  public List<Constant> constants() {
    return CONSTANTS;
  }

  @Override
  public double seconds(double[] c, double[] shape) {
    return new GemmCurve(precision, c[0], c[1], c[2], c[3], c[4], c[5], c[6], TRIED)
        .time(gpu, shape[0], shape[1], shape[2])
        .seconds();
  }
}
