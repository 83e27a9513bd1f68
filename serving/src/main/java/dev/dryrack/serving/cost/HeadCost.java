package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;

/** Output head and sampling on one rank, split over tensor parallelism by vocabulary. */
final class HeadCost {

  /** Kernels of a sampler: logits to float, penalties or temperature, soft-max, choice. */
  private static final int SAMPLING_KERNELS = 4;

  private static final double LOGIT_BYTES = 4;

  private final RankCost rank;
  private final int vocabulary;

  HeadCost(RankCost rank, int vocabulary) {
    this.rank = rank;
    this.vocabulary = vocabulary;
  }

  /** The time to choose a token for each of so many sequences; none for none. */
  KernelTime time(double sequences) {
    if (sequences <= 0) {
      return KernelTime.ZERO;
    }
    KernelTime projection =
        rank.gemm(rank.embedding(), sequences, rank.shard(vocabulary), rank.hidden());
    KernelTime gather =
        rank.collectives()
            .allGather(rank.tensorGroup(), sequences * vocabulary * RankCost.BF16_BYTES);
    KernelTime sampling =
        rank.small(2 * sequences * vocabulary * LOGIT_BYTES).times(SAMPLING_KERNELS);
    return projection.plus(gather).plus(sampling);
  }
}
