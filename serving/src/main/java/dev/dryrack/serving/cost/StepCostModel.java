package dev.dryrack.serving.cost;

import dev.dryrack.hardware.collective.Placement;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.serving.model.FeedForward;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.TokenMixer;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The time of a step of one replica, from kernels and collectives, for a deployment.
 *
 * <p>Layers follow each other without overlap of communication and computation. With pipeline
 * parallelism a step is one cycle in which as many micro-batches as there are stages interleave: it
 * takes {@code pp} times the slowest stage at {@code ceil(tokens / pp)} tokens, and {@code pp}
 * hand-overs; a prompt chunk stays in one micro-batch. Stages have {@code ceil(layers / pp)}
 * average layers; the last also has the output head.
 *
 * <p>{@link #compile()} costs some milliseconds; use its result.
 */
public final class StepCostModel {

  /** One kind of mixer, and how many a rank computes in a step, micro-batches included. */
  private record Mixers(double count, MixerCost cost) {}

  /** The same of a feed-forward network. */
  private record FeedForwards(double count, FeedForwardCost cost) {}

  private final Deployment deployment;
  private final EngineLimits limits;
  private final RankCost rank;
  private final HeadCost head;
  private final List<Mixers> mixers = new ArrayList<>();
  private final List<FeedForwards> feedForwards = new ArrayList<>();
  private final int stages;
  private final Drafting drafting;

  /** The further passes of a layer that drafts; null where there are none. */
  private final @Nullable DraftPass draftPass;

  public StepCostModel(Deployment deployment, EngineLimits limits, CostSettings settings) {
    this(deployment, limits, settings, Drafting.NONE);
  }

  /**
   * @param drafting what speculative decoding adds; where a layer drafts it is the model's last
   */
  public StepCostModel(
      Deployment deployment, EngineLimits limits, CostSettings settings, Drafting drafting) {
    this.deployment = deployment;
    this.limits = limits;
    this.drafting = drafting;
    this.rank = new RankCost(deployment, settings, drafting.stepTokens());
    this.head = new HeadCost(rank, deployment.model().vocabularySize());
    this.stages = deployment.plan().pp();
    double scale = microBatchScale();
    Map<TokenMixer, Double> mixerCounts = new LinkedHashMap<>();
    Map<FeedForward, Double> ffnCounts = new LinkedHashMap<>();
    for (LayerGroup group : deployment.model().layers()) {
      double count = group.count() * scale;
      if (group.mixer() != null) {
        mixerCounts.merge(group.mixer(), count, Double::sum);
      }
      if (group.ffn() != null) {
        ffnCounts.merge(group.ffn(), count, Double::sum);
      }
    }
    mixerCounts.forEach((mixer, count) -> mixers.add(new Mixers(count, MixerCost.of(mixer, rank))));
    ffnCounts.forEach(
        (ffn, count) -> feedForwards.add(new FeedForwards(count, FeedForwardCost.of(ffn, rank))));
    this.draftPass =
        drafting.furtherPasses() == 0
            ? null
            : DraftPass.of(deployment.model(), new RankCost(deployment, settings));
  }

  /** The deployment that is priced. */
  public Deployment deployment() {
    return deployment;
  }

  /** What the constants rest on. */
  public Evidence evidence() {
    return Evidence.of(deployment, rank);
  }

  /** The prices as tables. */
  public CompiledStepPrice compile() {
    long mostRankTokens = limits.stepTokens(deployment.plan());
    long mostTokens = mostRankTokens * deployment.plan().attentionDp();
    long mostSequences = Math.min(limits.maxNumSeqs(), mostRankTokens);
    boolean drafts = drafting.byLayer();
    return new CompiledStepPrice(
        new TimeTable(mostRankTokens, tokens -> scaled(rankTokenTimes(tokens))),
        new TimeTable(mostTokens, tokens -> scaled(totalTokenTimes(tokens))),
        new TimeTable(mostSequences, count -> scaled(sampleTimes(count))),
        new TimeTable(drafts ? mostSequences : 0, count -> scaled(rankDraftTimes(count))),
        new TimeTable(
            drafts ? mostSequences * deployment.plan().attentionDp() : 0,
            count -> scaled(totalDraftTimes(count))),
        decodeTerms(),
        prefillTerms());
  }

  private OperationTimes scaled(OperationTimes times) {
    double factor = rank.settings().stepTimeFactor();
    if (factor == 1) {
      return times;
    }
    OperationTimes scaled = new OperationTimes();
    scaled.add(times, factor);
    return scaled;
  }

  /** Layer passes of one rank in a cycle, over layers of the model: 1 without pipeline. */
  private double microBatchScale() {
    int count = 0;
    for (LayerGroup group : deployment.model().layers()) {
      count += group.count();
    }
    double perStage = Math.ceil((double) count / stages);
    return stages * perStage / count;
  }

  private double microBatch(long tokens) {
    return Math.ceil((double) Math.max(1, tokens) / stages);
  }

  private OperationTimes rankTokenTimes(long stepTokens) {
    double tokens = microBatch(stepTokens);
    OperationTimes times = new OperationTimes();
    KernelTime norm = norm(tokens);
    KernelTime allReduce = rank.tensorAllReduce(tokens);
    for (Mixers mixer : mixers) {
      OperationTimes one = new OperationTimes();
      mixer.cost().addTokens(tokens, one);
      one.add(Operation.SMALL_KERNELS, norm);
      one.add(Operation.ALL_REDUCE, allReduce);
      times.add(one, mixer.count());
    }
    for (FeedForwards ffn : feedForwards) {
      OperationTimes one = new OperationTimes();
      ffn.cost().addRankTokens(tokens, one);
      one.add(Operation.SMALL_KERNELS, norm);
      times.add(one, ffn.count());
    }
    times.add(Operation.SMALL_KERNELS, norm.times(stages));
    times.add(Operation.ALL_REDUCE, allReduce.times(stages));
    times.add(Operation.PIPELINE, handOver(tokens).times(stages));
    times.add(
        Operation.HOST, KernelTime.latency(rank.settings().engine().hostSecondsPerStep() * stages));
    return times;
  }

  private OperationTimes totalTokenTimes(long stepTokens) {
    double tokens = microBatch(stepTokens);
    OperationTimes times = new OperationTimes();
    for (FeedForwards ffn : feedForwards) {
      OperationTimes one = new OperationTimes();
      ffn.cost().addTotalTokens(tokens, one);
      times.add(one, ffn.count());
    }
    return times;
  }

  private OperationTimes sampleTimes(long sequences) {
    OperationTimes times = new OperationTimes();
    double perMicroBatch = Math.ceil((double) sequences / stages);
    times.add(Operation.HEAD, head.time(perMicroBatch * drafting.stepTokens()).times(stages));
    double host = rank.settings().engine().hostSecondsPerSequence();
    times.add(Operation.HOST, KernelTime.latency(host * sequences));
    return times;
  }

  /** What depends on the sequences of the rank that has most: passes, and a head for each token. */
  private OperationTimes rankDraftTimes(long sequences) {
    OperationTimes times = new OperationTimes();
    double each = microBatch(sequences);
    times.add(Operation.DRAFTING, head.time(each).times(stages * (double) drafting.heads()));
    if (draftPass != null) {
      KernelTime pass = draftPass.rankTime(each, norm(each), rank.tensorAllReduce(each));
      times.add(Operation.DRAFTING, pass.times(drafting.furtherPasses()));
    }
    return times;
  }

  private OperationTimes totalDraftTimes(long sequences) {
    OperationTimes times = new OperationTimes();
    if (draftPass != null) {
      KernelTime pass = draftPass.totalTime(microBatch(sequences));
      times.add(Operation.DRAFTING, pass.times(drafting.furtherPasses()));
    }
    return times;
  }

  /** A norm with the residual added: two reads and two writes of a token's activations. */
  private KernelTime norm(double tokens) {
    return rank.small(4 * tokens * rank.hidden() * RankCost.BF16_BYTES);
  }

  private KernelTime handOver(double tokens) {
    ShardingPlan plan = deployment.plan();
    if (plan.pp() == 1) {
      return KernelTime.ZERO;
    }
    int stageGpus = plan.tp() * plan.attentionDp();
    boolean crosses = Placement.of(deployment.cluster(), plan.pp(), stageGpus).crossesDomains();
    double bytes = tokens * rank.hidden() * RankCost.BF16_BYTES / plan.tp();
    return rank.collectives().pointToPoint(crosses, bytes);
  }

  /** Decode terms of all layers, those with the same window added up. */
  private List<DecodeTerm> decodeTerms() {
    List<DecodeTerm> merged = new ArrayList<>();
    for (Mixers mixer : mixers) {
      double count = mixer.count() / stages * rank.settings().stepTimeFactor();
      for (DecodeTerm term : mixer.cost().decode()) {
        merge(merged, term.times(count));
      }
    }
    if (draftPass != null) {
      for (DecodeTerm term : draftPass.decode()) {
        merge(merged, term.times(drafting.furtherPasses() * rank.settings().stepTimeFactor()));
      }
    }
    return merged;
  }

  private static void merge(List<DecodeTerm> merged, DecodeTerm term) {
    for (int i = 0; i < merged.size(); i++) {
      if (merged.get(i).alike(term)) {
        merged.set(i, merged.get(i).plus(term));
        return;
      }
    }
    merged.add(term);
  }

  private List<PrefillTerm> prefillTerms() {
    List<PrefillTerm> merged = new ArrayList<>();
    for (Mixers mixer : mixers) {
      double count = mixer.count() / stages * rank.settings().stepTimeFactor();
      for (PrefillTerm term : mixer.cost().prefill()) {
        merge(merged, term.times(count));
      }
    }
    return merged;
  }

  private static void merge(List<PrefillTerm> merged, PrefillTerm term) {
    for (int i = 0; i < merged.size(); i++) {
      if (merged.get(i).windowTokens() == term.windowTokens()) {
        merged.set(i, merged.get(i).plus(term));
        return;
      }
    }
    merged.add(term);
  }
}
