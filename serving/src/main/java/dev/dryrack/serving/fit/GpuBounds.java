package dev.dryrack.serving.fit;

import dev.dryrack.hardware.SystemSpec;

/**
 * The fewest GPUs by arithmetic alone: weights kept once against usable memory, nothing replicated,
 * no buffers, whatever divides.
 *
 * @param weightsOnly GPUs whose usable memory the weights fill
 * @param withRoom GPUs of which the share asked for stays free
 * @param kvRoomFraction that share
 * @param withRoomNodes the same, in whole nodes
 */
public record GpuBounds(int weightsOnly, int withRoom, double kvRoomFraction, int withRoomNodes) {

  static GpuBounds of(
      long weightsBytes, long usableBytes, double kvRoomFraction, SystemSpec system) {
    int weights = ceil(weightsBytes / (double) usableBytes);
    int room = ceil(weightsBytes / ((1 - kvRoomFraction) * usableBytes));
    int node = system.gpusPerNode();
    return new GpuBounds(weights, room, kvRoomFraction, (room + node - 1) / node * node);
  }

  private static int ceil(double gpus) {
    return (int) Math.ceil(gpus);
  }
}
