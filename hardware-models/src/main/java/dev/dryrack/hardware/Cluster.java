package dev.dryrack.hardware;

/**
 * A number of GPUs of one system, numbered 0 to {@code gpus - 1} in order of node, then domain.
 *
 * <p>Ranks are placed on GPUs in this order, tensor-parallel ranks innermost, so a group of
 * consecutive ranks crosses as few nodes and domains as possible.
 *
 * @param system what it is made of
 * @param gpus how many GPUs, 1 or more
 */
public record Cluster(SystemSpec system, int gpus) {

  public Cluster {
    if (gpus < 1 || gpus > system.maxGpus()) {
      throw new IllegalArgumentException(
          "gpus = "
              + gpus
              + " is not a size of "
              + system.id()
              + "; choose 1 to "
              + system.maxGpus());
    }
  }

  public GpuSpec gpu() {
    return system.gpu();
  }

  /** Scale-up domains that the GPUs fill, the last perhaps in part. */
  public int domains() {
    return (gpus + system.gpusPerDomain() - 1) / system.gpusPerDomain();
  }

  /** Memory of all GPUs in bytes, as the driver reports it. */
  public long memoryBytes() {
    return gpus * system.gpu().memoryBytes();
  }
}
