package dev.dryrack.serving.memory;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.model.DenseFeedForward;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.PipelineStages;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bytes per rank of a model in given precisions on a GPU, for any plan.
 *
 * <p>Attention, dense and shared feed-forward networks, embedding and head are cut {@code tp} ways
 * and replicated over attention-DP ranks; routed experts are cut {@code ep × moeTp} ways; routers,
 * latent projections and norms are replicated. Pipeline stages divide the layers; the first also
 * holds the embedding, the last the head. docs/memory.md gives every rule and constant.
 *
 * <p>A budget costs O(layer groups × distinct stages); stage divisions are kept per degree, so an
 * instance is not for several threads at once.
 */
public final class MemoryModel {

  private static final double BF16_BYTES = 2;

  private final ModelArchitecture model;
  private final WeightRecipe recipe;
  private final Precision kvPrecision;
  private final GpuSpec gpu;
  private final EngineLimits limits;
  private final MemorySettings settings;
  private final long usableBytes;
  private final Map<Integer, PipelineStages> stagesByPp = new HashMap<>();

  public MemoryModel(
      ModelArchitecture model,
      WeightRecipe recipe,
      Precision kvPrecision,
      GpuSpec gpu,
      EngineLimits limits,
      MemorySettings settings) {
    this.model = model;
    this.recipe = recipe;
    this.kvPrecision = kvPrecision;
    this.gpu = gpu;
    this.limits = limits;
    this.settings = settings;
    this.usableBytes = (long) (gpu.memoryBytes() * limits.gpuMemoryUtilization());
  }

  /** What the ranks hold under a plan, which must be legal for the model. */
  public MemoryBudget budget(ShardingPlan plan) {
    PipelineStages stages =
        stagesByPp.computeIfAbsent(plan.pp(), pp -> PipelineStages.of(model, pp));
    List<StageMemory> memories = new ArrayList<>();
    for (int stage = 0; stage < stages.count(); stage++) {
      boolean inner = stage > 1 && stage < stages.count() - 1;
      if (!inner || !stages.alike(stage, stage - 1)) {
        memories.add(stage(plan, stages, stage));
      }
    }
    return new MemoryBudget(
        plan, gpu.memoryBytes(), usableBytes, settings.graphsBytes(), limits, memories);
  }

  /** The part of a GPU's memory that an engine may fill. */
  public long usableBytes() {
    return usableBytes;
  }

  /** Bytes of all weights together, each kept once. */
  public long weightsBytes() {
    ShardingPlan whole = new ShardingPlan(1, 1, 1, 1, 1, 1);
    return budget(whole).worst().weightsBytes();
  }

  private StageMemory stage(ShardingPlan plan, PipelineStages stages, int stage) {
    List<LayerGroup> groups = model.layers();
    RankKv kv = new RankKv(limits.blockSize(), groups.size());
    StageMemory memory = new StageMemory(stage, recipe, usableBytes, kv);
    for (int g = 0; g < groups.size(); g++) {
      int layers = stages.layers(stage, g);
      if (layers > 0) {
        addLayers(memory, groups.get(g), layers, plan);
        var mixer = groups.get(g).mixer();
        if (mixer != null) {
          kv.add(mixer, layers, kvPrecision, plan.tp(), limits.maxModelLen());
        }
      }
    }
    boolean last = stage == stages.count() - 1;
    addEnds(memory, plan.tp(), stage == 0, last);
    memory.add(MemoryPart.ACTIVATIONS, activationBytes(plan, last));
    memory.add(MemoryPart.COMMUNICATION, communicationBytes(plan));
    memory.add(MemoryPart.RUNTIME, settings.runtimeBytes());
    return memory;
  }

