package dev.dryrack.hardware.collective;

import dev.dryrack.hardware.LinkSpec;
import dev.dryrack.hardware.kernel.KernelTime;

/**
 * Exchange of expert rows between scale-up domains, after DeepEP's two kinds of kernel.
 *
 * <p>Low-latency: a row is sent once for every expert chosen, straight to its GPU. 37 µs and 90 %
 * of the adapter's nominal 50 GB/s reproduce DeepEP's published latencies of 128 rows per rank on
 * H800 with 400 Gb/s adapters over 16 to 256 ranks within 5 % (dispatch) and 9 % (combine), if rows
 * for the own domain do not use the adapter (deepseek-ai/DeepEP docs/legacy.md @dd758ca).
 *
 * <p>Normal: a row is sent once for every domain it must reach, then copied inside. 89 % of the
 * adapter, from the same source (43–58 GB/s "bottleneck" bandwidth over 2–8 nodes, V2 61–90 GB/s;
 * both count rows that stay in the domain). Its latency of 60 µs is assumed.
 *
 * <p>Engines use the first for batches of decoding sequences and the second for prompts; here the
 * first is used up to 512 rows per rank, which is assumed.
 */
final class NetworkExchange {

  private static final double LOW_LATENCY_SECONDS = 37e-6;
  private static final double LOW_LATENCY_EFFICIENCY = 0.90;

  /**
   * Assumed: the low-latency kernels' buffers grow with the rows they are made for, and engines
   * make them for a few hundred; DeepEP publishes times for 128. No source gives 512.
   */
  private static final double LOW_LATENCY_ROWS = 512;

  private static final double NORMAL_SECONDS = 60e-6;
  private static final double NORMAL_EFFICIENCY = 0.89;

  private final Placement group;
  private final double bytesPerSecond;

  NetworkExchange(Placement group, LinkSpec scaleOut) {
    this.group = group;
    this.bytesPerSecond = scaleOut.bytesPerSecond();
  }

  /** One way, out or back: both take the same for the same bytes. */
  KernelTime exchange(double rows, double rowBytes, double choices) {
    double leaving = 1 - group.meanRanksPerDomain() / group.ranks();
    double straightRows = Math.min(rows, LOW_LATENCY_ROWS) * choices * leaving;
    double lowLatency = straightRows * rowBytes / (bytesPerSecond * LOW_LATENCY_EFFICIENCY);
    KernelTime straight = KernelTime.link(LOW_LATENCY_SECONDS, lowLatency);
    if (rows <= LOW_LATENCY_ROWS) {
      return straight;
    }
    double reached = CollectiveModel.expectedReached(group.domains(), choices);
    double forwarded = rows * reached * leaving * rowBytes / (bytesPerSecond * NORMAL_EFFICIENCY);
    KernelTime normal = KernelTime.link(NORMAL_SECONDS, forwarded);
    return normal.seconds() > straight.seconds() ? normal : straight;
  }
}
