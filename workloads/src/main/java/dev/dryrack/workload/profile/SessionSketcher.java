package dev.dryrack.workload.profile;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.synthetic.SessionSketch;
import dev.dryrack.workload.synthetic.SessionSketch.Break;
import dev.dryrack.workload.synthetic.SessionSketch.Stretch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sketches one session of a trace. A new stretch begins where a prompt does not repeat the whole of
 * the one before but for a few blocks; its basis is the stretch whose last prompt it repeats most
 * of, the latest of several.
 */
final class SessionSketcher {

  /** Blocks of a prompt, and the share of them, whose loss does not make a new stretch. */
  private static final int FEW_BLOCKS = 2;

  private static final double FEW = 0.02;

  /** Beyond it a gap is a break: the person went away. Nineteen in twenty are shorter. */
  static final double LONGEST_GAP_SECONDS = 300;

  private final List<Break> breaks = new ArrayList<>();
  private int[] inputs = new int[16];
  private double[] gaps = new double[16];
  private int[] outputs = new int[16];
  private int turns;
  private long lastArrivalPicos;

  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> bases = new ArrayList<>();
  private final List<Integer> repeated = new ArrayList<>();

  /** Runs (start, length) of the last prompt of each stretch, the current one included. */
  private final List<long[]> lastPrompts = new ArrayList<>();

  /**
   * Takes the next request.
   *
   * @param gapSeconds since the one before
   */
  void add(SessionSource request, double gapSeconds) {
    boolean rested = turns > 0 && gapSeconds > LONGEST_GAP_SECONDS;
    if (rested) {
      breaks.add(new Break(turns, gapSeconds));
    }
    if (turns == inputs.length) {
      inputs = Arrays.copyOf(inputs, turns * 2);
      gaps = Arrays.copyOf(gaps, turns * 2);
      outputs = Arrays.copyOf(outputs, turns * 2);
    }
    long[] runs = new long[request.prefixRuns() * 2];
    for (int run = 0; run < request.prefixRuns(); run++) {
      runs[2 * run] = request.prefixRunStart(run);
      runs[2 * run + 1] = request.prefixRunLength(run);
    }
    if (turns == 0) {
      begin(-1, 0);
      lastPrompts.add(runs);
    } else if (goesOn(runs, request.inputTokens())) {
      lastPrompts.set(lastPrompts.size() - 1, runs);
    } else {
      branch(runs, request);
      lastPrompts.add(runs);
    }
    gaps[turns] = turns == 0 || rested ? 0 : gapSeconds;
    inputs[turns] = request.inputTokens();
    outputs[turns++] = request.outputTokens();
    lastArrivalPicos = request.arrivalPicos();
  }

  private void begin(int basis, int repeatedTokens) {
    starts.add(turns);
    bases.add(basis);
    repeated.add(repeatedTokens);
  }

  private boolean goesOn(long[] runs, int inputTokens) {
    long[] before = lastPrompts.get(lastPrompts.size() - 1);
    if (runs.length == 0 || before.length == 0) {
      return inputTokens >= inputs[turns - 1];
    }
    long whole = blocks(before);
    return common(before, runs) >= whole - Math.max(FEW_BLOCKS, FEW * whole);
  }

  private void branch(long[] runs, SessionSource request) {
    int basis = -1;
    long most = 0;
    for (int stretch = lastPrompts.size() - 1; stretch >= 0; stretch--) {
      long shared = common(lastPrompts.get(stretch), runs);
      if (shared > most) {
        most = shared;
        basis = stretch;
      }
    }
    begin(basis, (int) (most * request.blockTokens()));
  }

  private static long blocks(long[] runs) {
    long sum = 0;
    for (int i = 1; i < runs.length; i += 2) {
      sum += runs[i];
    }
    return sum;
  }

  /** Number of blocks that two prompts have in common from their beginning. */
  private static long common(long[] one, long[] other) {
    long shared = 0;
    int i = 0;
    int j = 0;
    long usedOfOne = 0;
    long usedOfOther = 0;
    while (i < one.length && j < other.length && one[i] + usedOfOne == other[j] + usedOfOther) {
      long step = Math.min(one[i + 1] - usedOfOne, other[j + 1] - usedOfOther);
      shared += step;
      usedOfOne += step;
      usedOfOther += step;
      if (usedOfOne == one[i + 1]) {
        i += 2;
        usedOfOne = 0;
      }
      if (usedOfOther == other[j + 1]) {
        j += 2;
        usedOfOther = 0;
      }
    }
    return shared;
  }

  int turns() {
    return turns;
  }

  long lastArrivalPicos() {
    return lastArrivalPicos;
  }

  SessionSketch sketch() {
    List<Stretch> stretches = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int from = starts.get(i);
      int length = end(i) - from;
      List<Integer> prompts = new ArrayList<>();
      List<Double> seconds = new ArrayList<>();
      int before = from - 1;
      for (int number = 0; number < SessionSketch.milestones(length); number++) {
        int at = from + SessionSketch.milestone(number, length);
        prompts.add(inputs[at]);
        seconds.add(Arrays.stream(gaps, before + 1, at + 1).sum());
        before = at;
      }
      stretches.add(new Stretch(length, prompts, seconds, bases.get(i), repeated.get(i)));
    }
    return new SessionSketch(stretches, breaks);
  }

  private int end(int stretch) {
    return stretch + 1 < starts.size() ? starts.get(stretch + 1) : turns;
  }

  /** Takes up what stands between two milestones of a stretch. */
  interface Piece {
    /** The turns {@code from} to {@code to}; {@code gapSeconds} before each, 0 for a break. */
    void add(int[] inputTokens, int[] outputTokens, double[] gapSeconds, int from, int to);
  }

  /** Hands out the pieces of the stretches. */
  void pieces(Piece piece) {
    for (int i = 0; i < starts.size(); i++) {
      int from = starts.get(i);
      int length = end(i) - from;
      for (int number = 1; number < SessionSketch.milestones(length); number++) {
        piece.add(
            inputs,
            outputs,
            gaps,
            from + SessionSketch.milestone(number - 1, length),
            from + SessionSketch.milestone(number, length));
      }
    }
  }
}
