package dev.dryrack.serving.plan;

/**
 * The limits an inference engine is started with, under vLLM's names. Each holds for one attention
 * rank (one data-parallel engine core), as in vLLM.
 *
 * @param maxNumSeqs most sequences that run at once
 * @param maxNumBatchedTokens token budget of a micro-batch; see {@link #stepTokens} for a step
 * @param longPrefillTokenThreshold most prompt tokens of one request in a step; 0 for no cap
 * @param blockSize tokens per KV block
 * @param gpuMemoryUtilization fraction of reported memory that weights, activations and KV may fill
 * @param maxModelLen longest prompt plus output accepted, in tokens
 */
public record EngineLimits(
    int maxNumSeqs,
    int maxNumBatchedTokens,
    int longPrefillTokenThreshold,
    int blockSize,
    double gpuMemoryUtilization,
    int maxModelLen) {

  public EngineLimits {
    require(maxNumSeqs >= 1, "max-num-seqs", maxNumSeqs, "1 or more");
    require(maxNumBatchedTokens >= 1, "max-num-batched-tokens", maxNumBatchedTokens, "1 or more");
    require(
        longPrefillTokenThreshold >= 0,
        "long-prefill-token-threshold",
        longPrefillTokenThreshold,
        "0 or more");
    require(blockSize >= 1, "block-size", blockSize, "1 or more");
    require(
        gpuMemoryUtilization > 0 && gpuMemoryUtilization <= 1,
        "gpu-memory-utilization",
        gpuMemoryUtilization,
        "above 0, at most 1");
    require(maxModelLen >= 2, "max-model-len", maxModelLen, "2 or more");
  }

  /**
   * The token budget of a rank in a step: with pipeline parallelism a step is one cycle of as many
   * micro-batches as there are stages, each of max-num-batched-tokens.
   *
   * @throws ArithmeticException if it is above 2^31 - 1
   */
  public int stepTokens(ShardingPlan plan) {
    return Math.multiplyExact(maxNumBatchedTokens, plan.pp());
  }

  /** The same with another token budget, and no more sequences than it has tokens. */
  public EngineLimits withTokenBudget(int tokens) {
    return new EngineLimits(
        Math.min(maxNumSeqs, tokens),
        tokens,
        longPrefillTokenThreshold,
        blockSize,
        gpuMemoryUtilization,
        maxModelLen);
  }

  private static void require(boolean holds, String name, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " = " + value + ": must be " + expected);
    }
  }
}
