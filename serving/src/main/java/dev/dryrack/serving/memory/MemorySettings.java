package dev.dryrack.serving.memory;

/**
 * What an engine holds beside weights and KV cache, as constants with their sources.
 *
 * <p>The defaults of {@code runtimeBytes} and {@code samplerBytesPerLogit} are a least-squares fit
 * to the KV block counts that vLLM 0.15.1 printed on H100 in eight configurations of five dense
 * models (docs/memory.md): the fitted block counts are within 1 % of them.
 *
 * @param runtimeBytes what an engine takes from its share of memory before anything else: library
 *     workspaces, allocator fragmentation and the difference between memory that the driver reports
 *     and that PyTorch sees (fitted)
 * @param samplerBytesPerLogit peak of the sampler per sequence and vocabulary entry: logits in
 *     FP32, sorted copies, indices, probabilities (fitted)
 * @param ncclPairBytes NCCL buffers of a group of two (AIConfigurator system files @095f58a, {@code
 *     nccl_mem}, measured)
 * @param ncclGroupBytes NCCL buffers of a larger group (AIConfigurator, likewise)
 * @param dispatchTokens tokens of one rank that an all-to-all moves at once (vLLM's {@code
 *     VLLM_MOE_DP_CHUNK_SIZE}, default 256)
 * @param dispatchBuffers copies of the all-to-all's receive buffers: two micro-batches (assumed)
 * @param graphsBytes CUDA graphs, context and the like, which engines keep outside of {@code
 *     gpu-memory-utilization} (AIConfigurator {@code other_mem}, 3.5 GiB)
 */
public record MemorySettings(
    long runtimeBytes,
    double samplerBytesPerLogit,
    long ncclPairBytes,
    long ncclGroupBytes,
    int dispatchTokens,
    int dispatchBuffers,
    long graphsBytes) {

  /** The sourced, fitted and assumed constants. */
  public static final MemorySettings DEFAULT =
      new MemorySettings(718_000_000L, 50.7, 358_612_992L, 411_041_792L, 256, 2, 3_758_096_384L);

  public MemorySettings {
    requireNotNegative("runtime-bytes", runtimeBytes);
    requireNotNegative("sampler-bytes-per-logit", samplerBytesPerLogit);
    requireNotNegative("nccl-pair-bytes", ncclPairBytes);
    requireNotNegative("nccl-group-bytes", ncclGroupBytes);
    requireNotNegative("dispatch-tokens", dispatchTokens);
    requireNotNegative("dispatch-buffers", dispatchBuffers);
    requireNotNegative("graphs-bytes", graphsBytes);
  }

  /** NCCL buffers of a rank whose collectives span so many ranks. */
  long ncclBytes(int ranks) {
    if (ranks <= 1) {
      return 0;
    }
    return ranks == 2 ? ncclPairBytes : ncclGroupBytes;
  }

  private static void requireNotNegative(String name, Number value) {
    if (!(value.doubleValue() >= 0)) {
      throw new IllegalArgumentException(name + " = " + value + ": must be 0 or more");
    }
  }
}
