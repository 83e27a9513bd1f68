package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.workload.synthetic.SessionSketch.Stretch;
import java.util.List;

/**
 * Contexts by sketches of sessions, one drawn at random per session. Within a stretch the context
 * grows from its first prompt to its last: each turn's part of that is drawn, by how far the
 * stretch has come, and all parts are scaled to make up the whole. Outputs go together with the
 * growth that follows them.
 *
 * @param sketches at least one, all equally likely
 * @param relativeGrowth growth of a turn over the mean growth of its stretch
 * @param growthByPosition mean relative growth in equal parts of a stretch, from its start
 * @param outputCorrelation Spearman correlation of an output's length and the growth behind it
 */
public record SketchedContexts(
    List<SessionSketch> sketches,
    Quantiles relativeGrowth,
    List<Double> growthByPosition,
    double outputCorrelation)
    implements SessionContexts {

  public SketchedContexts {
    sketches = List.copyOf(sketches);
    growthByPosition = List.copyOf(growthByPosition);
    Require.holds(!sketches.isEmpty(), "number of sketches", sketches.size(), "at least 1");
    double least = relativeGrowth.least();
    Require.holds(least >= 0, "relativeGrowth", least, "0 or more");
    Require.holds(
        !growthByPosition.isEmpty(), "growthByPosition", growthByPosition, "at least one number");
    for (double mean : growthByPosition) {
      Require.positive("growthByPosition", mean);
    }
    Require.within("outputCorrelation", outputCorrelation, -1, 1);
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
  public ContextScript script(RandomStream stream, Quantiles outputs, int systemTokens) {
    SessionSketch sketch = sketches.get((int) stream.nextLong(sketches.size()));
    return new Script(sketch, stream, outputs, systemTokens);
  }

  /** Takes up the prompts of a stretch. */
  public interface Prompts {
    /** The turns {@code from} to {@code to - 1} are a stretch. */
    void add(int[] inputTokens, int[] outputTokens, int from, int to);
  }

  /** Draws the prompts of a sketch, all outputs being 1 token. */
  public void play(SessionSketch sketch, RandomStream stream, Prompts prompts) {
    Script script = new Script(sketch, stream, Distributions.fixed(1), 0);
    int[] inputs = new int[sketch.turns()];
    int[] outputs = new int[inputs.length];
    int from = 0;
    int turn = 0;
    int stretch = 0;
    while (script.next()) {
      if (script.stretch() > stretch) {
        prompts.add(inputs, outputs, from, turn);
        from = turn;
        stretch++;
      }
      inputs[turn] = script.inputTokens();
      outputs[turn++] = script.outputTokens();
    }
    prompts.add(inputs, outputs, from, turn);
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

    /** Ranks of the growths of a stretch, and their running sum, both of the turns behind. */
    private double[] ranks = new double[0];

    private double[] sums = new double[0];

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
        drawGrowths(current().turns() - 1);
      }
      Stretch now = current();
      double done = turn == 0 ? 0 : sums[turn - 1] / sums[now.turns() - 2];
      inputTokens =
          SessionLoadSource.tokens(
              systemTokens + now.firstTokens() + done * (now.lastTokens() - now.firstTokens()));
      double rank = turn < now.turns() - 1 ? ranks[turn] : stream.nextDouble();
      outputTokens =
          SessionLoadSource.tokens(outputs.at(Ranks.linked(rank, outputCorrelation, stream)));
      return true;
    }

    private Stretch current() {
      return sketch.stretches().get(stretch);
    }

    private void drawGrowths(int growths) {
      ranks = new double[growths];
      sums = new double[growths];
      double sum = 0;
      for (int i = 0; i < growths; i++) {
        ranks[i] = stream.nextDouble();
        int part = (int) (i / (double) growths * growthByPosition.size());
        // A little on top keeps the sum above 0.
        sum += relativeGrowth.at(ranks[i]) * growthByPosition.get(part) + 1e-9;
        sums[i] = sum;
      }
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
