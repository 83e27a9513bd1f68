package dev.dryrack.serving.estimate;

import dev.dryrack.serving.cost.CompiledStepPrice;
import dev.dryrack.serving.cost.StepBreakdown;
import dev.dryrack.serving.cost.StepShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a steady state on one replica: some only decode, some compute prompts beside.
 *
 * <p>A request spends {@code c} steps on its prompt of {@code I} tokens, as many as chunks of what
 * the token budget leaves, and {@code s = O - 1} steps on decoding. Of {@code R} that run on a
 * rank, {@code R / (c + s)} start in a step, but no more than {@code budget / (I + s)}: beyond that
 * they wait for a share of the budget. Requests of a rank are taken to be spread evenly over that
 * cycle, so that their prompts do not meet as long as they need not; ranks start prompts
 * independently but step together, so a step is a mixed one as soon as any of them has a chunk.
 *
 * <p>Time per output token follows from Little's law, {@code R · step = starts · (TTFT + s ·
 * TPOT)}: a request alone never sees a mixed step while it decodes. Exact for one request and where
 * nobody has a prompt; in a closed loop where all lengths are equal and all began together,
 * requests go in waves instead, all prompts and then all decoding, and a simulation shows so.
 */
final class StepMix {

  private final CompiledStepPrice price;
  private final SteadyLoad load;
  private final double ranks;
  private final double running;
  private final int steps;
  private final int budget;
  private final double startsPerStep;
  private final double decoding;
  private final int chunksPerPrompt;
  private final double mixedShare;
  private final boolean promptBound;
  private final @Nullable StepShape decodeStep;
  private final List<StepShape> mixedSteps;
  private final double decodeSeconds;
  private final double mixedSeconds;

  /**
   * A mix.
   *
   * @param budget tokens of a rank in a step
   * @param ranks ranks that have requests, on average
   * @param running requests that one of them runs, 1 or more
   */
  StepMix(CompiledStepPrice price, int budget, SteadyLoad load, double ranks, double running) {
    this.price = price;
    this.load = load;
    this.budget = budget;
    this.ranks = ranks;
    this.running = running;
    this.steps = load.outputTokens() - 1;
    double mostStarts = (double) budget / ((double) load.inputTokens() + steps);
    int chunks = chunksBeside(mostStarts * steps);
    chunks = chunksBeside(Math.min(mostStarts, running / ((double) steps + chunks)) * steps);
    double wanted = running / ((double) steps + chunks);
    this.chunksPerPrompt = chunks;
    this.promptBound = mostStarts < wanted;
    this.startsPerStep = Math.min(mostStarts, wanted);
    this.decoding = startsPerStep * steps;
    double busy = Math.min(1, startsPerStep * chunks);
    this.mixedShare = steps == 0 ? 1 : 1 - StrictMath.pow(1 - busy, ranks);
    this.decodeStep = steps == 0 ? null : decodeShape();
    this.mixedSteps = mixedShapes();
    this.decodeSeconds = decodeStep == null ? Double.NaN : seconds(decodeStep);
    this.mixedSeconds = mixedSteps.stream().mapToDouble(this::seconds).average().orElseThrow();
  }

  /** Steps that a prompt takes where so many decode, of which it is not one. */
  private int chunksBeside(double decodingNow) {
    int tokens = chunkTokens(Math.min(decodingNow, running - 1));
    return (load.inputTokens() + tokens - 1) / tokens;
  }

  private int chunkTokens(double besides) {
    return Math.max(1, budget - (int) Math.round(besides));
  }

  /** How many decode on a rank in a step without prompts: all that run, if the budget lets them. */
  private double decodingAlone() {
    return promptBound ? decoding : running;
  }

  private StepShape decodeShape() {
    double each = decodingAlone();
    int sequences = Math.max(1, (int) Math.round(each));
    return new StepShape(
        sequences, Math.round(each * ranks), sequences, context(each), sequences, List.of());
  }

  private long context(double sequences) {
    return Math.round(sequences * (load.inputTokens() + load.outputTokens() / 2.0));
  }

