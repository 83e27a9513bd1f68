package dev.dryrack.serving.fit;

import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.memory.RankKv;

/**
 * The fewest GPUs by arithmetic alone: weights kept once against usable memory, nothing replicated,
 * no buffers, whatever divides.
 *
 * @param weightsOnly GPUs whose usable memory the weights fill
 * @param withRoom GPUs of which the share asked for stays free and the sequences asked for fit
 * @param kvRoomFraction that share
 * @param withRoomNodes the same, in whole nodes
 */
public record GpuBounds(int weightsOnly, int withRoom, double kvRoomFraction, int withRoomNodes) {

  static GpuBounds of(
      long weightsBytes, long usableBytes, FitNeeds needs, RankKv kv, SystemSpec system) {
    double usable = (double) usableBytes;
    double sequences = needs.concurrency() * kv.bytesPerSequence(needs.contextTokens());
    double withShare = weightsBytes / ((1 - needs.kvRoomFraction()) * usable);
    int room = (int) Math.ceil(Math.max(withShare, (weightsBytes + sequences) / usable));
    int node = system.gpusPerNode();
    return new GpuBounds(
        (int) Math.ceil(weightsBytes / usable),
        room,
        needs.kvRoomFraction(),
        (room + node - 1) / node * node);
  }
}
