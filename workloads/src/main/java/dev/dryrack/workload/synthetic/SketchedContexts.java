package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.workload.synthetic.SessionSketch.Break;
import dev.dryrack.workload.synthetic.SessionSketch.Stretch;
import java.util.List;

/**
 * Contexts by sketches of sessions, one drawn at random per session. Between two milestones of a
 * stretch the context grows from the one's prompt to the other's: each turn's part of that is
 * drawn, and all parts are scaled to make up the whole. Outputs go together with the growth that
 * follows them. Times are made in the same way from those of the milestones, but for the breaks.
 *
 * @param sketches at least one, all equally likely
 * @param relativeGrowth growth of a turn over the mean growth between its milestones
 * @param outputCorrelation Spearman correlation of an output's length and the growth behind it
 * @param relativeTime time between two turns over the mean time between its milestones
 * @param pauseFraction share of that time that is pause, the rest being service
 */
public record SketchedContexts(
    List<SessionSketch> sketches,
    Quantiles relativeGrowth,
    double outputCorrelation,
    Quantiles relativeTime,
    Quantiles pauseFraction)
    implements SessionContexts {

  public SketchedContexts {
    sketches = List.copyOf(sketches);
    Require.holds(!sketches.isEmpty(), "number of sketches", sketches.size(), "at least 1");
    double least = relativeGrowth.least();
    Require.holds(least >= 0, "relativeGrowth", least, "0 or more");
    Require.within("outputCorrelation", outputCorrelation, -1, 1);
    double shortest = relativeTime.least();
    Require.holds(shortest >= 0, "relativeTime", shortest, "0 or more");
    Require.within("pauseFraction", pauseFraction.least(), 0, 1);
    Require.within("pauseFraction", pauseFraction.at(1), 0, 1);
  }

  @Override
  public double meanTurns() {
    long turns = 0;
    for (SessionSketch sketch : sketches) {
      turns += sketch.turns();
    }
    return turns / (double) sketches.size();
  }

  @Override
  public boolean draws() {
    return true;
  }

  @Override
  public int outlines() {
    return sketches.size();
  }

  @Override
  public ContextScript script(
      int outline, RandomStream stream, Quantiles outputs, int systemTokens) {
    return new Script(sketches.get(outline), stream, outputs, systemTokens);
  }

  private final class Script implements ContextScript {
    private final SessionSketch sketch;
    private final RandomStream stream;
    private final Quantiles outputs;
    private final int systemTokens;
    private int stretch = -1;
    private int turn;
    private int inputTokens;
    private int outputTokens;

    private int turnOfSession = -1;
    private int breaksPassed;
    private double gapSeconds;
    private double pauseSeconds;

    /** Prompts of a stretch, ranks of the growths behind them, and times before them. */
    private double[] prompts = new double[0];

    private double[] gaps = new double[0];

    private double[] ranks = new double[0];

    Script(SessionSketch sketch, RandomStream stream, Quantiles outputs, int systemTokens) {
      this.sketch = sketch;
      this.stream = stream;
      this.outputs = outputs;
      this.systemTokens = systemTokens;
    }

    @Override
    public boolean next() {
      if (stretch < 0 || ++turn == current().turns()) {
        if (stretch + 1 == sketch.stretches().size()) {
          return false;
        }
        stretch++;
        turn = 0;
        drawPrompts(current());
        drawTimes(current());
      }
      inputTokens = SessionLoadSource.tokens(systemTokens + prompts[turn]);
      double rank = turn < ranks.length ? ranks[turn] : stream.nextDouble();
      outputTokens =
          SessionLoadSource.tokens(outputs.at(Ranks.linked(rank, outputCorrelation, stream)));
      turnOfSession++;
      drawPause();
      return true;
    }

    private void drawPause() {
      gapSeconds = gaps[turn];
      pauseSeconds = gapSeconds * pauseFraction.sample(stream);
      List<Break> breaks = sketch.breaks();
      if (breaksPassed < breaks.size() && breaks.get(breaksPassed).turn() == turnOfSession) {
        gapSeconds = breaks.get(breaksPassed++).seconds();
        pauseSeconds = gapSeconds;
      }
    }

    /**
     * Whether the time before a turn of the stretch, of the session's turn that it is, is usual.
     */
    private boolean isUsual(int turnOfStretch) {
      int wanted = turnOfSession + 1 + turnOfStretch;
      List<Break> breaks = sketch.breaks();
      for (int i = breaksPassed; i < breaks.size() && breaks.get(i).turn() <= wanted; i++) {
        if (breaks.get(i).turn() == wanted) {
          return false;
        }
      }
      return true;
    }

    private void drawTimes(Stretch now) {
      gaps = new double[now.turns()];
      gaps[0] = now.seconds().get(0);
      for (int piece = 1; piece < now.prompts().size(); piece++) {
        int from = SessionSketch.milestone(piece - 1, now.turns());
        int to = SessionSketch.milestone(piece, now.turns());
        double sum = 0;
        for (int i = from + 1; i <= to; i++) {
          gaps[i] = isUsual(i) ? relativeTime.sample(stream) + 1e-9 : 0;
          sum += gaps[i];
        }
        double scale = sum == 0 ? 0 : now.seconds().get(piece) / sum;
        for (int i = from + 1; i <= to; i++) {
          gaps[i] *= scale;
        }
      }
    }

    private Stretch current() {
      return sketch.stretches().get(stretch);
    }

    private void drawPrompts(Stretch now) {
      prompts = new double[now.turns()];
      ranks = new double[now.turns() - 1];
      prompts[0] = now.prompts().get(0);
      for (int piece = 1; piece < now.prompts().size(); piece++) {
        int from = SessionSketch.milestone(piece - 1, now.turns());
        int to = SessionSketch.milestone(piece, now.turns());
        double sum = 0;
        for (int i = from; i < to; i++) {
          ranks[i] = stream.nextDouble();
          // A little on top keeps the sum above 0.
          sum += relativeGrowth.at(ranks[i]) + 1e-9;
          prompts[i + 1] = sum;
        }
        double grown = now.prompts().get(piece) - prompts[from];
        for (int i = from + 1; i <= to; i++) {
          prompts[i] = prompts[from] + prompts[i] / sum * grown;
        }
      }
    }

    @Override
    public double gapSeconds() {
      return gapSeconds;
    }

    @Override
    public double pauseSeconds() {
      return pauseSeconds;
    }

    @Override
    public int inputTokens() {
      return inputTokens;
    }

    @Override
    public int outputTokens() {
      return outputTokens;
    }

    @Override
    public int basis() {
      return turn > 0 || stretch == 0 ? TURN_BEFORE : Math.max(0, current().basis());
    }

    @Override
    public long repeatedTokens() {
      if (turn > 0) {
        return Long.MAX_VALUE;
      }
      return current().basis() < 0
          ? systemTokens
          : systemTokens + (long) current().repeatedTokens();
    }

    @Override
    public int stretch() {
      return stretch;
    }
  }
}
