package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;

/**
 * An exact account of where the time of a run goes.
 *
 * <p>The engine enters each step once, in the quantities its price was made of; the ledger keeps
 * weights on the points of the price tables. Afterwards {@link #breakdown()} gives the time by
 * operation, which adds up to the sum of all step prices but for rounding to whole picoseconds.
 *
 * <p>Entering costs O(1) and allocates nothing. Not thread-safe: one per replica, then {@link
 * #add}.
 */
public final class StepLedger {

  private static final double SECONDS_PER_PICO = 1e-12;

  private final CompiledStepPrice price;
  private final double[] rankTokenWeights;
  private final double[] totalTokenWeights;
  private final double[] sampleWeights;
  private final double[] rankDraftWeights;
  private final double[] totalDraftWeights;
  private double decodePicos;
  private double decodeSequences;
  private double prefillPicos;
  private double swapPicos;
  private long steps;

  public StepLedger(CompiledStepPrice price) {
    this.price = price;
    this.rankTokenWeights = new double[price.rankTokenTable().grid().points()];
    this.totalTokenWeights = new double[price.totalTokenTable().grid().points()];
    this.sampleWeights = new double[price.sampleTable().grid().points()];
    this.rankDraftWeights = new double[price.rankDraftTable().grid().points()];
    this.totalDraftWeights = new double[price.totalDraftTable().grid().points()];
  }

  /**
   * Enters steps that have the same tokens.
   *
   * @param maxRankTokens as given to {@link StepPrice#tokenPicos}
   * @param totalTokens as given to {@link StepPrice#tokenPicos}
   * @param count how many such steps
   */
  public void record(int maxRankTokens, long totalTokens, long count) {
    price.rankTokenTable().grid().addWeight(rankTokenWeights, maxRankTokens, (double) count);
    price.totalTokenTable().grid().addWeight(totalTokenWeights, totalTokens, (double) count);
    steps += count;
  }

  /** Enters the further passes of a drafter, as given to {@link StepPrice#draftPicos}. */
  public void recordDrafts(int maxRankSequences, long totalSequences) {
    if (maxRankSequences > 0) {
      price.rankDraftTable().grid().addWeight(rankDraftWeights, maxRankSequences, 1);
      price.totalDraftTable().grid().addWeight(totalDraftWeights, totalSequences, 1);
    }
  }

  /** Enters decode attention of a rank that decided, as given to {@link StepPrice#decodePicos}. */
  public void recordDecode(int sequences, long contextTokens) {
    decodePicos += price.decodePicos(sequences, contextTokens);
    decodeSequences += sequences;
  }

  /**
   * Enters decode attention by its price alone; what limits it is then judged by its context.
   *
   * @param picos as {@link StepPrice#decodePicos} gave
   */
  public void addDecodePicos(long picos) {
    decodePicos += picos;
  }

  /** Enters prompt attention of the ranks that decided, as {@link StepPrice#prefillPicos} gave. */
  public void addPrefillPicos(long picos) {
    prefillPicos += picos;
  }

  /** Enters moves of KV blocks to and from host memory, on the ranks that decided. */
  public void addSwapPicos(long picos) {
    swapPicos += picos;
  }

  /**
   * Enters sampling of the ranks that decided.
   *
   * @param sequences as given to {@link StepPrice#samplePicos}
   * @param count how many steps had as many
   */
  public void recordSamples(int sequences, long count) {
    price.sampleTable().grid().addWeight(sampleWeights, sequences, (double) count);
  }

  /** Steps entered. */
  public long steps() {
    return steps;
  }

  /** Adds another ledger of the same price, such as that of another replica. */
  public void add(StepLedger other) {
    if (other.price != price) {
      throw new IllegalArgumentException("ledgers of different prices cannot be added");
    }
    addAll(other.rankTokenWeights, rankTokenWeights);
    addAll(other.totalTokenWeights, totalTokenWeights);
    addAll(other.sampleWeights, sampleWeights);
    addAll(other.rankDraftWeights, rankDraftWeights);
    addAll(other.totalDraftWeights, totalDraftWeights);
    decodePicos += other.decodePicos;
    decodeSequences += other.decodeSequences;
    prefillPicos += other.prefillPicos;
    swapPicos += other.swapPicos;
    steps += other.steps;
  }

  private static void addAll(double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  /** Time by operation of all steps entered. */
  public StepBreakdown breakdown() {
    OperationTimes times = new OperationTimes();
    price.rankTokenTable().addWeighted(rankTokenWeights, times);
    price.totalTokenTable().addWeighted(totalTokenWeights, times);
    price.sampleTable().addWeighted(sampleWeights, times);
    price.rankDraftTable().addWeighted(rankDraftWeights, times);
    price.totalDraftTable().addWeighted(totalDraftWeights, times);
    times.add(Operation.DECODE_ATTENTION, decodeTime());
    times.add(
        Operation.PREFILL_ATTENTION, new KernelTime(0, prefillPicos * SECONDS_PER_PICO, 0, 0));
    times.add(Operation.KV_SWAP, KernelTime.link(0, swapPicos * SECONDS_PER_PICO));
    return StepBreakdown.of(times);
  }

  /** The part per sequence is known, the rest is context. */
  private KernelTime decodeTime() {
    double seconds = decodePicos * SECONDS_PER_PICO;
    KernelTime perSequence = price.sequenceMix().times(decodeSequences);
    KernelTime context = price.contextMix();
    if (context.seconds() <= 0) {
      return price.sequenceMix().times(seconds / Math.max(1e-30, price.sequenceMix().seconds()));
    }
    double rest = Math.max(0, seconds - perSequence.seconds());
    return perSequence.plus(context.times(rest / context.seconds()));
  }
}
