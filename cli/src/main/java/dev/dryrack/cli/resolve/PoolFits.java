package dev.dryrack.cli.resolve;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.EngineKeys;
import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.fit.FitReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is served, by pool.
 *
 * @param whole all replicas, or those that prefill
 * @param decode the replicas that decode, where they are of another kind; else null
 */
public record PoolFits(FitReport whole, @Nullable FitReport decode) {

  /**
   * Whether what a scenario asks for fits, and how it is spread.
   *
   * @throws UsageException if a pool or both together are impossible, with all reasons
   */
  public static PoolFits of(Scenario scenario, Resolver resolver, Surroundings surroundings) {
    PoolScenarios pools = PoolScenarios.of(scenario);
    if (pools == null) {
      return new PoolFits(resolver.fit(), null);
    }
    List<String> problems = new ArrayList<>();
    FitReport prefill =
        noted(() -> new Resolver(pools.prefill(), surroundings).fit(), "prefill", problems);
    FitReport decode =
        noted(() -> new Resolver(pools.decode(), surroundings).fit(), "decode", problems);
    if (prefill != null && decode != null) {
      together(scenario, prefill, decode, problems);
    }
    if (prefill == null || decode == null || !problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
    return new PoolFits(prefill, decode);
  }

  private static @Nullable FitReport noted(
      Supplier<FitReport> fit, String pool, List<String> problems) {
    try {
      return fit.get();
    } catch (UsageException e) {
      problems.add("replicas that " + pool + ": " + e.getMessage());
      return null;
    }
  }

  private static void together(
      Scenario scenario, FitReport prefill, FitReport decode, List<String> problems) {
    int gpus = prefill.plan().gpus() + decode.plan().gpus();
    Long asked = scenario.find(SystemKeys.GPUS);
    Long racks = scenario.find(SystemKeys.RACKS);
    SystemSpec system = prefill.deployment().cluster().system();
    ScenarioKey<Long> key = asked == null ? SystemKeys.RACKS : SystemKeys.GPUS;
    Long counted =
        asked != null ? asked : racks == null ? null : (Long) (racks * system.gpusPerDomain());
    if (counted != null && counted != gpus) {
      problems.add(
          scenario.place(key)
              + ": "
              + counted
              + " GPUs are not the "
              + prefill.plan().gpus()
              + " of the pool that prefills ("
              + prefill.plan().label()
              + ") and the "
              + decode.plan().gpus()
              + " of the one that decodes ("
              + decode.plan().label()
              + "); leave it out, or change the plans");
    }
    Precision sent = prefill.deployment().kvPrecision();
    Precision expected = decode.deployment().kvPrecision();
    if (sent != expected) {
      problems.add(
          scenario.place(PlanKeys.POOLS)
              + ": KV cache in "
              + sent.id()
              + " where prompts are computed, in "
              + expected.id()
              + " where they decode: it is moved as it is; set "
              + EngineKeys.KV_CACHE_DTYPE.flags().get(0));
    }
  }

  /** Each. */
  public List<FitReport> all() {
    return decode == null ? List.of(whole) : List.of(whole, decode);
  }

  /** Replicas of all pools. */
  public int replicas() {
    return all().stream().mapToInt(fit -> fit.plan().replicas()).sum();
  }

  /** What an hour of a GPU costs, in the mean of all. */
  public GpuPrice price(Resolver resolver) {
    SystemSpec system = whole.deployment().cluster().system();
    GpuPrice first = resolver.price(system);
    if (decode == null || decode.deployment().cluster().system().equals(system)) {
      return first;
    }
    GpuPrice second = resolver.price(decode.deployment().cluster().system());
    int gpus = whole.plan().gpus();
    int others = decode.plan().gpus();
    double mean =
        (gpus * first.usdPerGpuHour() + others * second.usdPerGpuHour()) / (gpus + others);
    return new GpuPrice(
        mean,
        "mean of " + first.contract() + " and " + second.contract(),
        first.date(),
        first.source() + "; " + second.source(),
        first.assumed() || second.assumed());
  }
}
