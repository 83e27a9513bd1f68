package dev.dryrack.cli.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Keys of one pool that take the place of those for all replicas. */
public final class PoolKeys {

  /** Of replicas that prefill. */
  public static final PoolKeys PREFILL = new PoolKeys("prefill");

  /** Of replicas that decode. */
  public static final PoolKeys DECODE = new PoolKeys("decode");

  final Section keys;

  /** By the key for all replicas. */
  private final Map<ScenarioKey<?>, ScenarioKey<?>> own = new LinkedHashMap<>();

  private PoolKeys(String pool) {
    keys =
        new Section(
            pool, "What is different of replicas that " + pool + ", where --pools parts them");
    Stream.of(
            SystemKeys.SYSTEM,
            ModelKeys.QUANTIZATION,
            PlanKeys.TP,
            PlanKeys.PP,
            PlanKeys.ATTENTION_DP,
            PlanKeys.EP,
            PlanKeys.MOE_TP,
            PlanKeys.REDUNDANT_EXPERTS,
            EngineKeys.MAX_NUM_SEQS,
            EngineKeys.MAX_NUM_BATCHED_TOKENS,
            EngineKeys.GPU_MEMORY_UTILIZATION)
        .forEach(this::add);
  }

  private <T> void add(ScenarioKey<T> whole) {
    boolean system = whole.equals(SystemKeys.SYSTEM);
    String name = system ? "system" : whole.path().substring(whole.path().indexOf('.') + 1);
    String flag = "--" + keys.name() + "-" + (system ? "on" : name);
    own.put(
        whole,
        keys.automatic(
            name,
            whole.type(),
            "as for all",
            whole.description() + ", of replicas that " + keys.name(),
            flag));
  }

  /** The keys of a pool, by those for all replicas. */
  public Map<ScenarioKey<?>, ScenarioKey<?>> own() {
    return own;
  }

  /** All keys of pools. */
  static Stream<ScenarioKey<?>> all() {
    return Stream.concat(PREFILL.own.values().stream(), DECODE.own.values().stream());
  }
}
