package dev.dryrack.serving.fit;

import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.memory.MemoryItem;
import dev.dryrack.serving.memory.MemoryPart;
import dev.dryrack.serving.memory.StageMemory;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Why a layout does not fit or is tight, in sentences with numbers. */
final class FitReasons {

  private static final int LARGEST_PARTS = 3;

  private final FitCase fit;
  private final Layout layout;
  private final MemoryBudget budget;
  private final StageMemory rank;
  private final List<String> reasons = new ArrayList<>();

  private FitReasons(FitCase fit, Layout layout) {
    this.fit = fit;
    this.layout = layout;
    this.budget = layout.budget();
    this.rank = leastMargin();
  }

  static List<String> of(FitCase fit, Layout layout) {
    FitReasons why = new FitReasons(fit, layout);
    if (layout.verdict() == Verdict.DOES_NOT_FIT) {
      why.tooMuch();
    } else if (layout.verdict() == Verdict.TIGHT) {
      why.tight();
    }
    return List.copyOf(why.reasons);
  }

  private void tooMuch() {
    if (rank.kvRoomBytes() < 0) {
      weights();
      rank();
    } else {
      sequence();
      room();
      sequences();
    }
  }

  private void weights() {
    int gpus = layout.plan().gpusPerReplica();
    double all = (double) budget.usableBytes() * gpus;
    long weights = fit.memory().weightsBytes();
    if (weights > all) {
      reasons.add(
          fit.weights().id()
              + " weights of "
              + ByteText.bytes(weights)
              + " are "
              + ByteText.percent(weights / all)
              + " of the "
              + ByteText.bytes(all)
              + " that "
              + (gpus == 1 ? "1 GPU" : gpus + " GPUs")
              + " can use ("
              + fit.request().limits().gpuMemoryUtilization()
              + " of "
              + ByteText.bytes(budget.memoryBytes())
              + " each)");
    }
  }

  private void rank() {
    StringBuilder parts = new StringBuilder();
    rank.items().stream()
        .sorted(Comparator.comparingLong(MemoryItem::bytes).reversed())
        .limit(LARGEST_PARTS)
        .forEach(
            item ->
                parts
                    .append(parts.isEmpty() ? "" : ", ")
                    .append(item.part().label())
                    .append(' ')
                    .append(ByteText.bytes(item.bytes()))
                    .append(share(item.part())));
    reasons.add(
        "a rank of "
            + layout.plan().label()
            + " holds "
            + ByteText.bytes(rank.weightsBytes())
            + " of weights and "
            + ByteText.bytes(rank.overheadBytes())
            + " of activations and buffers, "
            + ByteText.bytes(-rank.kvRoomBytes())
            + " more than its usable "
            + ByteText.bytes(budget.usableBytes())
            + "; most are "
            + parts);
  }

  private String share(MemoryPart part) {
    ShardingPlan plan = layout.plan();
    boolean copied =
        plan.attentionDp() > 1
            && (part == MemoryPart.ATTENTION
                || part == MemoryPart.SHARED_EXPERTS
                || part == MemoryPart.DENSE_FFN);
    return copied ? " (copied to " + plan.attentionDp() + " attention-DP ranks)" : "";
  }

  private void sequence() {
    double one = fit.needs().oneSequenceBytes(rank);
    if (rank.kvRoomBytes() < one) {
      reasons.add(
          "the KV room of "
              + ByteText.bytes(rank.kvRoomBytes())
              + " on a rank holds no sequence of max-model-len = "
              + ByteText.count(fit.needs().maxModelLen())
              + " tokens, which takes "
              + ByteText.bytes(one));
    }
  }

  private void room() {
    double fraction = FitNeeds.leastRoomFraction(budget);
    if (fraction < fit.needs().kvRoomFraction()) {
      reasons.add(
          "the KV room is "
              + ByteText.percent(fraction)
              + " of usable memory, below the "
              + ByteText.percent(fit.needs().kvRoomFraction())
              + " asked for");
    }
  }

  private void sequences() {
    int context = fit.needs().contextTokens();
    if (fit.needs().concurrency() > 0
        && budget.sequencesPerRank(context) < fit.needs().sequencesPerRank(layout.plan())) {
      reasons.add(
          "the KV room holds "
              + ByteText.count(budget.sequences(context))
              + " sequences of "
              + ByteText.count(context)
              + " tokens, not the "
              + ByteText.count(fit.needs().concurrency())
              + " asked for");
    }
  }

  private void tight() {
    double fraction = FitNeeds.leastRoomFraction(budget);
    if (fraction < FitNeeds.TIGHT_ROOM_FRACTION) {
      reasons.add(
          "only "
              + ByteText.percent(fraction)
              + " of usable memory, "
              + ByteText.bytes(budget.kvRoomBytes())
              + " per rank, is left for KV cache");
    }
    long full = budget.sequencesPerRank(fit.needs().maxModelLen());
    if (full < FitNeeds.TIGHT_SEQUENCES) {
      reasons.add(
          "an attention rank holds only one sequence of max-model-len = "
              + ByteText.count(fit.needs().maxModelLen())
              + " tokens");
    }
  }

  private StageMemory leastMargin() {
    StageMemory least = budget.worst();
    for (StageMemory stage : budget.stages()) {
      if (fit.needs().marginBytes(stage, budget) < fit.needs().marginBytes(least, budget)) {
        least = stage;
      }
    }
    return least;
  }
}
