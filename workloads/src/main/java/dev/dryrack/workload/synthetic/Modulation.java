package dev.dryrack.workload.synthetic;

/** A random factor of mean 1 on the rate of arrivals, constant from one change to the next. */
public sealed interface Modulation {

  /**
   * A factor that is drawn anew, gamma distributed, at each interval. It adds {@code rate * w *
   * variation^2} to the index of dispersion of counts per w seconds up to the interval, and no more
   * beyond.
   *
   * @param intervalSeconds time between draws
   * @param variation standard deviation of the factor
   */
  record Wander(double intervalSeconds, double variation) implements Modulation {
    public Wander {
      Require.positive("interval", intervalSeconds);
      Require.holds(
          variation > 0 && variation <= 10, "variation", variation, "above 0, at most 10");
    }
  }

  /**
   * A Markov chain of two states, on and off, with exponentially distributed stays: arrivals of a
   * Poisson process become a Markov-modulated one, with {@code offRate} 0 an interrupted one.
   *
   * <p>Index of dispersion of counts of a Poisson process of mean rate r over long times: {@code 1
   * + 2 r p (1-p) (on - off)^2 T}, where p is the time share of on, on and off are the factors, and
   * 1/T = 1/onSeconds + 1/offSeconds. Source: W. Fischer, K. Meier-Hellstern, "The Markov-modulated
   * Poisson process (MMPP) cookbook", Performance Evaluation 18(2), 1993.
   *
   * @param onSeconds mean stay in the state on
   * @param offSeconds mean stay in the state off
   * @param offRate rate while off as a fraction of that while on
   */
  record OnOff(double onSeconds, double offSeconds, double offRate) implements Modulation {
    public OnOff {
      Require.positive("on", onSeconds);
      Require.positive("off", offSeconds);
      Require.holds(offRate >= 0 && offRate < 1, "off-rate", offRate, "0 or more, below 1");
    }

    /** Share of time in the state on. */
    public double onShare() {
      return onSeconds / (onSeconds + offSeconds);
    }

    /** Factor while on, so that the mean is 1. */
    public double onFactor() {
      return 1 / (onShare() + (1 - onShare()) * offRate);
    }
  }
}
