package dev.dryrack.workload.trace;

import dev.dryrack.sim.random.Gamma;
import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.sim.random.Weibull;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One client of a ServeGen pool: its windows of 600 s with rate and distribution of gaps, and its
 * token lengths by windows of six hours.
 *
 * <p>A window holds its rate times 600 arrivals: one gap more than that is drawn, and all are
 * scaled to fill the window. Lengths are drawn independently of each other.
 */
final class ServeGenClient {

  static final int WINDOW_SECONDS = 600;
  private static final double WINDOW_PICOS = WINDOW_SECONDS * 1e12;

  /** Number within the pool, from its files' names. */
  final int number;

  /** The file of its windows among the pool's files. */
  int traceFile = -1;

  /** Windows with arrivals, by their start in seconds. */
  private final TreeMap<Long, Window> windows = new TreeMap<>();

  private final TreeMap<Long, Lengths> lengths = new TreeMap<>();

  private @Nullable RandomStream gaps;
  private @Nullable RandomStream inputs;
  private @Nullable RandomStream outputs;
  private Map.@Nullable Entry<Long, Window> current;
  private long[] arrivals = new long[0];
  private int next;
  private int count;

  /** A window in which requests arrive. */
  record Window(long line, long arrivals, boolean weibull, double shape) {}

  /** Token counts of a window. */
  record Lengths(TokenHistogram input, TokenHistogram output) {
    boolean known() {
      return !input.isEmpty() && !output.isEmpty();
    }
  }

  ServeGenClient(int number) {
    this.number = number;
  }

  /** Enters a window; those without arrivals need not be. */
  void enter(long startSeconds, Window window) {
    windows.put(startSeconds, window);
  }

  /** Enters the token counts from a time on. */
  void enter(long startSeconds, Lengths tokens) {
    lengths.put(startSeconds, tokens);
  }

  boolean hasLengths() {
    return !lengths.isEmpty();
  }

  boolean hasLengths(long startSeconds) {
    return lengths.containsKey(startSeconds);
  }

  /** Moves to the first arrival; false if there is none. */
  boolean begin(RandomStreams streams) {
    gaps = streams.stream("workload/servegen/" + number + "/gaps");
    inputs = streams.stream("workload/servegen/" + number + "/input");
    outputs = streams.stream("workload/servegen/" + number + "/output");
    current = windows.firstEntry();
    return fill();
  }

  /** Moves to the next arrival; false if there is none. */
  boolean advance() {
    if (++next < count) {
      return true;
    }
    current = current == null ? null : windows.higherEntry(current.getKey());
    return fill();
  }

  /** Draws the arrivals of the current window. */
  private boolean fill() {
    RandomStream stream = gaps;
    if (current == null || stream == null) {
      return false;
    }
    Window window = current.getValue();
    count = (int) window.arrivals();
    next = 0;
    double[] sums = new double[count + 1];
    Gamma gamma = window.weibull() ? null : new Gamma(stream, window.shape(), 1);
    Weibull weibull = window.weibull() ? new Weibull(stream, window.shape(), 1) : null;
    double sum = 0;
    for (int i = 0; i <= count; i++) {
      sum += gamma != null ? gamma.next() : weibull != null ? weibull.next() : 0;
      sums[i] = sum;
    }
    arrivals = count > arrivals.length ? new long[count] : arrivals;
    for (int i = 0; i < count; i++) {
      // Gaps of a shape near 0 may all be 0 in doubles.
      arrivals[i] = sum > 0 ? Math.round(sums[i] / sum * WINDOW_PICOS) : 0;
    }
    return true;
  }

  /** Seconds of the current window. */
  long windowSeconds() {
    return current == null ? Long.MAX_VALUE : current.getKey();
  }

  /** Picoseconds of the current arrival from the start of its window. */
  long withinPicos() {
    return arrivals[next];
  }

  /** Line of the current window. */
  long line() {
    return current == null ? 0 : current.getValue().line();
  }

  /** Draws the lengths of the current arrival into a row. */
  void draw(TraceRows row) {
    Map.Entry<Long, Lengths> known = lengths.floorEntry(windowSeconds());
    RandomStream input = inputs;
    RandomStream output = outputs;
    row.dropReason = -1;
    if (known == null || !known.getValue().known() || input == null || output == null) {
      row.inputTokens = 0;
      row.outputTokens = 0;
      row.dropReason = RowTally.NO_LENGTHS;
      return;
    }
    row.inputTokens = known.getValue().input().draw(input);
    row.outputTokens = known.getValue().output().draw(output);
  }
}
