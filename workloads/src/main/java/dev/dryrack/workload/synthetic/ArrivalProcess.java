package dev.dryrack.workload.synthetic;

import java.util.List;
import java.util.Locale;

/**
 * When requests, or sessions, arrive: gaps of a distribution with mean 1 in a time that runs as
 * fast as the rate is high. The rate is the mean rate, times a curve, times random factors.
 *
 * <p>Shape: of gamma or Weibull gaps; 1 is a Poisson process, below 1 is burstier, above more
 * regular. Gamma gaps have a coefficient of variation of {@code 1/sqrt(shape)}.
 *
 * @param requestsPerSecond mean rate; infinity sends all at once
 * @param gaps distribution of the gaps
 * @param shape of the gaps; 1 for constant ones
 * @param curve how the rate goes up and down
 * @param modulations random factors on the rate
 */
public record ArrivalProcess(
    double requestsPerSecond,
    Gaps gaps,
    double shape,
    RateCurve curve,
    List<Modulation> modulations) {

  /** Distributions of the time from one arrival to the next. */
  public enum Gaps {
    /** As vLLM's {@code --burstiness} has it. */
    GAMMA,
    WEIBULL,
    /** All gaps are equal. */
    CONSTANT
  }

  public ArrivalProcess {
    modulations = List.copyOf(modulations);
    Require.holds(
        requestsPerSecond > 0,
        "requestsPerSecond",
        requestsPerSecond,
        "above 0, or infinite for all at once");
    Require.positive("shape", shape);
    boolean plain = curve.isConstant() && modulations.isEmpty();
    if (Double.isInfinite(requestsPerSecond) && !plain) {
      throw new IllegalArgumentException(
          "a curve or a modulation has no effect where all requests arrive at once; give a rate");
    }
  }

  /** Gaps of constant rate. */
  public static ArrivalProcess steady(double requestsPerSecond, Gaps gaps, double shape) {
    return new ArrivalProcess(requestsPerSecond, gaps, shape, RateCurve.CONSTANT, List.of());
  }

  /** A Poisson process of constant rate. */
  public static ArrivalProcess poisson(double requestsPerSecond) {
    return steady(requestsPerSecond, Gaps.GAMMA, 1);
  }

  /** The same process at another mean rate. */
  public ArrivalProcess withRequestsPerSecond(double rate) {
    return new ArrivalProcess(rate, gaps, shape, curve, modulations);
  }

  /** Whether anything of it is drawn at random. */
  boolean draws() {
    return Double.isFinite(requestsPerSecond) && (gaps != Gaps.CONSTANT || !modulations.isEmpty());
  }

  boolean isSteady() {
    return curve.isConstant() && modulations.isEmpty();
  }

  /** A few words for people. */
  public String description() {
    if (Double.isInfinite(requestsPerSecond)) {
      return "all at once";
    }
    StringBuilder text = new StringBuilder(Require.plain(requestsPerSecond)).append("/s");
    if (gaps == Gaps.GAMMA) {
      text.append(", burstiness ").append(Require.plain(shape));
    } else {
      text.append(", ").append(gaps.name().toLowerCase(Locale.ROOT)).append(" gaps");
      text.append(gaps == Gaps.WEIBULL ? " of shape " + Require.plain(shape) : "");
    }
    text.append(curve.isConstant() ? "" : ", " + curve.description());
    return text.append(modulations.isEmpty() ? "" : ", modulated").toString();
  }
}
