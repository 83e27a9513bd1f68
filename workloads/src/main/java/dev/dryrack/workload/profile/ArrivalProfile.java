package dev.dryrack.workload.profile;

import java.util.List;

/**
 * A process of arrivals whose rate varies: gamma distributed gaps in a time that runs as fast as
 * the rate is high. The rate is the mean rate, times that of the segment (a day's curve, say;
 * segments repeat), times a random factor of mean 1 that is drawn anew per modulation interval.
 *
 * @param requestsPerSecond mean rate, at relative rates of mean 1
 * @param segmentSeconds length of a segment
 * @param relativeRates rate of each segment over the mean
 * @param gapShape shape of the gamma distributed gaps; 1 is a Poisson process
 * @param modulationSeconds interval of the random factor
 * @param modulationVariation standard deviation of the random factor; 0 for none
 */
public record ArrivalProfile(
    double requestsPerSecond,
    double segmentSeconds,
    List<Double> relativeRates,
    double gapShape,
    double modulationSeconds,
    double modulationVariation) {

  public ArrivalProfile {
    relativeRates = List.copyOf(relativeRates);
    positive("requestsPerSecond", requestsPerSecond);
    positive("segmentSeconds", segmentSeconds);
    positive("gapShape", gapShape);
    positive("modulationSeconds", modulationSeconds);
    double sum = 0;
    for (double rate : relativeRates) {
      if (!(rate >= 0 && Double.isFinite(rate))) {
        throw new IllegalArgumentException("relative rate " + rate + " must be 0 or more");
      }
      sum += rate;
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException("relative rates must not all be 0");
    }
    if (!(modulationVariation >= 0 && modulationVariation <= 10)) {
      throw new IllegalArgumentException(
          "modulationVariation is " + modulationVariation + "; it must be 0 to 10");
    }
  }

  /** A Poisson process of constant rate. */
  public static ArrivalProfile poisson(double requestsPerSecond) {
    return new ArrivalProfile(requestsPerSecond, 1e6, List.of(1.0), 1, 1e6, 0);
  }

  private static void positive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be above 0 and finite");
    }
  }

  /** The same process at another mean rate. */
  public ArrivalProfile withRequestsPerSecond(double rate) {
    return new ArrivalProfile(
        rate, segmentSeconds, relativeRates, gapShape, modulationSeconds, modulationVariation);
  }

  /** Relative rate of a segment; segments repeat. */
  double relativeRate(long segment) {
    return relativeRates.get((int) (segment % relativeRates.size()));
  }
}
