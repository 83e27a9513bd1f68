package dev.dryrack.serving.engine;

import org.jspecify.annotations.Nullable;

/**
 * Request-level batching: a batch of whole prompts is admitted when nothing runs, and decodes until
 * its last request has ended; nobody joins it. Blocks for all of a request's output, as long as
 * stated, are reserved, so none is preempted.
 *
 * <p>Simplified: FasterTransformer reserves a sequence of full length for each request and has no
 * token budget; here a batch's prompts are bounded by one.
 *
 * <p>Source: the decode-prioritizing schedule of A. Agrawal et al., OSDI 2024 (Sarathi-Serve),
 * section 3; sarathi-serve, sarathi/core/scheduler/faster_transformer_scheduler.py @ 13f16cf.
 */
public final class DecodeFirstScheduler implements BatchScheduler {

  private final int maxNumSeqs;
  private final int tokenBudget;
  private final Reservation reservation;

  /**
   * @param maxNumSeqs most sequences of a batch
   * @param tokenBudget most prompt tokens of a batch
   */
  DecodeFirstScheduler(int maxNumSeqs, int tokenBudget, Reservation reservation) {
    this.maxNumSeqs = maxNumSeqs;
    this.tokenBudget = tokenBudget;
    this.reservation = reservation;
  }

  @Override
  public void fill(RankBatch batch) {
    if (batch.running() > 0) {
      return;
    }
    int left = tokenBudget;
    int next = batch.firstWaiting();
    while (next != RankBatch.NONE
        && batch.todoTokens(next) <= left
        && batch.running() < maxNumSeqs
        && reservation.admits(batch, next)) {
      left -= batch.todoTokens(next);
      batch.admitFirstWaiting(batch.todoTokens(next));
      next = batch.firstWaiting();
    }
  }

  @Override
  public boolean allocatesWholePrompts() {
    return true;
  }

  @Override
  public @Nullable Rejection refuses(int promptTokens, int outputTokens, int maxNewTokens) {
    return promptTokens > tokenBudget
        ? Rejection.EXCEEDS_TOKEN_BUDGET
        : reservation.refuses(promptTokens, maxNewTokens);
  }
}
