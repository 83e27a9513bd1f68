package dev.dryrack.serving.engine;

/**
 * Which engine's schedule a rank follows, with the parameters that only this one has; what all have
 * is in {@link dev.dryrack.serving.plan.EngineLimits} and {@link Scheduling}. See
 * docs/scheduling.md.
 */
public sealed interface SchedulerPolicy {

  /** The name in files and flags, such as {@code vllm}. */
  String id();

  /** Whether preempted requests can be swapped out to host memory. */
  default boolean swaps() {
    return false;
  }

  /** Whether it reserves for output, by the length that is stated for it. */
  default boolean reservesOutput() {
    return false;
  }

  /** KV blocks of a rank that the engine keeps for itself. */
  default int reservedBlocks() {
    return 0;
  }

  /** A new scheduler for the ranks of one replica. */
  BatchScheduler create(ServingSetup setup);

  /** vLLM V1. */
  record Vllm() implements SchedulerPolicy {
    @Override
    public String id() {
      return "vllm";
    }

    /** The null block: vllm/v1/core/block_pool.py, releases 0.9 to 0.11 (2025). */
    @Override
    public int reservedBlocks() {
      return 1;
    }

    @Override
    public boolean swaps() {
      return true;
    }

    @Override
    public BatchScheduler create(ServingSetup setup) {
      return new VllmScheduler(
          setup.limits().maxNumSeqs(),
          setup.tokenBudget(),
          setup.limits().longPrefillTokenThreshold(),
          setup.speculation() != null);
    }
  }

  /**
   * SGLang.
   *
   * @param chunkedPrefillSize most prompt tokens of a step, cutting prompts; 0: prompts are not cut
   * @param maxPrefillTokens most prompt tokens of a step, but for one prompt
   * @param mixedChunk whether decoding goes on while prompts are computed
   * @param conservativeness factor of the first {@code new_token_ratio}
   */
  record Sglang(
      int chunkedPrefillSize, int maxPrefillTokens, boolean mixedChunk, double conservativeness)
      implements SchedulerPolicy {

    /** SGLang's defaults: server_args.py; chunks as for GPUs of 35 to 60 GB and more. */
    public static final Sglang DEFAULT = new Sglang(8192, 16_384, false, 1);

    @Override
    public String id() {
      return "sglang";
    }

    @Override
    public boolean reservesOutput() {
      return true;
    }

    @Override
    public BatchScheduler create(ServingSetup setup) {
      return new SglangScheduler(
          setup.limits().maxNumSeqs(),
          maxPrefillTokens,
          chunkedPrefillSize,
          mixedChunk,
          conservativeness,
          setup);
    }
  }

  /**
   * TensorRT-LLM.
   *
   * @param guaranteedNoEvict whether only as many are admitted as can run to their stated ends
   * @param chunkedContext whether prompts are cut
   */
  record TensorRtLlm(boolean guaranteedNoEvict, boolean chunkedContext) implements SchedulerPolicy {
    @Override
    public String id() {
      return "tensorrt-llm";
    }

    @Override
    public boolean reservesOutput() {
      return guaranteedNoEvict;
    }

    @Override
    public BatchScheduler create(ServingSetup setup) {
      return new TensorRtLlmScheduler(
          setup.limits().maxNumSeqs(),
          setup.tokenBudget(),
          chunkedContext ? setup.blockTokens() : 0,
          guaranteedNoEvict,
          Reservation.of(setup));
    }
  }

  /**
   * Sarathi-Serve, with max-num-batched-tokens as the chunk size.
   *
   * @param watermarkFraction of a rank's blocks that stay free when a request is admitted
   */
  record Sarathi(double watermarkFraction) implements SchedulerPolicy {
    @Override
    public String id() {
      return "sarathi";
    }

    @Override
    public BatchScheduler create(ServingSetup setup) {
      return new SarathiScheduler(
          setup.limits().maxNumSeqs(), setup.tokenBudget(), Watermark.of(watermarkFraction, setup));
    }
  }

  /**
   * vLLM before V1, whole prompts before decoding.
   *
   * @param watermarkFraction of a rank's blocks that stay free when a request is admitted
   */
  record PrefillFirst(double watermarkFraction) implements SchedulerPolicy {
    @Override
    public String id() {
      return "prefill-first";
    }

    @Override
    public boolean swaps() {
      return true;
    }

    @Override
    public BatchScheduler create(ServingSetup setup) {
      return new PrefillFirstScheduler(
          setup.limits().maxNumSeqs(), setup.tokenBudget(), Watermark.of(watermarkFraction, setup));
    }
  }

  /** Request-level batching: nobody joins a batch that decodes. */
  record DecodeFirst() implements SchedulerPolicy {
    @Override
    public String id() {
      return "decode-first";
    }

    @Override
    public boolean reservesOutput() {
      return true;
    }

    @Override
    public BatchScheduler create(ServingSetup setup) {
      return new DecodeFirstScheduler(
          setup.limits().maxNumSeqs(), setup.tokenBudget(), Reservation.of(setup));
    }
  }
}
