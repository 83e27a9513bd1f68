package dev.dryrack.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.TraceKeys;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.trace.TraceOptions.BadLength;
import dev.dryrack.workload.trace.TraceOptions.OverContext;
import dev.dryrack.workload.trace.TraceOptions.TurnInput;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a user says of a trace, as the options of its reader. */
final class TraceReadingTest {

  /** What was said, without a command line around it. */
  private static final class Said implements TraceSettings {

    private final Map<ScenarioKey<?>, Object> values = new HashMap<>();

    <T> Said with(ScenarioKey<T> key, T value) {
      values.put(key, value);
      return this;
    }

    TraceOptions options() {
      return TraceReading.options(this);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T find(ScenarioKey<T> key) {
      return (T) values.get(key);
    }

    @Override
    public String place(ScenarioKey<?> key) {
      return key.flags().get(0);
    }
  }

  @Test
  void nothingSaidIsTheDefault() {
    assertThat(new Said().options()).isEqualTo(TraceOptions.DEFAULTS);
  }

  @Test
  void eachKeyIsOneOption() {
    TraceOptions start = TraceOptions.DEFAULTS;
    assertThat(new Said().with(TraceKeys.ZERO_LENGTHS, "one").options())
        .isEqualTo(start.withBadLengths(BadLength.CLAMP_TO_ONE, BadLength.REFUSE));
    assertThat(new Said().with(TraceKeys.NEGATIVE_LENGTHS, "drop").options())
        .isEqualTo(start.withBadLengths(BadLength.DROP, BadLength.DROP));
    assertThat(new Said().with(TraceKeys.MAX_CONTEXT, 9L).options())
        .isEqualTo(start.withContextLimit(9, OverContext.DROP));
    assertThat(
            new Said()
                .with(TraceKeys.MAX_CONTEXT, 9L)
                .with(TraceKeys.OVER_CONTEXT, "truncate")
                .options())
        .isEqualTo(start.withContextLimit(9, OverContext.TRUNCATE_INPUT));
    assertThat(new Said().with(TraceKeys.REORDER_ROWS, 7L).options())
        .isEqualTo(start.withReorderRows(7));
    assertThat(new Said().with(TraceKeys.BLOCK_SIZE, 16L).options())
        .isEqualTo(start.withBlockTokens(16));
    assertThat(new Said().with(TraceKeys.TURN_INPUT, "new").options())
        .isEqualTo(start.withTurnInput(TurnInput.NEW_TOKENS));
    assertThat(new Said().with(TraceKeys.TURN_INPUT, "whole").options())
        .isEqualTo(start.withTurnInput(TurnInput.WHOLE_PROMPT));
    assertThat(new Said().with(TraceKeys.SESSION_GAP, 2.5).options())
        .isEqualTo(start.withSessionGap(2_500_000_000_000L));
    assertThat(new Said().with(TraceKeys.CHARACTERS_PER_TOKEN, 4.0).options())
        .isEqualTo(start.withCharactersPerToken(4));
    assertThat(new Said().with(LoadKeys.OPEN_LOOP, true).options())
        .isEqualTo(start.withTurns(Turns.OPEN_LOOP));
    assertThat(new Said().with(LoadKeys.END, 3.0).options())
        .isEqualTo(start.withWindow(0, 3_000_000_000_000L));
  }

  @Test
  void theGapThatIsAssumedCanBeSaid() {
    assertThat(new Said().with(TraceKeys.SESSION_GAP, 60.0).options().sessionGapPicos())
        .isNotEqualTo(TraceOptions.ASSUMED_GAP);
  }

  @Test
  void whatLeavesNothingOrHasNoEffectIsRefused() {
    assertThatThrownBy(() -> new Said().with(TraceKeys.OVER_CONTEXT, "drop").options())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--over-context has no effect without --max-context");
    assertThatThrownBy(() -> new Said().with(LoadKeys.START, 5.0).with(LoadKeys.END, 5.0).options())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--end is not after --start");
    assertThatThrownBy(() -> new Said().with(TraceKeys.SESSION_GAP, 86_401.0).options())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--session-gap: is longer than a day");
  }
}
