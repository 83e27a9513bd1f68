package dev.dryrack.hardware.collective;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.LinkSpec;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.hardware.kernel.MeasuredFit;
import java.util.List;

/**
 * The time of collectives over ranks placed on a cluster.
 *
 * <p>Inside a scale-up domain: fitted kernels of engines and NCCL, whichever is faster. Across
 * domains: NCCL's own tuning model for reductions ({@link NetworkCollectives}), DeepEP's published
 * figures for expert exchange ({@link NetworkExchange}). A group of one rank costs nothing. More
 * bytes never take less time.
 *
 * <p>Each rank has a network adapter of its own, as on all systems of the catalogue, so groups that
 * work side by side do not share links.
 */
public final class CollectiveModel {

  /** NCCL's latency is taken to stop growing here: larger groups reduce in the switch (NVLS). */
  private static final int LATENCY_RANKS = 16;

  /** Engines' own all-reduce kernels are used up to this many ranks of one domain. */
  private static final int ENGINE_RANKS = 16;

  /** Share of a link that a plain copy reaches: 350 of 450 GB/s, Vidur's H100 send/recv profile. */
  private static final double COPY_EFFICIENCY = 0.78;

  /** The same across nodes: 36 of 50 GB/s. */
  private static final double NETWORK_COPY_EFFICIENCY = 0.72;

  /** Latency of a small copy, microsoft/vidur @7d47513, send_recv of H100: inside and across. */
  private static final double COPY_SECONDS = 5e-6;

  private static final double NETWORK_COPY_SECONDS = 17e-6;

  private final LinkSpec scaleUp;
  private final LinkSpec scaleOut;
  private final CollectiveFits fits;
  private final double linkScale;

  public CollectiveModel(Cluster cluster) {
    this.scaleUp = cluster.system().scaleUp();
    this.scaleOut = cluster.system().scaleOut();
    this.fits = CollectiveFits.nearest(scaleUp.bytesPerSecond());
    this.linkScale = scaleUp.bytesPerSecond() / fits.referenceBytesPerSecond();
  }

  /** The kind of link whose measurements are used, such as {@code NVLink4}. */
  public String measuredOn() {
    return fits.link();
  }

  /** Whether those measurements are scaled to a link of another speed. */
  public boolean transferred() {
    return Math.abs(linkScale - 1) > 1e-9;
  }

  /**
   * Sum over all ranks, result on all.
   *
   * @param bytes of the buffer, the same on each rank
   */
  public KernelTime allReduce(Placement group, double bytes) {
    int n = group.ranks();
    if (n == 1) {
      return KernelTime.ZERO;
    }
    if (group.crossesDomains()) {
      return new NetworkCollectives(group, scaleUp, scaleOut).allReduce(bytes);
    }
    KernelTime nccl = ncclAllReduce(group, bytes);
    double moved = 2.0 * (n - 1) / n * bytes;
    if (n > ENGINE_RANKS) {
      return nccl;
    }
    CollectiveFits.EngineAllReduce engine = fits.engine();
    double latency = engine.baseSeconds() * (1 + engine.growth() * (n - 2));
    double oneShot = (n - 1) * bytes / (engine.oneShotBytesPerSecond() * linkScale);
    double twoShot =
        engine.twoShotBaseSeconds() + moved / (engine.twoShotBytesPerSecond() * linkScale);
    return KernelTime.link(latency, Math.min(oneShot, twoShot)).orFaster(nccl);
  }

  /** {@link #allReduce} by NCCL, without the engines' own kernels. */
  public KernelTime ncclAllReduce(Placement group, double bytes) {
    int n = group.ranks();
    if (n == 1) {
      return KernelTime.ZERO;
    }
    return group.crossesDomains()
        ? new NetworkCollectives(group, scaleUp, scaleOut).allReduce(bytes)
        : nccl(fits.allReduce(), n, 2.0 * (n - 1) / n * bytes);
  }

  /**
   * Parts of all ranks, concatenated on all.
   *
   * @param bytes of the whole result
   */
  public KernelTime allGather(Placement group, double bytes) {
    return half(group, bytes, fits.allGather());
  }

