package dev.dryrack.serving.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The architecture of a decoder-only language model, as far as its size and speed depend on it.
 *
 * @param id name in files and flags, such as {@code deepseek-v3}
 * @param name for people
 * @param origin whether its figures are published, hypothetical or a user's own
 * @param hiddenSize width of the residual stream
 * @param vocabularySize rows of the embedding table
 * @param tiedEmbeddings whether the output head shares the embedding table
 * @param maxContextTokens longest context it was made for
 * @param layers its layers by kind; order within the model does not matter here
 * @param mtpModules multi-token-prediction modules, which plain decoding does not use
 * @param nativeWeights the precisions of the published checkpoint, null if none is published
 * @param source where the figures are from
 * @param note what a reader should know, or empty
 */
public record ModelArchitecture(
    String id,
    String name,
    Origin origin,
    int hiddenSize,
    int vocabularySize,
    boolean tiedEmbeddings,
    int maxContextTokens,
    List<LayerGroup> layers,
    int mtpModules,
    @Nullable WeightRecipe nativeWeights,
    String source,
    String note) {

  /** What the figures of a model rest on. */
  public enum Origin {
    /** A published configuration. */
    PUBLISHED,
    /** Invented by a stated rule; nothing of it has been measured. */
    HYPOTHETICAL,
    /** Read from a file or made from flags that a user gave. */
    USER
  }

  public ModelArchitecture {
    layers = List.copyOf(layers);
  }

  /** Layers of all kinds together. */
  public int layerCount() {
    int count = 0;
    for (LayerGroup group : layers) {
      count += group.count();
    }
    return count;
  }

  /**
   * The same with one more layer like its last, which drafts tokens: a multi-token-prediction
   * module, or one that was trained afterwards.
   *
   * @throws IllegalArgumentException if the last layer lacks attention or a feed-forward network
   */
  public ModelArchitecture withDraftingLayer() {
    LayerGroup last = layers.get(layers.size() - 1);
    if (last.mixer() == null || last.ffn() == null) {
      throw new IllegalArgumentException(name + " ends with a layer that cannot draft");
    }
    List<LayerGroup> more = new ArrayList<>(layers);
    more.add(new LayerGroup(1, last.mixer(), last.ffn(), last.extraParams()));
    return new ModelArchitecture(
        id,
        name,
        origin,
        hiddenSize,
        vocabularySize,
        tiedEmbeddings,
        maxContextTokens,
        more,
        Math.max(0, mtpModules - 1),
        nativeWeights,
        source,
        note);
  }

  /** Whether any layer is a mixture of experts. */
  public boolean hasRoutedExperts() {
    return layers.stream().anyMatch(group -> group.ffn() instanceof ExpertFeedForward);
  }
}
