package dev.dryrack.hardware.kernel;

/** What keeps a kernel or a transfer from being faster. */
public enum Limit {
  /** Fixed costs: launch, synchronisation, first-byte latency. */
  LATENCY("latency"),
  /** Arithmetic throughput. */
  COMPUTE("compute"),
  /** Bandwidth of the GPU's own memory. */
  MEMORY("memory bandwidth"),
  /** Bandwidth of links between GPUs. */
  LINK("link bandwidth");

  private final String label;

  Limit(String label) {
    this.label = label;
  }

  /** For people, such as {@code memory bandwidth}. */
  public String label() {
    return label;
  }
}
