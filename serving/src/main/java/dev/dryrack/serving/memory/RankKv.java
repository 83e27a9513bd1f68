package dev.dryrack.serving.memory;

import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.KvFootprint;
import dev.dryrack.serving.model.LinearAttention;
import dev.dryrack.serving.model.TokenMixer;

/**
 * What one sequence takes of a rank's KV memory: bytes that grow with every token, windows that
 * grow up to their length, and recurrent state.
 *
 * <p>Keys and values are counted in the KV precision; recurrent state and the uncompressed window
 * of compressed attention in their own. A sparse indexer's key of 128 numbers has a 4-byte scale
 * below BF16 (DeepSeek-V3.2: 132 bytes): the bytes of a layer are {@link KvFootprint}'s. Tensor
 * parallelism divides KV heads and state heads, and replicates what there is one of.
 */
public final class RankKv {

  private final int blockTokens;
  private double growingBytesPerToken;
  private double stateBytes;
  private final int[] windowTokens;
  private final double[] windowBytesPerToken;
  private int windows;

  RankKv(int blockTokens, int layerGroups) {
    this.blockTokens = blockTokens;
    this.windowTokens = new int[layerGroups];
    this.windowBytesPerToken = new double[layerGroups];
  }

  /** Adds layers of a kind; a window that no sequence outgrows counts as full attention. */
  void add(TokenMixer mixer, int layers, Precision precision, int tp, int maxModelLen) {
    double perToken = layers * bytesPerToken(mixer, precision, tp);
    if (mixer.windowTokens() > 0 && mixer.windowTokens() < maxModelLen) {
      windowTokens[windows] = mixer.windowTokens();
      windowBytesPerToken[windows++] = perToken;
    } else {
      growingBytesPerToken += perToken;
    }
    stateBytes += layers * stateBytes(mixer, tp);
  }

  /** Bytes of one layer and token on one rank. */
  static double bytesPerToken(TokenMixer mixer, Precision precision, int tp) {
    double bytes = KvFootprint.keyValueBytes(mixer, precision);
    if (mixer instanceof GroupedQueryAttention gqa) {
      bytes = bytes / gqa.kvHeads() * AttentionShard.headsPerRank(gqa.kvHeads(), tp);
    }
    return bytes + KvFootprint.indexBytes(mixer, precision);
  }

  private static double stateBytes(TokenMixer mixer, int tp) {
    double bytes = mixer.stateBytesPerSequence();
    if (mixer instanceof LinearAttention linear) {
      return bytes / linear.heads() * AttentionShard.headsPerRank(linear.heads(), tp);
    }
    return bytes;
  }

  /** Bytes that every further token of context takes, windowed layers aside. */
  public double growingBytesPerToken() {
    return growingBytesPerToken;
  }

  /** Bytes that a sequence longer than every window takes whatever its context. */
  public double fixedBytesPerSequence() {
    double bytes = stateBytes;
    for (int w = 0; w < windows; w++) {
      bytes += wholeBlocks(windowTokens[w]) * windowBytesPerToken[w];
    }
    return bytes;
  }

  /** Bytes of a sequence of so many tokens, in whole blocks. */
  public double bytesPerSequence(long contextTokens) {
    double bytes = stateBytes + wholeBlocks(contextTokens) * growingBytesPerToken;
    for (int w = 0; w < windows; w++) {
      bytes += wholeBlocks(Math.min(contextTokens, windowTokens[w])) * windowBytesPerToken[w];
    }
    return bytes;
  }

  private double wholeBlocks(long tokens) {
    long blocks = (tokens + blockTokens - 1) / blockTokens;
    return (double) blocks * blockTokens;
  }
}
