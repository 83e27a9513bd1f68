package dev.dryrack.serving.model;

import dev.dryrack.hardware.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * What one sequence keeps in memory between steps: one copy of it, not divided by tensor
 * parallelism, all layers together.
 *
 * @param bytesPerToken KV bytes per token of context in layers that always grow, without index keys
 * @param indexBytesPerToken bytes per token of sparse-attention index keys; below 2 bytes a number
 *     each key carries an FP32 scale, as DeepSeek-V3.2 stores it (132 bytes for 128 FP8 numbers)
 * @param growingLayers layers whose cache always grows
 * @param windows layers whose cache stops growing, by window
 * @param fixedBytes recurrent and convolution state, and windows of constant size
 */
public record KvFootprint(
    double bytesPerToken,
    double indexBytesPerToken,
    int growingLayers,
    List<Window> windows,
    double fixedBytes) {

  private static final double INDEX_KEY_ELEMENTS = 128;
  private static final double INDEX_SCALE_BYTES = 4;

  /**
   * Layers whose cache stops growing.
   *
   * @param layers how many
   * @param tokens context beyond which they do not grow
   * @param bytesPerToken bytes per token of context up to there, those layers together
   */
  public record Window(int layers, int tokens, double bytesPerToken) {}

  public KvFootprint {
    windows = List.copyOf(windows);
  }

  /** The footprint of a model with its KV cache in a precision; O(layer groups). */
  public static KvFootprint of(ModelArchitecture model, Precision precision) {
    double perToken = 0;
    double indexPerToken = 0;
    double fixed = 0;
    int growing = 0;
    List<Window> windows = new ArrayList<>();
    for (LayerGroup group : model.layers()) {
      TokenMixer mixer = group.mixer();
      if (mixer == null) {
        continue;
      }
      int n = group.count();
      fixed += n * mixer.stateBytesPerSequence();
      double keysAndValues = n * keyValueBytes(mixer, precision);
      double index = n * indexBytes(mixer, precision);
      if (mixer.windowTokens() > 0) {
        windows.add(new Window(n, mixer.windowTokens(), keysAndValues + index));
      } else if (mixer.kvElementsPerToken() > 0) {
        growing += n;
        perToken += keysAndValues;
        indexPerToken += index;
      }
    }
    return new KvFootprint(perToken, indexPerToken, growing, windows, fixed);
  }

  /** Bytes of the keys and values of one layer and token, all heads together. */
  public static double keyValueBytes(TokenMixer mixer, Precision precision) {
    double elements = mixer.kvElementsPerToken() - mixer.indexElementsPerToken();
    return elements * precision.bytesPerElement();
  }

  /** Bytes of the index keys of one layer and token, with the scale of each. */
  public static double indexBytes(TokenMixer mixer, Precision precision) {
    double bytes = precision.bytesPerElement();
    double perElement = bytes < 2 ? bytes + INDEX_SCALE_BYTES / INDEX_KEY_ELEMENTS : bytes;
    return mixer.indexElementsPerToken() * perElement;
  }

  /** Bytes per further token once all windows are full. */
  public double growingBytesPerToken() {
    return bytesPerToken + indexBytesPerToken;
  }

  /** Bytes of the windows of one sequence when they are full. */
  public double windowBytes() {
    double sum = 0;
    for (Window window : windows) {
      sum += window.tokens() * window.bytesPerToken();
    }
    return sum;
  }

  /** Bytes of one sequence with the given context. */
  public double bytesOfContext(long contextTokens) {
    double sum = fixedBytes + contextTokens * growingBytesPerToken();
    for (Window window : windows) {
      sum += Math.min(contextTokens, window.tokens()) * window.bytesPerToken();
    }
    return sum;
  }
}
