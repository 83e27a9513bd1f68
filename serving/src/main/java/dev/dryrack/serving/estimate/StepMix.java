package dev.dryrack.serving.estimate;

import dev.dryrack.serving.cost.CompiledStepPrice;
import dev.dryrack.serving.cost.StepBreakdown;
import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a steady state on one replica: some only decode, some compute prompts beside.
 *
 * <p>A rank that decodes {@code D} sequences finishes {@code D / (O - 1)} of them a step and starts
 * as many, each with {@code I} prompt tokens in chunks of what the token budget leaves. Ranks of a
 * replica start prompts independently but step together, so a step is a mixed one as soon as any of
 * them has a chunk. Where prompts need more than the budget, decoding shrinks until both balance.
 */
final class StepMix {

  private final CompiledStepPrice price;
  private final SteadyLoad load;
  private final int ranks;
  private final double decoding;
  private final double startsPerStep;
  private final double chunksPerPrompt;
  private final double mixedShare;
  private final boolean promptBound;
  private final StepShape decodeStep;
  private final StepShape mixedStep;
  private final double decodeSeconds;
  private final double mixedSeconds;

  /**
   * @param running most sequences that one rank has at once
   */
  StepMix(
      CompiledStepPrice price, EngineLimits limits, SteadyLoad load, int ranks, double running) {
    this.price = price;
    this.load = load;
    this.ranks = ranks;
    double steps = Math.max(0, load.outputTokens() - 1);
    double budget = limits.maxNumBatchedTokens();
    double balanced = budget * steps / (load.inputTokens() + steps);
    double decodingNow = Math.min(running, balanced);
    double chunks = Math.ceil(load.inputTokens() / Math.max(1, budget - decodingNow));
    double inPrompt = chunks / (steps + chunks);
    this.decoding = Math.min(balanced, running * (1 - inPrompt));
    this.promptBound = balanced < running * (1 - inPrompt);
    this.chunksPerPrompt = Math.ceil(load.inputTokens() / Math.max(1, budget - decoding));
    this.startsPerStep = steps == 0 ? budget / load.inputTokens() : decoding / steps;
    double busy = Math.min(1, startsPerStep * chunksPerPrompt);
    this.mixedShare = 1 - StrictMath.pow(1 - busy, ranks);
    this.decodeStep = shape(0, 0);
    this.mixedStep = mixedShape();
    this.decodeSeconds = price.stepPicos(decodeStep) * 1e-12;
    this.mixedSeconds = price.stepPicos(mixedStep) * 1e-12;
  }

  /** A mixed step: the prompt tokens of all steps, moved into the share of steps that have any. */
  private StepShape mixedShape() {
    if (mixedShare <= 0) {
      return decodeStep;
    }
    double perRank = startsPerStep * load.inputTokens() * ranks / mixedShare / ranks;
    double chunk = Math.max(perRank, load.inputTokens() / chunksPerPrompt);
    return shape(chunk, perRank * ranks);
  }

  private StepShape shape(double rankPromptTokens, double allPromptTokens) {
    int sequences = (int) Math.round(decoding);
    long context = Math.round(decoding * (load.inputTokens() + load.outputTokens() / 2.0));
    int prompt = (int) Math.ceil(rankPromptTokens);
    int samples = (int) Math.ceil(decoding + rankPromptTokens / load.inputTokens());
    return new StepShape(
        sequences + prompt,
        Math.round(decoding * ranks + allPromptTokens),
        sequences,
        context,
        samples,
        chunks(prompt));
  }

  /** Whole prompts as far as they fit, then a part of one; a part begins in its middle. */
  private List<StepShape.Chunk> chunks(int tokens) {
    if (tokens == 0) {
      return List.of();
    }
    int isl = load.inputTokens();
    if (tokens < isl) {
      return List.of(new StepShape.Chunk(tokens, (isl - tokens) / 2L));
    }
    List<StepShape.Chunk> chunks = new ArrayList<>();
    for (int left = tokens; left > 0; left -= isl) {
      chunks.add(new StepShape.Chunk(Math.min(left, isl), 0));
    }
    return chunks;
  }

  /** Whether prompts fill the token budget, so that fewer decode than could. */
  boolean promptBound() {
    return promptBound;
  }

  /** Sequences that decode on one rank, on average. */
  double decoding() {
    return decoding;
  }

  /** Share of steps that have prompt tokens. */
  double mixedShare() {
    return mixedShare;
  }

  /** Time of a step that only decodes. */
  double decodeSeconds() {
    return decodeSeconds;
  }

  /** Time of a step that computes prompts too. */
  double mixedSeconds() {
    return mixedSeconds;
  }

  double meanSeconds() {
    return (1 - mixedShare) * decodeSeconds + mixedShare * mixedSeconds;
  }

  /** From arrival to first token if nothing queues: half a step of waiting, then its chunks. */
  double firstTokenSeconds() {
    return meanSeconds() / 2 + chunksPerPrompt * mixedSeconds;
  }

  /** Requests that finish on one rank per second. */
  double requestsPerSecond() {
    return startsPerStep / meanSeconds();
  }

  StepBreakdown meanBreakdown() {
    return price
        .breakdown(decodeStep)
        .times(1 - mixedShare)
        .plus(price.breakdown(mixedStep).times(mixedShare));
  }
}
