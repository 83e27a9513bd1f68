package dev.dryrack.cli.experiment;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioKeys;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sees to it that scenarios that are compared are driven alike. */
public final class SameLoad {

  /** Without these in common, there are no pairs. */
  private static final List<ScenarioKey<?>> OF_THE_EXPERIMENT =
      List.of(
          LoadKeys.TRACE,
          RunKeys.SEED,
          RunKeys.DURATION,
          RunKeys.WARMUP,
          RunKeys.REPLICATIONS,
          RunKeys.PRECISION);

  private SameLoad() {}

  /**
   * Compares what drives two scenarios.
   *
   * @param anyLoad whether generated loads may differ
   * @return whether they do
   * @throws UsageException naming the first key that differs and may not
   */
  public static boolean differ(Scenario first, Scenario other, boolean anyLoad) {
    boolean differ = false;
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      boolean needed = OF_THE_EXPERIMENT.contains(key);
      boolean ofTheLoad = key.path().startsWith("load.");
      if (!(needed || ofTheLoad) || Objects.equals(first.find(key), other.find(key))) {
        continue;
      }
      differ = true;
      if (needed || !anyLoad) {
        throw new UsageException(
            "the loads differ, so differences would not be the systems': "
                + key.path()
                + " is "
                + text(first, key)
                + " and "
                + text(other, key)
                + (needed
                    ? "; make it the same"
                    : "; make it the same, or compare all the same with --any-load"));
      }
    }
    return differ;
  }

  private static <T> String text(Scenario scenario, ScenarioKey<T> key) {
    @Nullable T value = scenario.find(key);
    String text = value == null ? "not set" : "'" + key.type().print(value) + "'";
    return text + " (" + scenario.place(key) + ")";
  }
}
