package dev.dryrack.workload.statistics;

/** Counts arrivals per window of a fixed width. O(1) per arrival and empty window. */
final class WindowCounter {

  private final long widthPicos;
  private final ValueCounts counts = new ValueCounts();
  private long window;
  private int inWindow;

  WindowCounter(long widthPicos) {
    this.widthPicos = widthPicos;
  }

  /** Takes an arrival, not earlier than the one before. */
  void add(long arrivalPicos) {
    long at = arrivalPicos / widthPicos;
    if (at != window) {
      counts.add(inWindow);
      counts.add(0, at - window - 1);
      window = at;
      inWindow = 0;
    }
    inWindow++;
  }

  WindowStatistics statistics() {
    Distribution perWindow = counts.distribution();
    return new WindowStatistics(
        widthPicos * 1e-12,
        perWindow.count(),
        perWindow.mean(),
        perWindow.max(),
        perWindow.quantile(0.99),
        perWindow.count() == 0 ? Double.NaN : perWindow.fractionAtMost(0),
        perWindow.variance() / perWindow.mean());
  }
}
