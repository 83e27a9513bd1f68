package dev.dryrack.cli.run;

import dev.dryrack.serving.cost.CompiledStepPrice;
import dev.dryrack.serving.cost.StepLedger;
import dev.dryrack.serving.engine.StepObserver;
import dev.dryrack.serving.engine.StepView;
import org.jspecify.annotations.Nullable;

/**
 * Enters every step of a run into a ledger, so that its time can be told by operation; those of
 * replicas that decode, where they have a price of their own, into another.
 */
public final class StepAccount implements StepObserver {

  private final CompiledStepPrice price;
  private final StepLedger ledger;

  /** Of replicas with another price; null where there are none. */
  private final @Nullable StepAccount decode;

  /**
   * @param decodePrice of replicas that decode, where it is another; else null
   */
  public StepAccount(CompiledStepPrice price, @Nullable CompiledStepPrice decodePrice) {
    this.price = price;
    this.ledger = new StepLedger(price);
    this.decode = decodePrice == null ? null : new StepAccount(decodePrice, null);
  }

  @Override
  public StepObserver ofDecodePool() {
    return decode == null ? this : decode;
  }

  /** What was entered of replicas with another price. */
  StepLedger decodeLedger() {
    return decode == null ? ledger : decode.ledger;
  }

  /** What was entered. */
  public StepLedger ledger() {
    return ledger;
  }

  @Override
  public void onPrefillChunk(int chunkTokens, long contextTokens) {
    ledger.addPrefillPicos(price.prefillPicos(chunkTokens, contextTokens));
  }

  @Override
  public void onStep(StepView step) {
    ledger.record(step.maxRankTokens(), step.totalTokens(), 1);
    ledger.recordDrafts(step.maxRankSequences(), step.totalSequences());
    ledger.addDecodePicos(
        price.decodePicos(step.decodingSequences(), step.decodingContextTokens()));
    ledger.addSwapPicos(step.swapPicos());
    ledger.recordSamples(step.emittingSequences(), 1);
  }

  @Override
  public void onDecodeStep(StepView step) {
    // Entered with its like.
  }

  @Override
  public void onDecodeSteps(int sequences, int steps, long decodePicos) {
    ledger.record(sequences, sequences, steps);
    ledger.addDecodePicos(decodePicos);
    ledger.recordSamples(sequences, steps);
  }

  @Override
  public boolean wantsEveryStep() {
    return false;
  }
}
