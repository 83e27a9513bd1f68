package dev.dryrack.workload.profile;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.statistics.Correlation;
import dev.dryrack.workload.synthetic.QuantileTable;
import dev.dryrack.workload.synthetic.SessionLoad;
import dev.dryrack.workload.synthetic.SessionSketch;
import dev.dryrack.workload.synthetic.SketchedContexts;
import dev.dryrack.workload.synthetic.SystemPrompts;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Fits a {@link SessionLoad} to a trace whose requests wait for others. Keeps a sketch of up to 512
 * sessions (of more, evenly spread ones), and tables of outputs, pauses, recorded durations and
 * growth. Sessions start at the trace's mean rate, as regularly as in the trace.
 *
 * <p>Requests of a session are taken one after another in the order of the trace: subagents that
 * ran side by side become ones that ran in turn. Holds the block runs of the sessions' latest
 * prompts, and 40 bytes per request.
 */
final class SessionFitter {

  private static final int MOST_SKETCHES = 512;

  /** Pieces with fewer growths say little about growth relative to their mean. */
  private static final int LEAST_GROWTHS = 8;

  private final List<SessionSketcher> sessions = new ArrayList<>();
  private final TreeMap<Integer, Integer> numbers = new TreeMap<>();
  private final Numbers outputs = new Numbers();
  private final Numbers times = new Numbers();
  private final Numbers pauseFractions = new Numbers();
  private final Numbers growths = new Numbers();
  private final Numbers outputsBefore = new Numbers();
  private final SessionStarts starts = new SessionStarts();
  private final StampedTicks ticks = new StampedTicks();
  private long requests;
  private int blockTokens;

  /** Takes the next request of the trace. */
  void add(SessionSource request) {
    int id = request.sessionId() < 0 ? -1 - (int) requests : request.sessionId();
    requests++;
    blockTokens = Math.max(blockTokens, request.blockTokens());
    Integer number = numbers.get(id);
    if (number == null) {
      number = sessions.size();
      numbers.put(id, number);
      sessions.add(new SessionSketcher());
      starts.add(request.arrivalPicos());
      ticks.add(request.arrivalPicos());
    }
    SessionSketcher session = sessions.get(number);
    outputs.add(request.outputTokens());
    double gap = (request.arrivalPicos() - session.lastArrivalPicos()) * 1e-12;
    if (session.turns() > 0 && gap > 0 && gap <= SessionSketcher.LONGEST_GAP_SECONDS) {
      pauseFractions.add(Math.min(1, request.delayPicos() * 1e-12 / gap));
    }
    session.add(request, gap);
  }

  /**
   * The load.
   *
   * @param remarks takes what makes it unlike the trace, a sentence each
   * @throws IllegalArgumentException if there are fewer than 2 sessions, or all start at once
   */
  SessionLoad load(Consumer<String> remarks) {
    if (!starts.haveRate()) {
      throw new IllegalArgumentException(
          "a profile of sessions needs at least 2 that start at different times; this trace has "
              + sessions.size());
    }
    if (ticks.seconds() > 0) {
      remarks.accept(
          "sessions start in ticks of about "
              + ticks.shown()
              + ", and a profile has none: its sessions start too unevenly; fit with --spread "
              + ticks.shown());
    }
    List<SessionSketch> sketches = new ArrayList<>();
    int kept = Math.min(MOST_SKETCHES, sessions.size());
    for (int i = 0; i < kept; i++) {
      sketches.add(sessions.get((int) ((long) i * sessions.size() / kept)).sketch());
    }
    for (SessionSketcher session : sessions) {
      session.pieces(this::addPiece);
    }
    return new SessionLoad(
        starts.arrivals(),
        new SketchedContexts(
            sketches,
            orOnes(growths),
            correlation(growths, outputsBefore),
            orOnes(times),
            orOnes(pauseFractions)),
        outputs.table(),
        QuantileTable.fixed(0),
        QuantileTable.fixed(0),
        SystemPrompts.NONE,
        Math.max(1, blockTokens),
        true);
  }

  /** Growths and times between milestones over their mean. */
  private void addPiece(int[] inputs, int[] outputTokens, double[] gaps, int from, int to) {
    if (to - from < LEAST_GROWTHS) {
      return;
    }
    addTimes(gaps, from, to);
    double mean = (inputs[to] - inputs[from]) / (double) (to - from);
    if (mean <= 0) {
      return;
    }
    for (int i = from + 1; i <= to; i++) {
      growths.add(Math.max(0, (inputs[i] - inputs[i - 1]) / mean));
      outputsBefore.add(outputTokens[i - 1]);
    }
  }

  private void addTimes(double[] gaps, int from, int to) {
    double sum = 0;
    int usual = 0;
    for (int i = from + 1; i <= to; i++) {
      sum += gaps[i];
      usual += gaps[i] > 0 ? 1 : 0;
    }
    for (int i = from + 1; i <= to && usual > 0; i++) {
      if (gaps[i] > 0) {
        times.add(gaps[i] * usual / sum);
      }
    }
  }

  private static double correlation(Numbers one, Numbers other) {
    double value = one.size() < 3 ? 0 : Correlation.spearman(one.toArray(), other.toArray());
    return Double.isNaN(value) ? 0 : value;
  }

  private static QuantileTable orOnes(Numbers numbers) {
    return numbers.size() < 2 ? QuantileTable.fixed(1) : numbers.table();
  }
}
