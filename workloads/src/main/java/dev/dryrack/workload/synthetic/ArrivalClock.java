package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.Gamma;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.sim.random.Weibull;
import dev.dryrack.workload.TraceException;
import java.util.function.DoubleSupplier;

/**
 * Draws the arrival times of an {@link ArrivalProcess}, exactly: the rate is integrated piece by
 * piece, and its integral inverted. Allocates nothing per arrival.
 */
final class ArrivalClock {

  private static final double PICOS_PER_SECOND = 1e12;

  private final ArrivalProcess process;
  private final RateCurve curve;
  private final DoubleSupplier gaps;
  private final RandomFactor[] factors;
  private final boolean steady;

  private long arrivals;
  private long picos;

  /** Picoseconds of the first arrival on the curve's time. */
  private double origin;

  private double seconds;
  private int piece;
  private double pieceStart;
  private double pieceEnd;
  private double cycleStart;
  private double factor = 1;
  private double factorEnd = Double.POSITIVE_INFINITY;

  /**
   * A clock at its beginning.
   *
   * @param prefix of the names of its random streams
   */
  ArrivalClock(ArrivalProcess process, RandomStreams streams, String prefix) {
    this.process = process;
    curve = process.curve();
    steady = process.isSteady();
    gaps = gaps(process, steady ? 1 / process.requestsPerSecond() : 1, streams, prefix);
    factors = new RandomFactor[process.modulations().size()];
    for (int i = 0; i < factors.length; i++) {
      String name = prefix + "modulation" + (i == 0 ? "" : "/" + i);
      factors[i] = RandomFactor.of(process.modulations().get(i), streams, name);
    }
    pieceEnd = curve.endSeconds(0);
    multiply();
  }

  private static DoubleSupplier gaps(
      ArrivalProcess process, double mean, RandomStreams streams, String prefix) {
    var stream = streams.stream(prefix + "arrivals");
    double shape = process.shape();
    if (mean == 0) {
      return () -> 0;
    }
    return switch (process.gaps()) {
      case CONSTANT -> () -> mean;
      case WEIBULL ->
          new Weibull(
                  stream, shape, mean / org.apache.commons.math3.special.Gamma.gamma(1 + 1 / shape))
              ::next;
      case GAMMA ->
          shape == 1
              ? new Exponential(stream, mean)::next
              : new Gamma(stream, shape, mean / shape)::next;
    };
  }

  /** Seconds of the next arrival on the curve's time, which starts at 0. */
  double nextSeconds() {
    double left = gaps.getAsDouble();
    if (steady) {
      seconds += left;
      return seconds;
    }
    while (true) {
      double scale = process.requestsPerSecond() * factor;
      double span = Math.min(pieceEnd, factorEnd) - seconds;
      double length = pieceEnd - pieceStart;
      double slope = length > 0 ? (curve.stopRate(piece) - curve.startRate(piece)) / length : 0;
      double rate = curve.startRate(piece) + slope * (seconds - pieceStart);
      double area = scale * span * (rate + slope * span / 2);
      if (area > left) {
        double wanted = left / scale;
        double root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * wanted));
        seconds += Math.min(span, 2 * wanted / (rate + root));
        return seconds;
      }
      left -= Math.max(0, area);
      seconds = Math.min(pieceEnd, factorEnd);
      step();
    }
  }

  private void step() {
    if (factorEnd < pieceEnd) {
      multiply();
      return;
    }
    piece++;
    if (piece == curve.pieces()) {
      piece = 0;
      cycleStart += curve.periodSeconds();
    }
    pieceStart = pieceEnd;
    pieceEnd = cycleStart + curve.endSeconds(piece);
  }

  /** Brings all factors up to now, and says when the first of them changes. */
  private void multiply() {
    factor = 1;
    factorEnd = Double.POSITIVE_INFINITY;
    for (RandomFactor random : factors) {
      random.advance(seconds);
      factor *= random.value();
      factorEnd = Math.min(factorEnd, random.endSeconds());
    }
  }

  /**
   * Picoseconds of the next arrival; the first is at 0.
   *
   * @throws TraceException beyond 106 days
   */
  long nextPicos() throws TraceException {
    if (steady) {
      if (arrivals > 0) {
        long gap = Math.round(gaps.getAsDouble() * PICOS_PER_SECOND);
        if (picos > Long.MAX_VALUE - gap) {
          throw beyond();
        }
        picos += gap;
      }
    } else {
      double at = nextSeconds() * PICOS_PER_SECOND;
      if (at >= 0x1p63) {
        throw beyond();
      }
      if (arrivals == 0) {
        origin = at;
      }
      picos = Math.round(at - origin);
    }
    arrivals++;
    return picos;
  }

  private TraceException beyond() {
    return new TraceException(
        "generated load: request "
            + arrivals
            + " arrives after 106 days, beyond a clock of picoseconds; raise the request rate or"
            + " ask for fewer requests");
  }
}