  /**
   * Sum over all ranks, a part of the result on each.
   *
   * @param bytes of the whole buffer
   */
  public KernelTime reduceScatter(Placement group, double bytes) {
    return half(group, bytes, fits.reduceScatter());
  }

  /**
   * Rows sent from each rank to the ranks of the experts chosen for them.
   *
   * @param rows rows that the busiest rank sends
   * @param rowBytes bytes of a row
   * @param choices experts chosen per row
   */
  public KernelTime dispatch(Placement group, double rows, double rowBytes, double choices) {
    return exchange(group, rows, rowBytes, choices, true);
  }

  /** All fits of collectives that come with dryrack. */
  public static List<MeasuredFit> fitted() {
    return CollectiveFits.builtIn().stream().flatMap(fits -> fits.fits().stream()).toList();
  }

  /** The way back of {@link #dispatch}, where results of a row are summed. */
  public KernelTime combine(Placement group, double rows, double rowBytes, double choices) {
    return exchange(group, rows, rowBytes, choices, false);
  }

  /**
   * One rank to another.
   *
   * @param crossesDomains whether they lie in different domains
   */
  public KernelTime pointToPoint(boolean crossesDomains, double bytes) {
    return crossesDomains
        ? KernelTime.link(
            NETWORK_COPY_SECONDS, bytes / (scaleOut.bytesPerSecond() * NETWORK_COPY_EFFICIENCY))
        : KernelTime.link(COPY_SECONDS, bytes / (scaleUp.bytesPerSecond() * COPY_EFFICIENCY));
  }

  private KernelTime half(Placement group, double bytes, CollectiveFits.Nccl constants) {
    int n = group.ranks();
    if (n == 1) {
      return KernelTime.ZERO;
    }
    if (group.crossesDomains()) {
      return new NetworkCollectives(group, scaleUp, scaleOut).gatherOrScatter(bytes);
    }
    return nccl(constants, n, (n - 1.0) / n * bytes);
  }

  private KernelTime nccl(CollectiveFits.Nccl constants, int ranks, double moved) {
    double latency =
        constants.baseSeconds() + constants.perRankSeconds() * (Math.min(ranks, LATENCY_RANKS) - 2);
    double small =
        Math.min(
            moved / (constants.smallBytesPerSecond() * linkScale), constants.smallCapSeconds());
    return KernelTime.link(latency, small + moved / (constants.largeBytesPerSecond() * linkScale));
  }

  private KernelTime exchange(
      Placement group, double rows, double rowBytes, double choices, boolean out) {
    if (group.ranks() == 1) {
      return KernelTime.ZERO;
    }
    if (group.crossesDomains()) {
      return new NetworkExchange(group, scaleOut).exchange(rows, rowBytes, choices);
    }
    KernelTime best = inDomain(fits.exchanges().get(0), group, rows, rowBytes, choices, out);
    for (CollectiveFits.Exchange kernel : fits.exchanges()) {
      best = best.orFaster(inDomain(kernel, group, rows, rowBytes, choices, out));
    }
    return best;
  }

  private KernelTime inDomain(
      CollectiveFits.Exchange kernel,
      Placement group,
      double rows,
      double rowBytes,
      double choices,
      boolean out) {
    double copies = kernel.copyPerExpert() ? choices : expectedReached(group.ranks(), choices);
    double doublings = StrictMath.log(group.ranks()) / StrictMath.log(2);
    double latency =
        (out ? kernel.dispatchBaseSeconds() : kernel.combineBaseSeconds())
            + kernel.perDoublingSeconds() * doublings;
    double bandwidth =
        linkScale * (out ? kernel.dispatchBytesPerSecond() : kernel.combineBytesPerSecond());
    return KernelTime.link(latency, rows * copies * rowBytes / bandwidth);
  }

  /** Of {@code places}, how many at least one of {@code choices} uniform choices falls on. */
  static double expectedReached(double places, double choices) {
    return places * (1 - StrictMath.pow(1 - 1 / places, choices));
  }
}
