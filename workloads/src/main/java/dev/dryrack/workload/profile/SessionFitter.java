package dev.dryrack.workload.profile;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.statistics.Correlation;
import dev.dryrack.workload.synthetic.ArrivalProcess;
import dev.dryrack.workload.synthetic.QuantileTable;
import dev.dryrack.workload.synthetic.SessionLoad;
import dev.dryrack.workload.synthetic.SessionSketch;
import dev.dryrack.workload.synthetic.SketchedContexts;
import dev.dryrack.workload.synthetic.SystemPrompts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Fits a {@link SessionLoad} to a trace whose requests wait for others. Keeps a sketch of up to 512
 * sessions (of more, evenly spread ones), and tables of outputs, pauses, recorded durations and
 * growth. Sessions start as a Poisson process of the trace's mean rate.
 *
 * <p>Requests of a session are taken one after another in the order of the trace: subagents that
 * ran side by side become ones that ran in turn. Holds the block runs of the sessions' latest
 * prompts, and 40 bytes per request.
 */
final class SessionFitter {

  private static final int MOST_SKETCHES = 512;
  private static final int POSITIONS = 40;

  /** Rounds in which the factors by position are fitted, and copies of each sketch in a round. */
  private static final int ROUNDS = 5;

  private static final int COPIES = 3;
  private static final long CALIBRATION_SEED = 1;

  /** Stretches with fewer growths say little about growth relative to their mean. */
  private static final int LEAST_GROWTHS = 8;

  private final List<SessionSketcher> sessions = new ArrayList<>();
  private final TreeMap<Integer, Integer> numbers = new TreeMap<>();
  private final Numbers outputs = new Numbers();
  private final Numbers pauses = new Numbers();
  private final Numbers services = new Numbers();
  private final Numbers growths = new Numbers();
  private final Numbers outputsBefore = new Numbers();
  private final double[] growthAt = new double[POSITIONS];
  private final long[] growthsAt = new long[POSITIONS];
  private long firstStart = -1;
  private long lastStart;
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
      firstStart = firstStart < 0 ? request.arrivalPicos() : firstStart;
      lastStart = request.arrivalPicos();
    }
    SessionSketcher session = sessions.get(number);
    outputs.add(request.outputTokens());
    if (session.turns() > 0) {
      double pause = request.delayPicos() * 1e-12;
      pauses.add(pause);
      double whole = (request.arrivalPicos() - session.lastArrivalPicos()) * 1e-12;
      services.add(Math.max(0, whole - pause));
    }
    session.add(request);
  }

  /**
   * The load.
   *
   * @throws IllegalArgumentException if there are fewer than 2 sessions, or all start at once
   */
  SessionLoad load() {
    if (sessions.size() < 2 || lastStart == firstStart) {
      throw new IllegalArgumentException(
          "a profile of sessions needs at least 2 that start at different times; this trace has "
              + sessions.size());
    }
    List<SessionSketch> sketches = new ArrayList<>();
    int kept = Math.min(MOST_SKETCHES, sessions.size());
    for (int i = 0; i < kept; i++) {
      sketches.add(sessions.get((int) ((long) i * sessions.size() / kept)).sketch());
    }
    for (SessionSketcher session : sessions) {
      session.growths(this::addGrowths);
    }
    double rate = (sessions.size() - 1) / ((lastStart - firstStart) * 1e-12);
    double[] targets = positions();
    double[] factors = targets.clone();
    SessionLoad fitted = load(rate, sketches, factors);
    for (int round = 0; round < ROUNDS; round++) {
      double[] made = positionsOf(fitted);
      for (int part = 0; part < POSITIONS; part++) {
        factors[part] *= targets[part] / made[part];
      }
      fitted = load(rate, sketches, factors);
    }
    return fitted;
  }

  private SessionLoad load(double rate, List<SessionSketch> sketches, double[] factors) {
    return new SessionLoad(
        ArrivalProcess.poisson(rate),
        new SketchedContexts(
            sketches,
            orOnes(growths),
            Arrays.stream(factors).boxed().toList(),
            correlation(growths, outputsBefore)),
        outputs.table(),
        orZeros(pauses),
        orZeros(services),
        SystemPrompts.NONE,
        Math.max(1, blockTokens),
        true);
  }

  /**
   * Mean relative growth by position of what a load makes: scaling the parts of a stretch to its
   * whole evens out what the factors ask for.
   */
  private static double[] positionsOf(SessionLoad load) {
    SessionFitter made = new SessionFitter();
    SketchedContexts contexts = (SketchedContexts) load.contexts();
    for (int copy = 0; copy < COPIES; copy++) {
      RandomStreams streams = new RandomStreams(CALIBRATION_SEED, copy);
      int session = 0;
      for (SessionSketch sketch : contexts.sketches()) {
        contexts.play(sketch, streams.stream("calibration/" + session++), made::addGrowths);
      }
    }
    return made.positions();
  }

  /** Growths of a stretch over their mean, by how far the stretch has come. */
  private void addGrowths(int[] inputs, int[] outputTokens, int from, int to) {
    double mean = (inputs[to - 1] - inputs[from]) / (double) (to - 1 - from);
    if (to - 1 - from < LEAST_GROWTHS || mean <= 0) {
      return;
    }
    for (int i = from + 1; i < to; i++) {
      double relative = Math.max(0, (inputs[i] - inputs[i - 1]) / mean);
      int part = (int) ((i - 1 - from) / (double) (to - 1 - from) * POSITIONS);
      growths.add(relative);
      outputsBefore.add(outputTokens[i - 1]);
      growthAt[part] += relative;
      growthsAt[part]++;
    }
  }

  private double[] positions() {
    double sum = 0;
    long all = 0;
    for (int part = 0; part < POSITIONS; part++) {
      sum += growthAt[part];
      all += growthsAt[part];
    }
    double[] means = new double[POSITIONS];
    for (int part = 0; part < POSITIONS; part++) {
      double mean = growthsAt[part] == 0 ? 0 : growthAt[part] / growthsAt[part] / (sum / all);
      means[part] = mean == 0 ? 1 : mean;
    }
    return means;
  }

  private static double correlation(Numbers one, Numbers other) {
    double value = one.size() < 3 ? 0 : Correlation.spearman(one.toArray(), other.toArray());
    return Double.isNaN(value) ? 0 : value;
  }

  private static QuantileTable orOnes(Numbers numbers) {
    return numbers.size() < 2 ? QuantileTable.fixed(1) : numbers.table();
  }

  private static QuantileTable orZeros(Numbers numbers) {
    return numbers.size() < 2 ? QuantileTable.fixed(0) : numbers.table();
  }
}
