package dev.dryrack.cli.resolve;

import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.PoolKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.type.PoolSizes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scenario with pools of different kinds as two, each of one pool alone.
 *
 * @param prefill of the replicas that prefill
 * @param decode of those that decode
 */
public record PoolScenarios(Scenario prefill, Scenario decode) {

  /** The two; null where no pool has settings of its own. */
  public static @Nullable PoolScenarios of(Scenario scenario) {
    PoolSizes.Sizes sizes = scenario.find(PlanKeys.POOLS);
    boolean own =
        List.of(PoolKeys.PREFILL, PoolKeys.DECODE).stream()
            .flatMap(pool -> pool.own().values().stream())
            .anyMatch(scenario::isSet);
    if (sizes == null || !own) {
      return null;
    }
    return new PoolScenarios(
        scenario.ofPool(PoolKeys.PREFILL, sizes.prefill()),
        scenario.ofPool(PoolKeys.DECODE, sizes.decode()));
  }
}
