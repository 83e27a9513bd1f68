package dev.dryrack.workload.synthetic;

/**
 * The gamma function, to about 15 digits.
 *
 * <p>Source: C. Lanczos, "A Precision Approximation of the Gamma Function", SIAM J. Numer. Anal. B
 * 1, 1964, with g = 7 and the nine coefficients of P. Godfrey (2001).
 */
// The constants have the digits of the source.
@SuppressWarnings("FloatingPointLiteralPrecision")
final class GammaFunction {

  private static final double G = 7;
  private static final double[] COEFFICIENTS = {
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
    -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  private GammaFunction() {}

  /** The value at an argument of 1 or more. */
  static double of(double argument) {
    double x = argument - 1;
    double sum = COEFFICIENTS[0];
    for (int i = 1; i < COEFFICIENTS.length; i++) {
      sum += COEFFICIENTS[i] / (x + i);
    }
    double t = x + G + 0.5;
    return StrictMath.sqrt(2 * Math.PI)
        * StrictMath.exp((x + 0.5) * StrictMath.log(t) - t)
        * sum;
  }
}
