package dev.dryrack.serving.engine;

/**
 * Prefill and decode on replicas of their own, with the KV moved between them.
 *
 * <p>The port of an attention rank is shared by the transfers that cross it. Of the two ports of a
 * transfer, that of the pool with fewer ranks in all counts, the prefill pool's where they are
 * equal: the other has at least as much bandwidth in all.
 *
 * @param prefillReplicas the first so many replicas prefill
 * @param decodeReplicas the others decode
 * @param picosPerBlock how long a KV block takes from GPU to GPU when it has the port for itself
 * @param latencyPicos added to each transfer
 */
public record Disaggregation(
    int prefillReplicas, int decodeReplicas, long picosPerBlock, long latencyPicos) {

  public Disaggregation {
    require(prefillReplicas >= 1, "prefill replicas", prefillReplicas);
    require(decodeReplicas >= 1, "decode replicas", decodeReplicas);
    require(picosPerBlock >= 1, "ps per KV block", picosPerBlock);
    require(latencyPicos >= 1, "latency of a transfer in ps", latencyPicos);
  }

  /** Replicas of both pools. */
  public int replicas() {
    return prefillReplicas + decodeReplicas;
  }

  private static void require(boolean holds, String name, long value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " = " + value + ": must be 1 or more");
    }
  }
}
