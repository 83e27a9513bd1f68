package dev.dryrack.serving.memory;

import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;

/**
 * What the ranks of a deployment hold against the memory of their GPUs.
 *
 * <p>Usable memory is the driver's figure times {@code gpu-memory-utilization}, as in vLLM. Ranks
 * of one pipeline stage hold the same; stages differ, so everything that all of them must bear is
 * decided by the one that bears least.
 */
public final class MemoryBudget {

  private final ShardingPlan plan;
  private final long memoryBytes;
  private final long usableBytes;
  private final long graphsBytes;
  private final EngineLimits limits;
  private final List<StageMemory> stages;
  private final StageMemory worst;

  MemoryBudget(
      ShardingPlan plan,
      long memoryBytes,
      long usableBytes,
      long graphsBytes,
      EngineLimits limits,
      List<StageMemory> stages) {
    this.plan = plan;
    this.memoryBytes = memoryBytes;
    this.usableBytes = usableBytes;
    this.graphsBytes = graphsBytes;
    this.limits = limits;
    this.stages = List.copyOf(stages);
    this.worst = findWorst();
  }

  /** The budget of a deployment, whose plan must be legal, with the default constants. */
  public static MemoryBudget of(Deployment deployment, EngineLimits limits) {
    return of(deployment, limits, MemorySettings.DEFAULT);
  }

  /** The budget of a deployment, whose plan must be legal. */
  public static MemoryBudget of(
      Deployment deployment, EngineLimits limits, MemorySettings settings) {
    return new MemoryModel(
            deployment.model(),
            deployment.weights(),
            deployment.kvPrecision(),
            deployment.cluster().gpu(),
            limits,
            settings)
        .budget(deployment.plan());
  }

  /** The plan it is for. */
  public ShardingPlan plan() {
    return plan;
  }

  /** Memory of one GPU as the driver reports it. */
  public long memoryBytes() {
    return memoryBytes;
  }

  /** The part of it that weights, activations, buffers and KV may fill. */
  public long usableBytes() {
    return usableBytes;
  }

  /** The rest, which CUDA graphs and the CUDA context must do with. */
  public long outsideBytes() {
    return memoryBytes - usableBytes;
  }

  /** What CUDA graphs and context usually take of {@link #outsideBytes()}. */
  public long graphsBytes() {
    return graphsBytes;
  }

  /** The stages that differ from each other, first to last. */
  public List<StageMemory> stages() {
    return stages;
  }

  /** The stage that bears least: most over its memory, or fewest sequences of full context. */
  public StageMemory worst() {
    return worst;
  }

  /** Bytes left for KV cache on the worst rank; negative if it does not fit. */
  public long kvRoomBytes() {
    return worst.kvRoomBytes();
  }

  /** Sequences of so many tokens that all replicas together hold at once. */
  public long sequences(long contextTokens) {
    long perRank = sequencesPerRank(contextTokens);
    return perRank == Long.MAX_VALUE ? perRank : perRank * plan.attentionDp() * plan.replicas();
  }

  /** Sequences of so many tokens that one attention rank holds at once. */
  public long sequencesPerRank(long contextTokens) {
    long fewest = Long.MAX_VALUE;
    for (StageMemory stage : stages) {
      fewest = Math.min(fewest, stage.sequences(contextTokens));
    }
    return fewest;
  }

  /** The KV cache of one attention rank in blocks: that of the stage that has fewest. */
  public KvLayout kvLayout() {
    KvLayout fewest = layout(stages.get(0));
    for (StageMemory stage : stages) {
      KvLayout layout = layout(stage);
      if (capacity(layout) < capacity(fewest)) {
        fewest = layout;
      }
    }
    return fewest;
  }

  /** Tokens that the KV cache of all replicas holds, state and windows left out of account. */
  public long kvTokens() {
    return kvLayout().tokensPerRank() * plan.attentionDp() * plan.replicas();
  }

  /** Longest sequence that one attention rank holds alone, up to a limit; 0 if none. */
  public long longestSequence(ModelArchitecture model) {
    long most = model.maxContextTokens();
    long fits = 0;
    while (fits < most) {
      long middle = fits + (most - fits + 1) / 2;
      if (sequencesPerRank(middle) >= 1) {
        fits = middle;
      } else {
        most = middle - 1;
      }
    }
    return fits;
  }

  private KvLayout layout(StageMemory stage) {
    return KvLayout.of(stage.kv(), stage.kvRoomBytes(), limits.blockSize(), limits.maxModelLen());
  }

  private double capacity(KvLayout layout) {
    return (double) layout.blocksPerRank() / layout.blocksPerSequence(limits.maxModelLen());
  }

  private StageMemory findWorst() {
    StageMemory found = stages.get(0);
    for (StageMemory stage : stages) {
      if (bears(stage) < bears(found)) {
        found = stage;
      }
    }
    return found;
  }

  /** Full-context sequences as a fraction, or bytes over if negative. */
  private double bears(StageMemory stage) {
    long room = stage.kvRoomBytes();
    double each = stage.kv().bytesPerSequence(limits.maxModelLen());
    return room < 0 || each == 0 ? room : room / each;
  }
}
