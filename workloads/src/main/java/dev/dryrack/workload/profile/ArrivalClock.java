package dev.dryrack.workload.profile;

import dev.dryrack.sim.random.Gamma;
import dev.dryrack.sim.random.RandomStreams;
import org.jspecify.annotations.Nullable;

/** Draws the arrival times of an {@link ArrivalProfile}. Allocates nothing per arrival. */
final class ArrivalClock {

  private final ArrivalProfile profile;
  private final Gamma gaps;
  private final @Nullable Gamma factors;
  private double seconds;
  private double rate;
  private double rateEndsAt;
  private long segment;
  private long interval;
  private double factor = 1;

  ArrivalClock(ArrivalProfile profile, RandomStreams streams) {
    this.profile = profile;
    gaps =
        new Gamma(streams.stream("workload/arrivals"), profile.gapShape(), 1 / profile.gapShape());
    double variance = profile.modulationVariation() * profile.modulationVariation();
    factors =
        variance == 0
            ? null
            : new Gamma(streams.stream("workload/modulation"), 1 / variance, variance);
    factor = factors == null ? 1 : factors.next();
    setRate();
  }

  private void setRate() {
    rate = profile.requestsPerSecond() * profile.relativeRate(segment) * factor;
    double segmentEnd = (segment + 1) * profile.segmentSeconds();
    double intervalEnd = (interval + 1) * profile.modulationSeconds();
    rateEndsAt = factors == null ? segmentEnd : Math.min(segmentEnd, intervalEnd);
  }

  /** Seconds of the next arrival, from the start of the process. */
  double next() {
    double left = gaps.next();
    while (rate * (rateEndsAt - seconds) < left) {
      left -= rate * (rateEndsAt - seconds);
      seconds = rateEndsAt;
      if (seconds >= (segment + 1) * profile.segmentSeconds()) {
        segment++;
      }
      if (factors != null && seconds >= (interval + 1) * profile.modulationSeconds()) {
        interval++;
        factor = factors.next();
      }
      setRate();
    }
    seconds += left / rate;
    return seconds;
  }
}
