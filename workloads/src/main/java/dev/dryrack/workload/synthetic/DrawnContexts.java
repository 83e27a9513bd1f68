package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;

/**
 * Contexts in which each turn adds the output of the turn before and new tokens: multi-turn chat,
 * tool loops. A turn may instead reset the context to the first prompt and new tokens, as agents do
 * when they compact it.
 *
 * @param turns requests of a session, at least 1
 * @param firstTokens tokens of the first prompt behind the system prompt
 * @param newTokens tokens that a later turn adds to the context
 * @param resetFraction fraction of later turns that reset the context
 */
public record DrawnContexts(
    Quantiles turns, Quantiles firstTokens, Quantiles newTokens, double resetFraction)
    implements SessionContexts {

  public DrawnContexts {
    Require.holds(turns.least() >= 1, "turns", turns.description(), "at least 1");
    SyntheticLoad.lengths("first prompt", firstTokens);
    Require.holds(newTokens.least() >= 0, "new tokens", newTokens.description(), "at least 0");
    Require.within("resetFraction", resetFraction, 0, 1);
  }

  @Override
  public double meanTurns() {
    return turns.mean();
  }

  @Override
  public boolean draws() {
    boolean resets = resetFraction > 0 && resetFraction < 1;
    return resets || turns.varies() || firstTokens.varies() || newTokens.varies();
  }

  @Override
  public ContextScript script(
      int outline, RandomStream stream, Quantiles outputs, int systemTokens) {
    return new Script(stream, outputs, systemTokens);
  }

  private final class Script implements ContextScript {
    private final RandomStream stream;
    private final Quantiles outputs;
    private final int firstInput;
    private long turnsLeft;
    private boolean begun;
    private int inputTokens;
    private int outputTokens;
    private boolean reset;

    Script(RandomStream stream, Quantiles outputs, int systemTokens) {
      this.stream = stream;
      this.outputs = outputs;
      turnsLeft = Math.max(1, Math.round(turns.sample(stream)));
      firstInput = SessionLoadSource.tokens(systemTokens + firstTokens.sample(stream));
    }

    @Override
    public boolean next() {
      if (turnsLeft == 0) {
        return false;
      }
      turnsLeft--;
      reset = begun && resetFraction > 0 && stream.nextDouble() < resetFraction;
      double before = reset ? firstInput : (double) inputTokens + outputTokens;
      inputTokens =
          begun ? SessionLoadSource.tokens(before + newTokens.sample(stream)) : firstInput;
      outputTokens = SessionLoadSource.tokens(outputs.sample(stream));
      begun = true;
      return true;
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
      return TURN_BEFORE;
    }

    @Override
    public long repeatedTokens() {
      return reset ? firstInput : Long.MAX_VALUE;
    }

    @Override
    public int stretch() {
      return 0;
    }
  }
}
