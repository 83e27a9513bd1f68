package dev.dryrack.serving.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Metrics by priority class, for loads that have several.
 *
 * <p>O(1) per call; allocates nothing until {@link #results}. Memory: about 1 MB of histograms per
 * class.
 */
final class ClassCollector {

  private static final long PICOS_PER_NANO = 1_000;

  private final Slo slo;
  private final long[] rejected;
  private final long[] good;
  private final NanosHistogram[] ttft;
  private final NanosHistogram[] tpot;
  private final NanosHistogram[] e2e;

  ClassCollector(int classes, Slo slo) {
    this.slo = slo;
    rejected = new long[classes];
    good = new long[classes];
    ttft = histograms(classes);
    tpot = histograms(classes);
    e2e = histograms(classes);
  }

  private static NanosHistogram[] histograms(int count) {
    NanosHistogram[] all = new NanosHistogram[count];
    Arrays.setAll(all, i -> new NanosHistogram());
    return all;
  }

  void rejected(int priority) {
    rejected[priority]++;
  }

  /** A request that was sent in the measured window emitted its last token. */
  void finished(int priority, int outputTokens, long ttftPicos, long e2ePicos) {
    ttft[priority].recordAlone(nanos(ttftPicos));
    e2e[priority].recordAlone(nanos(e2ePicos));
    int gaps = outputTokens - 1;
    if (gaps > 0) {
      long divisor = PICOS_PER_NANO * gaps;
      tpot[priority].recordAlone((e2ePicos - ttftPicos + divisor / 2) / divisor);
    }
    if (slo.isMet(ttftPicos, e2ePicos, gaps)) {
      good[priority]++;
    }
  }

  void startWindow() {
    Arrays.fill(good, 0);
    for (int i = 0; i < good.length; i++) {
      ttft[i].reset();
      tpot[i].reset();
      e2e[i].reset();
    }
  }

  List<ClassResult> results(double windowSeconds) {
    List<ClassResult> all = new ArrayList<>();
    for (int i = 0; i < good.length; i++) {
      long measured = e2e[i].count();
      boolean any = windowSeconds > 0;
      all.add(
          new ClassResult(
              i,
              rejected[i],
              measured,
              good[i],
              any ? measured / windowSeconds : 0,
              any ? good[i] / windowSeconds : 0,
              Latency.of(ttft[i]),
              Latency.of(tpot[i]),
              Latency.of(e2e[i])));
    }
    return all;
  }

  private static long nanos(long picos) {
    return (picos + PICOS_PER_NANO / 2) / PICOS_PER_NANO;
  }
}
