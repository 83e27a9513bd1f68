package dev.dryrack.serving.engine;

import org.jspecify.annotations.Nullable;

/**
 * The in-flight batching of TensorRT-LLM. A capacity policy chooses the requests: either no more
 * are admitted than can all run to their stated ends ({@code GUARANTEED_NO_EVICT}), or as many as
 * have blocks now, and the one that comes last is paused and recomputed when they run out ({@code
 * MAX_UTILIZATION}). Then the step is filled: decoding requests, prompts under way, waiting ones,
 * up to max_num_tokens. A chunk that does not complete its prompt is a multiple of a unit, one KV
 * block; without chunked context only whole prompts are computed. A request takes the blocks of its
 * whole prompt when it is admitted.
 *
 * <p>Simplified: contexts are chunked first come first served (not by equal progress), and the
 * first that gets no token ends the search.
 *
 * <p>Source: TensorRT-LLM 1.0 (2025), cpp/tensorrt_llm/batch_manager/capacityScheduler.cpp @
 * 02a10fe and microBatchScheduler.cpp @ 0a949d3.
 */
public final class TensorRtLlmScheduler implements BatchScheduler {

  private final int maxBatchSize;
  private final int maxNumTokens;
  private final int chunkUnit;
  private final boolean guaranteedNoEvict;
  private final Reservation reservation;

  /**
   * @param maxBatchSize most sequences that run on a rank
   * @param maxNumTokens most tokens of a rank in a step
   * @param chunkUnit what chunks are multiples of; 0 without chunked context
   * @param guaranteedNoEvict the capacity policy
   */
  TensorRtLlmScheduler(
      int maxBatchSize,
      int maxNumTokens,
      int chunkUnit,
      boolean guaranteedNoEvict,
      Reservation reservation) {
    if (chunkUnit > maxNumTokens) {
      throw new IllegalArgumentException(
          "max-num-batched-tokens = "
              + maxNumTokens
              + ": must be block-size = "
              + chunkUnit
              + " or more with chunked context, whose chunks are multiples of a block");
    }
    this.maxBatchSize = maxBatchSize;
    this.maxNumTokens = maxNumTokens;
    this.chunkUnit = chunkUnit;
    this.guaranteedNoEvict = guaranteedNoEvict;
    this.reservation = reservation;
  }

  @Override
  public void fill(RankBatch batch) {
    boolean paused = false;
    while (batch.freeBlocks() < 0) {
      batch.preemptLast();
      paused = true;
    }
    int left = maxNumTokens - batch.decoding();
    for (int i = batch.firstPrefill(); i != RankBatch.NONE; i = batch.nextPrefill(i)) {
      int tokens = chunk(batch.todoTokens(i), left);
      batch.grant(i, tokens);
      left -= tokens;
    }
    int next = batch.firstWaiting();
    while (!paused && next != RankBatch.NONE && batch.running() < maxBatchSize) {
      int todo = batch.todoTokens(next);
      int tokens = chunk(todo, left);
      if (tokens == 0 || !hasCapacity(batch, next, todo)) {
        return;
      }
      batch.admitFirstWaiting(tokens);
      left -= tokens;
      next = batch.firstWaiting();
    }
  }

  private boolean hasCapacity(RankBatch batch, int request, int todo) {
    return guaranteedNoEvict
        ? reservation.admits(batch, request)
        : batch.blocksToAdmit(request, todo) <= batch.freeBlocks();
  }

  private int chunk(int todo, int left) {
    if (todo <= left) {
      return todo;
    }
    return chunkUnit == 0 ? 0 : Math.max(0, left - left % chunkUnit);
  }

  @Override
  public boolean allocatesWholePrompts() {
    return true;
  }

  @Override
  public @Nullable Rejection refuses(int promptTokens, int outputTokens, int maxNewTokens) {
    int recomputed = guaranteedNoEvict ? 0 : outputTokens - 1;
    if (chunkUnit == 0 && (long) promptTokens + recomputed > maxNumTokens) {
      return Rejection.EXCEEDS_TOKEN_BUDGET;
    }
    return guaranteedNoEvict ? reservation.refuses(promptTokens, maxNewTokens) : null;
  }
}