  private void addLayers(StageMemory memory, LayerGroup group, int layers, ShardingPlan plan) {
    int d = model.hiddenSize();
    double linear = recipe.otherLinear().bytesPerElement();
    double exact = recipe.embedding().bytesPerElement();
    var mixer = group.mixer();
    if (mixer != null) {
      add(
          memory,
          MemoryPart.ATTENTION,
          layers * linear * AttentionShard.params(mixer, d, plan.tp()));
    }
    if (group.ffn() instanceof DenseFeedForward dense) {
      long params = (long) dense.matrices() * d * ceil(dense.width(), plan.tp());
      add(memory, MemoryPart.DENSE_FFN, layers * linear * params);
    } else if (group.ffn() instanceof ExpertFeedForward experts) {
      double routed =
          (double) plan.expertsPerRank(experts.experts())
              * paramsPerExpertShard(experts, plan.moeTp());
      long shared =
          (long) experts.matrices() * d * ceil(experts.sharedWidth(), plan.tp())
              + (experts.sharedGate() ? d : 0);
      add(
          memory,
          MemoryPart.ROUTED_EXPERTS,
          layers * routed * recipe.routedExperts().bytesPerElement());
      add(memory, MemoryPart.SHARED_EXPERTS, layers * linear * shared);
      add(memory, MemoryPart.ROUTER, layers * exact * experts.routerParams(d));
      add(memory, MemoryPart.OTHER, layers * linear * experts.latentParams(d));
    }
    add(memory, MemoryPart.OTHER, layers * linear * group.extraParams());
    int norms = (mixer == null ? 0 : 1) + (group.ffn() == null ? 0 : 1);
    add(memory, MemoryPart.NORMS, layers * norms * d * exact);
  }

  private double paramsPerExpertShard(ExpertFeedForward experts, int moeTp) {
    double input = experts.expertInputSize(model.hiddenSize());
    double width = PlanRules.shardWidth(recipe.routedExperts(), experts.width(), moeTp);
    double biases = experts.expertBias() ? (experts.matrices() - 1) * width + input : 0;
    return experts.matrices() * input * width + biases;
  }

  private void addEnds(StageMemory memory, int tp, boolean first, boolean last) {
    double table =
        (double) ceil(model.vocabularySize(), tp)
            * model.hiddenSize()
            * recipe.embedding().bytesPerElement();
    if (first) {
      add(memory, MemoryPart.EMBEDDING, table);
    }
    if (last) {
      add(memory, MemoryPart.NORMS, model.hiddenSize() * recipe.embedding().bytesPerElement());
      if (!model.tiedEmbeddings() || !first) {
        add(memory, MemoryPart.HEAD, table);
      }
    }
  }

  /**
   * The peak of a full step: the residual stream and, whichever is more, one layer's feed-forward
   * intermediates or (on the last stage) the sampler.
   */
  private long activationBytes(ShardingPlan plan, boolean last) {
    double tokens = limits.maxNumBatchedTokens();
    double residual = 2 * tokens * model.hiddenSize() * BF16_BYTES;
    double peak = 0;
    for (LayerGroup group : model.layers()) {
      peak = Math.max(peak, feedForwardBytes(group, plan, tokens));
    }
    if (last) {
      double logits = (double) limits.maxNumSeqs() * model.vocabularySize();
      peak = Math.max(peak, logits * settings.samplerBytesPerLogit());
    }
    return Math.round(residual + peak);
  }

  /**
   * Rows of a step times what a row needs: inner activations and, for experts, input and output.
   */
  private double feedForwardBytes(LayerGroup group, ShardingPlan plan, double tokens) {
    if (group.ffn() instanceof DenseFeedForward dense) {
      return tokens * dense.matrices() * dense.width() / plan.tp() * BF16_BYTES;
    }
    if (group.ffn() instanceof ExpertFeedForward experts) {
      double rows = tokens * plan.attentionDp() * experts.topK() / plan.ep();
      double inner = (double) experts.matrices() * experts.width() / plan.moeTp();
      double ends = 2.0 * experts.expertInputSize(model.hiddenSize());
      return rows * (inner + ends) * BF16_BYTES;
    }
    return 0;
  }

  /**
   * NCCL buffers, and for expert parallelism over attention-DP ranks the all-to-all's: one row per
   * token of every rank, FP8 on the way out and BF16 on the way back.
   */
  private long communicationBytes(ShardingPlan plan) {
    double bytes = settings.ncclBytes(plan.gpusPerReplica());
    if (plan.ep() > 1 && plan.attentionDp() > 1) {
      int width = 0;
      for (LayerGroup group : model.layers()) {
        if (group.ffn() instanceof ExpertFeedForward experts) {
          width = Math.max(width, experts.expertInputSize(model.hiddenSize()));
        }
      }
      double row = width * (Precision.FP8.bytesPerElement() + BF16_BYTES);
      bytes += plan.ep() * row * settings.dispatchTokens() * settings.dispatchBuffers();
    }
    return Math.round(bytes);
  }

  private static void add(StageMemory memory, MemoryPart part, double bytes) {
    memory.add(part, Math.round(bytes));
  }

  private static int ceil(int number, int parts) {
    return (number + parts - 1) / parts;
  }
}
