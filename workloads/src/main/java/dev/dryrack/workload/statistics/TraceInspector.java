package dev.dryrack.workload.statistics;

import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a source to its end and tells what it is like: {@link #inspect}, or step by step beside
 * other uses of the requests. Memory is bounded except by what the figures are of: it grows with
 * the spread of lengths, the number of sessions and the number of distinct prefix blocks; gaps and
 * pairs of lengths are held for the first 4,194,304 requests.
 */
public final class TraceInspector {

  private static final long PICOS_PER_SECOND = 1_000_000_000_000L;
  private static final int MOST_HELD = 1 << 22;

  private final ValueCounts input = new ValueCounts();
  private final ValueCounts output = new ValueCounts();
  private final ValueCounts total = new ValueCounts();
  private final GapAnalysis gaps = new GapAnalysis(MOST_HELD);
  private final List<WindowCounter> windows =
      List.of(
          new WindowCounter(PICOS_PER_SECOND),
          new WindowCounter(10 * PICOS_PER_SECOND),
          new WindowCounter(60 * PICOS_PER_SECOND));
  private final TimeAnalysis times = new TimeAnalysis();
  private final PrefixAnalysis prefix;
  private int[] inputs = new int[1024];
  private int[] outputs = new int[1024];
  private int pairs;
  private int[] turns = new int[64];
  private int sessions;
  private int blockTokens;

  /**
   * An inspector that has seen nothing.
   *
   * @param timesToLivePicos times after which an untouched prefix block is gone; may be empty
   */
  public TraceInspector(long[] timesToLivePicos) {
    prefix = new PrefixAnalysis(timesToLivePicos);
  }

  /** Statistics of all requests that the source still has. */
  public static TraceStatistics inspect(RequestSource source) throws IOException {
    return inspect(source, new long[0]);
  }

  /**
   * Statistics of all requests that the source still has.
   *
   * @param timesToLivePicos times after which an untouched prefix block is gone, for hit rates by
   *     time to live
   */
  public static TraceStatistics inspect(RequestSource source, long[] timesToLivePicos)
      throws IOException {
    TraceInspector inspector = new TraceInspector(timesToLivePicos);
    while (source.advance()) {
      inspector.add(source);
    }
    return inspector.statistics(source);
  }

  /** Takes the request at the cursor. */
  public void add(RequestSource source) {
    int in = source.inputTokens();
    int out = source.outputTokens();
    input.add(in);
    output.add(out);
    total.add((int) Math.min(Integer.MAX_VALUE, (long) in + out));
    gaps.add(source.arrivalPicos());
    times.add(source);
    for (int i = 0; i < windows.size(); i++) {
      windows.get(i).add(source.arrivalPicos());
    }
    if (pairs < MOST_HELD) {
      if (pairs == inputs.length) {
        inputs = Arrays.copyOf(inputs, pairs * 2);
        outputs = Arrays.copyOf(outputs, pairs * 2);
      }
      inputs[pairs] = in;
      outputs[pairs++] = out;
    }
    if (source instanceof SessionSource session) {
      addSession(session);
    }
  }

  private void addSession(SessionSource source) {
    blockTokens = source.blockTokens();
    prefix.add(source);
    int session = source.sessionId();
    if (session >= 0) {
      if (session >= turns.length) {
        turns = Arrays.copyOf(turns, Math.max(session + 1, turns.length * 2));
      }
      turns[session]++;
      sessions = Math.max(sessions, session + 1);
    }
  }

  /** Statistics of the requests taken, which must be all that the source had. */
  public TraceStatistics statistics(RequestSource source) {
    ValueCounts perSession = new ValueCounts();
    int present = 0;
    for (int session = 0; session < sessions; session++) {
      if (turns[session] > 0) {
        perSession.add(turns[session]);
        present++;
      }
    }
    double duration = input.count() == 0 ? Double.NaN : source.arrivalPicos() * 1e-12;
    return new TraceStatistics(
        source.description(),
        source.counts(),
        duration,
        duration > 0 ? (input.count() - 1) / duration : Double.NaN,
        windows.stream().map(WindowCounter::statistics).toList(),
        gaps.statistics(),
        times.statistics(),
        input.distribution(),
        output.distribution(),
        total.distribution(),
        Correlation.of(inputs, outputs, pairs),
        present,
        perSession.distribution(),
        prefix.statistics(blockTokens));
  }
}
