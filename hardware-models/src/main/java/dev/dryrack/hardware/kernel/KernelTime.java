package dev.dryrack.hardware.kernel;

/**
 * The time of a kernel or transfer, split by what it is spent on; the parts add up to the time.
 *
 * @param latencySeconds fixed costs
 * @param computeSeconds attributed to arithmetic
 * @param memorySeconds attributed to the GPU's memory
 * @param linkSeconds attributed to links between GPUs
 */
public record KernelTime(
    double latencySeconds, double computeSeconds, double memorySeconds, double linkSeconds) {

  public static final KernelTime ZERO = new KernelTime(0, 0, 0, 0);

  /** A time that is all fixed cost. */
  public static KernelTime latency(double seconds) {
    return new KernelTime(seconds, 0, 0, 0);
  }

  /** A transfer: latency and time on the link. */
  public static KernelTime link(double latencySeconds, double linkSeconds) {
    return new KernelTime(latencySeconds, 0, 0, linkSeconds);
  }

  /**
   * {@code t0 + (compute^p + memory^p)^(1/p)}: a roofline whose corner is rounded. The power term
   * is attributed to compute and memory in proportion to their powers.
   *
   * @param p sharpness of the corner; a hard maximum as it goes to infinity
   */
  public static KernelTime roofline(
      double t0Seconds, double computeSeconds, double memorySeconds, double p) {
    double larger = Math.max(computeSeconds, memorySeconds);
    if (larger <= 0) {
      return latency(t0Seconds);
    }
    double ratio = Power.of(Math.min(computeSeconds, memorySeconds) / larger, p);
    double time = larger * Power.of(1 + ratio, 1 / p);
    double largerShare = time / (1 + ratio);
    double smallerShare = time - largerShare;
    return computeSeconds >= memorySeconds
        ? new KernelTime(t0Seconds, largerShare, smallerShare, 0)
        : new KernelTime(t0Seconds, smallerShare, largerShare, 0);
  }

  /** All of it. */
  public double seconds() {
    return latencySeconds + computeSeconds + memorySeconds + linkSeconds;
  }

  /** One after the other. */
  public KernelTime plus(KernelTime other) {
    return new KernelTime(
        latencySeconds + other.latencySeconds,
        computeSeconds + other.computeSeconds,
        memorySeconds + other.memorySeconds,
        linkSeconds + other.linkSeconds);
  }

  /** So many of them, one after the other. */
  public KernelTime times(double count) {
    return new KernelTime(
        latencySeconds * count, computeSeconds * count, memorySeconds * count, linkSeconds * count);
  }

  /** The same with fixed costs multiplied, as an engine's launch overhead does. */
  public KernelTime withLatencyTimes(double scale) {
    return new KernelTime(latencySeconds * scale, computeSeconds, memorySeconds, linkSeconds);
  }

  /** The shorter of two ways to do the same. */
  public KernelTime orFaster(KernelTime other) {
    return other.seconds() < seconds() ? other : this;
  }

  /** The part in which a limit binds. */
  public double seconds(Limit limit) {
    return switch (limit) {
      case LATENCY -> latencySeconds;
      case COMPUTE -> computeSeconds;
      case MEMORY -> memorySeconds;
      case LINK -> linkSeconds;
    };
  }

  /** What most of it is spent on. */
  public Limit limit() {
    Limit largest = Limit.LATENCY;
    for (Limit limit : Limit.values()) {
      if (seconds(limit) > seconds(largest)) {
        largest = limit;
      }
    }
    return largest;
  }
}
