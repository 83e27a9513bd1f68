package dev.dryrack.hardware.collective;

import dev.dryrack.hardware.LinkSpec;
import dev.dryrack.hardware.kernel.KernelTime;

/**
 * Reductions over several scale-up domains: the best of ring and tree in NCCL's three protocols,
 * with the constants of NCCL's own tuning model (NVIDIA/nccl src/graph/tuning.cc @5067397,
 * v2.30.7).
 *
 * <p>The ring's bandwidth is that of the slower of a GPU's scale-up link and all adapters of one
 * domain together, as rails carry parallel rings. It is a model NCCL ranks algorithms by; its
 * latencies are rough.
 */
final class NetworkCollectives {

  private static final double MICRO = 1e-6;

  /** Low latency (LL), LL128, Simple: base latency, then per hop inside and across domains. */
  private static final double[] RING_BASE = {6.6, 14.0, 8.4};

  private static final double[] RING_INSIDE = {0.6, 1.9, 3.4};
  private static final double[] RING_ACROSS = {2.7, 4.0, 14.0};
  private static final double[] TREE_BASE = {6.8, 14.0, 8.4};
  private static final double[] TREE_INSIDE = {0.6, 1.25, 4.0};
  private static final double[] TREE_ACROSS = {5.0, 8.5, 14.0};

  /** Share of bandwidth left for data: flags take half in LL, 8 of 128 bytes in LL128. */
  private static final double[] PROTOCOL = {0.5, 0.92, 1.0};

  private static final double TREE_EFFICIENCY = 0.92;

  /** Of a link's nominal bandwidth: 374 of 450 GB/s, all-reduce on 8 H100 (NCCL 2.29.2). */
  private static final double LINK_EFFICIENCY = 0.83;

  private final Placement group;
  private final double busBytesPerSecond;

  NetworkCollectives(Placement group, LinkSpec scaleUp, LinkSpec scaleOut) {
    this.group = group;
    double inside =
        group.ranksPerDomain() > 1 ? scaleUp.bytesPerSecond() : Double.POSITIVE_INFINITY;
    double across = scaleOut.bytesPerSecond() * Math.max(1, Math.floor(group.meanRanksPerDomain()));
    this.busBytesPerSecond = LINK_EFFICIENCY * Math.min(inside, across);
  }

  KernelTime allReduce(double bytes) {
    KernelTime best = ring(bytes, 2, 0);
    for (int protocol = 0; protocol < PROTOCOL.length; protocol++) {
      best = best.orFaster(ring(bytes, 2, protocol)).orFaster(tree(bytes, protocol));
    }
    return best;
  }

  KernelTime gatherOrScatter(double bytes) {
    KernelTime best = ring(bytes, 1, 0);
    for (int protocol = 1; protocol < PROTOCOL.length; protocol++) {
      best = best.orFaster(ring(bytes, 1, protocol));
    }
    return best;
  }

  private KernelTime ring(double bytes, int rounds, int protocol) {
    int steps = rounds * (group.ranks() - 1);
    int across = Math.min(steps, rounds * (group.domains() - 1));
    double latency =
        RING_BASE[protocol]
            + (steps - across) * RING_INSIDE[protocol]
            + across * RING_ACROSS[protocol];
    double moved = (double) steps / group.ranks() * bytes;
    return KernelTime.link(latency * MICRO, moved / (busBytesPerSecond * PROTOCOL[protocol]));
  }

  private KernelTime tree(double bytes, int protocol) {
    double levels = StrictMath.log(group.domains()) / StrictMath.log(2);
    double latency =
        TREE_BASE[protocol]
            + 2
                * ((group.ranksPerDomain() - 1) * TREE_INSIDE[protocol]
                    + levels * TREE_ACROSS[protocol]);
    return KernelTime.link(
        latency * MICRO, 2 * bytes / (busBytesPerSecond * PROTOCOL[protocol] * TREE_EFFICIENCY));
  }
}
