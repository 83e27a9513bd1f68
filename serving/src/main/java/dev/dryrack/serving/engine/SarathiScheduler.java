package dev.dryrack.serving.engine;

import org.jspecify.annotations.Nullable;

/**
 * The schedule of Sarathi-Serve: decoding requests first, then prompts under way, then waiting
 * ones, until the step has a chunk's worth of tokens. A request takes the blocks of its whole
 * prompt when it is admitted, and a watermark of blocks stays free then; when blocks run out the
 * request that comes last is preempted and recomputed.
 *
 * <p>Simplified: Sarathi-Serve preempts unless a block is free for each decoding request, needed or
 * not; here only where one is needed.
 *
 * <p>Source: A. Agrawal et al., Taming Throughput-Latency Tradeoff in LLM Inference with
 * Sarathi-Serve, OSDI 2024; sarathi-serve, sarathi/core/scheduler/sarathi_scheduler.py @ 13f16cf;
 * vidur, vidur/scheduler/replica_scheduler/sarathi_replica_scheduler.py @ 01f216f.
 */
public final class SarathiScheduler implements BatchScheduler {

  private final int maxNumSeqs;
  private final int chunkSize;
  private final Watermark watermark;

  /**
   * @param maxNumSeqs most sequences that run on a rank
   * @param chunkSize most tokens of a rank in a step
   */
  SarathiScheduler(int maxNumSeqs, int chunkSize, Watermark watermark) {
    this.maxNumSeqs = maxNumSeqs;
    this.chunkSize = chunkSize;
    this.watermark = watermark;
  }

  @Override
  public void fill(RankBatch batch) {
    while (batch.freeBlocks() < 0) {
      batch.preemptLast();
    }
    int left = chunkSize - batch.decoding();
    for (int i = batch.firstPrefill(); i != RankBatch.NONE; i = batch.nextPrefill(i)) {
      int tokens = Math.max(0, Math.min(batch.todoTokens(i), left));
      batch.grant(i, tokens);
      left -= tokens;
    }
    int next = batch.firstWaiting();
    while (next != RankBatch.NONE && left > 0 && batch.running() < maxNumSeqs) {
      if (!watermark.admits(batch, next)) {
        return;
      }
      int tokens = Math.min(batch.todoTokens(next), left);
      batch.admitFirstWaiting(tokens);
      left -= tokens;
      next = batch.firstWaiting();
    }
  }

  @Override
  public boolean allocatesWholePrompts() {
    return true;
  }

  @Override
  public @Nullable Rejection refuses(int promptTokens, int outputTokens, int maxNewTokens) {
    return watermark.refuses(promptTokens, outputTokens);
  }
}