  /** Mixed steps, all as likely: the prompt tokens of all steps, moved into those that have any. */
  private List<StepShape> mixedShapes() {
    int isl = load.inputTokens();
    double perRank = startsPerStep * isl / mixedShare;
    double others = (decoding - (1 - mixedShare) * decodingAlone()) / mixedShare * ranks;
    double oneChunk = (double) isl / chunksPerPrompt;
    double prompts = Math.max(1, perRank / oneChunk);
    double beside = Math.max(0, Math.min(decoding, running - prompts));
    if (perRank > oneChunk * (1 + 1e-9)) {
      int prompt = (int) Math.ceil(perRank);
      return List.of(mixed(beside, others, perRank * ranks, (double) prompt / isl, chunks(prompt)));
    }
    List<StepShape> shapes = new ArrayList<>();
    int size = chunkTokens(Math.min(decoding, running - 1));
    for (int done = 0; done < isl; done += size) {
      int tokens = Math.min(size, isl - done);
      double all = perRank * ranks - oneChunk + tokens;
      int samples = done + tokens == isl ? 1 : 0;
      shapes.add(mixed(beside, others, all, samples, List.of(new StepShape.Chunk(tokens, done))));
    }
    return shapes;
  }

  private StepShape mixed(
      double beside,
      double allDecoding,
      double allPrompt,
      double ended,
      List<StepShape.Chunk> chunks) {
    int sequences = (int) Math.round(beside);
    int prompt = 0;
    for (StepShape.Chunk chunk : chunks) {
      prompt += chunk.tokens();
    }
    int tokens = sequences + prompt;
    return new StepShape(
        tokens,
        Math.max(tokens, Math.round(allDecoding + allPrompt)),
        sequences,
        context(beside),
        (int) Math.ceil(sequences + ended),
        chunks);
  }

  private double seconds(StepShape step) {
    return price.stepPicos(step) * 1e-12;
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

  /** Sequences that decode on one of the ranks, on average. */
  double decoding() {
    return decoding;
  }

  /** Requests of one of the ranks that wait for a share of the token budget, on average. */
  double waitingForBudget() {
    return Math.max(0, running - startsPerStep * (steps + chunksPerPrompt));
  }

  /** Share of steps that have prompt tokens. */
  double mixedShare() {
    return mixedShare;
  }

  /** Time of a step that only decodes; NaN if none does. */
  double decodeSeconds() {
    return decodeSeconds;
  }

  /** Time of a step that computes prompts too. */
  double mixedSeconds() {
    return mixedSeconds;
  }

  /** Time of a step of any kind. */
  double meanSeconds() {
    return steps == 0 ? mixedSeconds : (1 - mixedShare) * decodeSeconds + mixedShare * mixedSeconds;
  }

  /** Share of step time that prompts add to steps without any; 1 where nothing decodes. */
  double inputShare() {
    return steps == 0
        ? 1
        : Math.max(0, mixedShare * (mixedSeconds - decodeSeconds)) / meanSeconds();
  }

  /** From arrival to first token if nothing queues: its chunks. The next step begins at once. */
  double firstTokenSeconds() {
    return chunksPerPrompt * mixedSeconds;
  }

  /** Time per output token after the first, other requests' prompts included; NaN if none is. */
  double perTokenSeconds() {
    if (steps == 0) {
      return Double.NaN;
    }
    double seen = ((steps + chunksPerPrompt) * mixedShare - chunksPerPrompt) / steps;
    double share = Math.min(1, Math.max(0, seen));
    return (1 - share) * decodeSeconds + share * mixedSeconds;
  }

  /** Requests that finish on one of the ranks per second. */
  double requestsPerSecond() {
    return startsPerStep / meanSeconds();
  }

  StepBreakdown meanBreakdown() {
    StepBreakdown sum = null;
    double each = mixedShare / mixedSteps.size();
    for (StepShape step : mixedSteps) {
      StepBreakdown part = price.breakdown(step).times(each);
      sum = sum == null ? part : sum.plus(part);
    }
    StepBreakdown mixed = Objects.requireNonNull(sum);
    return decodeStep == null
        ? mixed
        : price.breakdown(decodeStep).times(1 - mixedShare).plus(mixed);
  }
}
