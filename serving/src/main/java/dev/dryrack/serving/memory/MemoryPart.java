package dev.dryrack.serving.memory;

/** What a rank's memory is taken by, KV cache aside. */
public enum MemoryPart {
  EMBEDDING("embedding", true),
  HEAD("output head", true),
  ATTENTION("attention", true),
  DENSE_FFN("dense feed-forward", true),
  ROUTED_EXPERTS("routed experts", true),
  SHARED_EXPERTS("shared experts", true),
  ROUTER("router", true),
  /** Latent projections of experts, hyper-connections. */
  OTHER("other weights", true),
  NORMS("norms", true),
  ACTIVATIONS("activations", false),
  COMMUNICATION("communication buffers", false),
  RUNTIME("runtime reserve", false);

  private final String label;
  private final boolean weights;

  MemoryPart(String label, boolean weights) {
    this.label = label;
    this.weights = weights;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /** Whether it is weights. */
  public boolean weights() {
    return weights;
  }
}
