package dev.dryrack.hardware;

/**
 * A drive that holds KV blocks.
 *
 * @param id such as {@code nvme-gen5}
 * @param readBytesPerSecond sequential reads of one drive
 * @param writeBytesPerSecond sequential writes of one drive
 * @param latencySeconds what a read takes beside its bytes
 * @param source where the figures are from
 */
public record DriveSpec(
    String id,
    double readBytesPerSecond,
    double writeBytesPerSecond,
    double latencySeconds,
    String source) {}
