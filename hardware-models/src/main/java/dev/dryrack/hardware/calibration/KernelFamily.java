package dev.dryrack.hardware.calibration;

import dev.dryrack.hardware.kernel.FitNote;
import dev.dryrack.hardware.kernel.Provenance;
import java.util.List;

/** One kind of kernel on one GPU in one precision: its constants, and its time of a shape. */
interface KernelFamily {

  /** Stands where a curve is made to be tried. */
  FitNote TRIED = new FitNote("a fit under way", 0, 0, 0, "", Provenance.FITTED);

  /** The list of a file of fits that it stands in, such as {@code gemm}. */
  String section();

  /** What its entry there begins with, such as {@code precision: bf16}. */
  String label();

  List<Constant> constants();

  /**
   * The time of a shape.
   *
   * @param values of the constants, in their order
   * @param shape as its table gives it
   */
  double seconds(double[] values, double[] shape);
}
