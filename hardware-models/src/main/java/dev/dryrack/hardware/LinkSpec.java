package dev.dryrack.hardware;

/**
 * A kind of link between GPUs, seen from one GPU.
 *
 * @param id such as {@code nvlink4}, {@code nvlink5}, {@code ib-ndr400}
 * @param bytesPerSecond nominal, per GPU, one direction
 * @param latencySeconds one-way latency of a small message
 * @param inNetworkReduction whether switches can reduce (NVLink SHARP, InfiniBand SHARP)
 * @param source where the figures are from
 */
public record LinkSpec(
    String id,
    double bytesPerSecond,
    double latencySeconds,
    boolean inNetworkReduction,
    String source) {}
