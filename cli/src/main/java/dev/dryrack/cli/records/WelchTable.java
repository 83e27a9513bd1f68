package dev.dryrack.cli.records;

import dev.dryrack.sim.experiment.WelchPlot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of Welch plots: a row for each request of the pilot runs, in the order of sending, with
 * the mean over the pilots and two moving averages of each series, and what the search for a
 * warm-up leaves out.
 *
 * @param sentMillis when each request was sent, an array for each pilot run
 * @param series what was looked at
 */
public record WelchTable(List<double[]> sentMillis, List<Series> series) {

  /** What the file is called in the folder of a run. */
  public static final String FILE = "welch.csv";

  /** Requests on either side of the narrow average: one in so many of all. */
  private static final int NARROW = 100;

  private static final int WIDE = 20;

  /**
   * One latency.
   *
   * @param name with its unit
   * @param pilots its values, an array for each pilot run
   * @param leftOut the first requests, as many as the search leaves out
   * @param settled whether the series settles behind them; if not, the run is too short
   */
  public record Series(String name, List<double[]> pilots, int leftOut, boolean settled) {}

  /** The requests of the longest transient. */
  public int leftOut() {
    return series.stream().mapToInt(Series::leftOut).max().orElse(0);
  }

  /** Writes a row a request. */
  void write(Path file) {
    double[] sent = WelchPlot.curve(sentMillis, 0);
    int count = sent.length;
    List<String> columns = new ArrayList<>(List.of("request", "sent_ms", "left_out"));
    List<double[]> values = new ArrayList<>();
    for (Series one : series) {
      columns.addAll(
          List.of(
              one.name(), one.name() + "_narrow", one.name() + "_wide", one.name() + "_left_out"));
      values.add(WelchPlot.curve(one.pilots(), 0));
      values.add(WelchPlot.curve(one.pilots(), Math.max(1, count / NARROW)));
      values.add(WelchPlot.curve(one.pilots(), Math.max(1, count / WIDE)));
    }
    try (RowFile rows = new RowFile(file, columns)) {
      for (int i = 0; i < count; i++) {
        rows.whole(i);
        rows.number(sent[i]);
        rows.whole(i < leftOut() ? 1 : 0);
        for (int j = 0; j < values.size(); j++) {
          double[] curve = values.get(j);
          if (i < curve.length) {
            rows.number(curve[i]);
          } else {
            rows.none();
          }
          if (j % 3 == 2) {
            rows.whole(i < series.get(j / 3).leftOut() ? 1 : 0);
          }
        }
        rows.endRow();
      }
    }
  }
}
