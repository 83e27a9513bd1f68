package dev.dryrack.workload.profile;

import dev.dryrack.workload.synthetic.ArrivalProcess;
import dev.dryrack.workload.synthetic.ArrivalProcess.Gaps;

/**
 * When the sessions of a trace start: their mean rate, and how regular or clustered their gaps are,
 * as a gamma distribution by its first two moments.
 */
final class SessionStarts {

  /** Fewer gaps say nothing of their spread: a Poisson process then. */
  private static final int LEAST_GAPS = 10;

  /** Coefficient of variation below which gaps are equal. */
  private static final double EQUAL = 0.01;

  private static final double LEAST_SHAPE = 0.05;

  private long last;
  private long starts;
  private double sum;
  private double squares;

  /** Takes the start of a session, not earlier than the one before. */
  void add(long picos) {
    if (starts++ > 0) {
      double gap = (picos - last) * 1e-12;
      sum += gap;
      squares += gap * gap;
    }
    last = picos;
  }

  /** Whether there are two starts at different times. */
  boolean haveRate() {
    return sum > 0;
  }

  ArrivalProcess arrivals() {
    long gaps = starts - 1;
    double mean = sum / gaps;
    double variation = Math.sqrt(Math.max(0, squares / gaps - mean * mean)) / mean;
    if (gaps < LEAST_GAPS) {
      return ArrivalProcess.poisson(1 / mean);
    }
    if (variation < EQUAL) {
      return ArrivalProcess.steady(1 / mean, Gaps.CONSTANT, 1);
    }
    double shape = Math.max(LEAST_SHAPE, 1 / (variation * variation));
    return ArrivalProcess.steady(1 / mean, Gaps.GAMMA, shape);
  }
}
