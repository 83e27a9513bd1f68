package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;
import java.util.List;

/**
 * {@link StepPrice} as tables: what the engine calls for every step.
 *
 * <p>Tokens are priced by two tables, one over the tokens of the fullest rank (projections, norms,
 * exchange, reductions, host) and one over the tokens of all ranks (experts). Each is exact up to
 * 64 tokens and interpolated linearly between points at most 1/16 apart above. Decode attention is
 * {@code sequences · a + Σ b · min(context, sequences · window, most)} in whole picoseconds, so
 * that steps sum exactly; with a window the minimum is taken over all sequences together, which is
 * exact when they are alike and an upper bound otherwise.
 *
 * <p>All prices are monotone in each argument, pure, O(1) and allocate nothing. Immutable,
 * thread-safe.
 */
public final class CompiledStepPrice implements StepPrice {

  private static final double PICOS_PER_SECOND = 1e12;

  private final TimeTable rankTokens;
  private final TimeTable totalTokens;
  private final TimeTable samples;

  /** Over the decoding sequences of the fullest rank, and over those of all ranks. */
  private final TimeTable rankDrafts;

  private final TimeTable totalDrafts;
  private final long picosPerSequence;
  private final long[] picosPerContextToken;
  private final int[] windowTokens;
  private final long[] mostTokens;
  private final PrefillTerm[] prefillTerms;
  private final KernelTime sequenceMix;
  private final KernelTime contextMix;

  CompiledStepPrice(
      TimeTable rankTokens,
      TimeTable totalTokens,
      TimeTable samples,
      TimeTable rankDrafts,
      TimeTable totalDrafts,
      List<DecodeTerm> decodeTerms,
      List<PrefillTerm> prefillTerms) {
    this.rankTokens = rankTokens;
    this.totalTokens = totalTokens;
    this.samples = samples;
    this.rankDrafts = rankDrafts;
    this.totalDrafts = totalDrafts;
    this.picosPerContextToken = new long[decodeTerms.size()];
    this.windowTokens = new int[decodeTerms.size()];
    this.mostTokens = new long[decodeTerms.size()];
    double perSequence = 0;
    KernelTime sequences = KernelTime.ZERO;
    KernelTime context = KernelTime.ZERO;
    for (int i = 0; i < decodeTerms.size(); i++) {
      DecodeTerm term = decodeTerms.get(i);
      perSequence += term.perSequence().seconds();
      picosPerContextToken[i] = Math.round(term.perContextToken().seconds() * PICOS_PER_SECOND);
      windowTokens[i] = term.windowTokens();
      mostTokens[i] = term.mostTokens();
      sequences = sequences.plus(term.perSequence());
      context = context.plus(term.perContextToken());
    }
    this.picosPerSequence = Math.round(perSequence * PICOS_PER_SECOND);
    this.prefillTerms = prefillTerms.toArray(new PrefillTerm[0]);
    this.sequenceMix = sequences;
    this.contextMix = context;
  }

  @Override
  public long tokenPicos(int maxRankTokens, long allTokens) {
    return rankTokens.picos(maxRankTokens) + totalTokens.picos(allTokens);
  }

  @Override
  public long draftPicos(int maxRankSequences, long allSequences) {
    return maxRankSequences == 0
        ? 0
        : rankDrafts.picos(maxRankSequences) + totalDrafts.picos(allSequences);
  }

  @Override
  public long decodePicos(int sequences, long contextTokens) {
    long picos = sequences * picosPerSequence;
    for (int i = 0; i < picosPerContextToken.length; i++) {
      picos += picosPerContextToken[i] * Math.min(contextTokens, full(i, sequences));
    }
    return picos;
  }

  @Override
  public long decodeSlopePicos(int sequences, long contextTokens) {
    long slope = 0;
    for (int i = 0; i < picosPerContextToken.length; i++) {
      if (contextTokens < full(i, sequences)) {
        slope += picosPerContextToken[i];
      }
    }
    return slope;
  }

  /** Context from which on a term stays the same. */
  private long full(int term, int sequences) {
    int window = windowTokens[term];
    return window == 0 ? mostTokens[term] : Math.min(mostTokens[term], (long) sequences * window);
  }

  /** Where the next window fills up, or a kernel has got going. */
  @Override
  public long decodeBendTokens(int sequences, long contextTokens) {
    long bend = Long.MAX_VALUE;
    for (int i = 0; i < windowTokens.length; i++) {
      long full = full(i, sequences);
      if (full > contextTokens) {
        bend = Math.min(bend, full);
      }
    }
    return bend;
  }

  @Override
  public long prefillPicos(int chunkTokens, long contextTokens) {
    if (chunkTokens == 0) {
      return 0;
    }
    double seconds = 0;
    for (PrefillTerm term : prefillTerms) {
      seconds += term.seconds(chunkTokens, contextTokens);
    }
    long picos = Math.round(seconds * PICOS_PER_SECOND);
    // Engines give a chunk of one token to the kernel of decoding, where that is the faster.
    return chunkTokens == 1 && contextTokens > 0
        ? Math.min(picos, decodePicos(1, contextTokens + 1))
        : picos;
  }

  @Override
  public long samplePicos(int sequences) {
    return samples.picos(sequences);
  }

  /** The price of a whole step. */
  public long stepPicos(StepShape step) {
    long picos = tokenPicos(step.maxRankTokens(), step.totalTokens());
    picos += decodePicos(step.decodeSequences(), step.decodeContextTokens());
    picos += samplePicos(step.samples());
    for (StepShape.Chunk chunk : step.prefill()) {
      picos += prefillPicos(chunk.tokens(), chunk.contextTokens());
    }
    return picos;
  }

  /** Where the time of a step goes; adds up to {@link #stepPicos} but for rounding. */
  public StepBreakdown breakdown(StepShape step) {
    StepLedger ledger = new StepLedger(this);
    ledger.record(step.maxRankTokens(), step.totalTokens(), 1);
    ledger.recordDecode(step.decodeSequences(), step.decodeContextTokens());
    ledger.recordSamples(step.samples(), 1);
    for (StepShape.Chunk chunk : step.prefill()) {
      ledger.addPrefillPicos(prefillPicos(chunk.tokens(), chunk.contextTokens()));
    }
    return ledger.breakdown();
  }

  TimeTable rankTokenTable() {
    return rankTokens;
  }

  TimeTable totalTokenTable() {
    return totalTokens;
  }

  TimeTable rankDraftTable() {
    return rankDrafts;
  }

  TimeTable totalDraftTable() {
    return totalDrafts;
  }

  TimeTable sampleTable() {
    return samples;
  }

  /** Decode attention per sequence, divided by limit. */
  KernelTime sequenceMix() {
    return sequenceMix;
  }

  /** Decode attention per token of context, divided by limit. */
  KernelTime contextMix() {
    return contextMix;
  }
}
