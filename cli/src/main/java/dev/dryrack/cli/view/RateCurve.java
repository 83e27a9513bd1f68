package dev.dryrack.cli.view;

/**
 * Arrivals per equal stretch of time, at most {@value #BINS} of them: a stretch is twice as long
 * once more would be needed. O(1) per arrival, amortised; memory is fixed.
 */
public final class RateCurve {

  private static final int BINS = 48;
  private static final long FIRST_WIDTH_PICOS = 1_000_000_000_000L;

  private final long[] counts = new long[BINS];
  private long widthPicos = FIRST_WIDTH_PICOS;
  private int used;

  /** Takes an arrival, not before 0. */
  public void add(long arrivalPicos) {
    while (arrivalPicos / widthPicos >= BINS) {
      for (int i = 0; i < BINS / 2; i++) {
        counts[i] = counts[2 * i] + counts[2 * i + 1];
      }
      for (int i = BINS / 2; i < BINS; i++) {
        counts[i] = 0;
      }
      widthPicos *= 2;
      used = (used + 1) / 2;
    }
    int bin = (int) (arrivalPicos / widthPicos);
    counts[bin]++;
    used = Math.max(used, bin + 1);
  }

  /** Stretches up to the last arrival; the last one may be cut short. */
  int stretches() {
    return used;
  }

  long count(int stretch) {
    return counts[stretch];
  }

  double widthSeconds() {
    return widthPicos * 1e-12;
  }
}
