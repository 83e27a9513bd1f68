package dev.dryrack.hardware.kernel;

/**
 * What the constants of a formula rest on.
 *
 * @param source the measured tables
 * @param points measurements that were used to fit; 0 if the constants are assumed
 * @param medianError median absolute relative error on shapes that were held out
 * @param ninetiethError 90th percentile of the same
 * @param validity shapes that the measurements cover
 * @param provenance fitted, transferred or assumed
 */
public record FitNote(
    String source,
    int points,
    double medianError,
    double ninetiethError,
    String validity,
    Provenance provenance) {

  /** The same constants on a GPU that they were not fitted on. */
  FitNote transferred() {
    return new FitNote(
        source,
        points,
        medianError,
        ninetiethError,
        validity,
        provenance.worse(Provenance.TRANSFERRED));
  }
}
