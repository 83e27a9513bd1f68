package dev.dryrack.cli.sampling;

import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.serving.uncertainty.Probability;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a claim came out.
 *
 * @param claim which
 * @param probability how often it held; samples that do not fit do not bear it out
 * @param turns where it turns as one input moves, all others at their medians
 */
public record Verdicts(Claim claim, Probability probability, List<Turn> turns) {

  /**
   * A place at which a claim turns.
   *
   * @param input which input
   * @param value at which value, as one would write it
   */
  public record Turn(SampledInput input, String value) {}

  public Verdicts {
    turns = List.copyOf(turns);
  }

  /** Where it turns as a key moves; null if it does not. */
  public @Nullable String turn(ScenarioKey<?> key) {
    for (Turn turn : turns) {
      if (turn.input().name().equals(key.path())) {
        return turn.value();
      }
    }
    return null;
  }
}
