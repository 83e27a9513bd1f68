package dev.dryrack.serving.engine;

import org.jspecify.annotations.Nullable;

/**
 * Prefill and decode on replicas of their own, with the KV moved between them.
 *
 * <p>The port of an attention rank is shared by the transfers that cross it. Of the two ports of a
 * transfer only one counts, that of the pool which has less bandwidth in all.
 *
 * @param prefillReplicas the first so many replicas prefill
 * @param decodeReplicas the others decode
 * @param picosPerBlock how long a KV block takes from GPU to GPU when it has the port for itself
 * @param latencyPicos added to each transfer
 * @param portsOfPrefill whether the ports that count are those of the ranks that prefill
 * @param layers layers whose KV is moved one by one while later ones are computed; 1 if all of it
 *     is moved after the prefill
 * @param localTokens prompts of at most so many tokens are computed on decode ranks; 0 for none
 * @param decode what decode replicas are; null where they are like those that prefill
 */
public record Disaggregation(
    int prefillReplicas,
    int decodeReplicas,
    long picosPerBlock,
    long latencyPicos,
    boolean portsOfPrefill,
    int layers,
    int localTokens,
    @Nullable PoolSetup decode) {

  public Disaggregation {
    require(prefillReplicas >= 1, "prefill replicas", prefillReplicas, 1);
    require(decodeReplicas >= 1, "decode replicas", decodeReplicas, 1);
    require(picosPerBlock >= 1, "ps per KV block", picosPerBlock, 1);
    require(latencyPicos >= 1, "latency of a transfer in ps", latencyPicos, 1);
    require(layers >= 1, "layers", layers, 1);
    require(localTokens >= 0, "tokens of local prefills", localTokens, 0);
  }

  /**
   * Pools of like replicas that move KV after the prefill; the ports are those of fewer replicas.
   */
  public Disaggregation(
      int prefillReplicas, int decodeReplicas, long picosPerBlock, long latencyPicos) {
    this(
        prefillReplicas,
        decodeReplicas,
        picosPerBlock,
        latencyPicos,
        prefillReplicas <= decodeReplicas,
        1,
        0,
        null);
  }

  /** Replicas of both pools. */
  public int replicas() {
    return prefillReplicas + decodeReplicas;
  }

  private static void require(boolean holds, String name, long value, int least) {
    if (!holds) {
      throw new IllegalArgumentException(name + " = " + value + ": must be " + least + " or more");
    }
  }
}
