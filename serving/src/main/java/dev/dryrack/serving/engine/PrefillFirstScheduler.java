package dev.dryrack.serving.engine;

import org.jspecify.annotations.Nullable;

/**
 * The schedule of vLLM before V1, without chunked prefill: as long as a waiting request can be
 * admitted, a step computes whole prompts and nothing else; decoding stands still. Else all decode.
 * A watermark of blocks stays free when a request is admitted; when blocks run out the request that
 * comes last is preempted. Nobody is admitted while a request is swapped out.
 *
 * <p>Simplified: preemption only where a block is lacking (vLLM wanted one free for each decoding
 * request); no delay factor.
 *
 * <p>Source: vLLM 0.6 (2024), vllm/core/scheduler.py, _schedule_default(), and
 * vllm/core/block_manager.py, can_allocate() and can_swap_in().
 */
public final class PrefillFirstScheduler implements BatchScheduler {

  private final int maxNumSeqs;
  private final int tokenBudget;
  private final Watermark watermark;

  /**
   * @param maxNumSeqs most sequences that run on a rank
   * @param tokenBudget most prompt tokens of a rank in a step
   */
  PrefillFirstScheduler(int maxNumSeqs, int tokenBudget, Watermark watermark) {
    this.maxNumSeqs = maxNumSeqs;
    this.tokenBudget = tokenBudget;
    this.watermark = watermark;
  }

  @Override
  public void fill(RankBatch batch) {
    if (admitPrompts(batch)) {
      return;
    }
    boolean preempted = false;
    while (batch.freeBlocks() < 0) {
      batch.preemptLast();
      preempted = true;
    }
    int next = batch.firstWaiting();
    while (!preempted
        && next != RankBatch.NONE
        && batch.isSwapped(next)
        && batch.running() < maxNumSeqs
        && watermark.admits(batch, next)) {
      batch.admitFirstWaiting(batch.todoTokens(next));
      next = batch.firstWaiting();
    }
  }

  private boolean admitPrompts(RankBatch batch) {
    batch.pauseDecoding();
    int left = tokenBudget;
    boolean any = false;
    int next = batch.firstWaiting();
    while (next != RankBatch.NONE
        && !batch.isSwapped(next)
        && batch.todoTokens(next) <= left
        && batch.running() < maxNumSeqs
        && watermark.admits(batch, next)) {
      left -= batch.todoTokens(next);
      batch.admitFirstWaiting(batch.todoTokens(next));
      any = true;
      next = batch.firstWaiting();
    }
    if (!any) {
      batch.resumeDecoding();
    }
    return any;
  }

  @Override
  public boolean pausesDecoding() {
    return true;
  }

  @Override
  public boolean allocatesWholePrompts() {
    return true;
  }

  @Override
  public @Nullable Rejection refuses(int promptTokens, int outputTokens, int maxNewTokens) {
    if ((long) promptTokens + outputTokens - 1 > tokenBudget) {
      return Rejection.EXCEEDS_TOKEN_BUDGET;
    }
    return watermark.refuses(promptTokens, outputTokens);
  }
}
