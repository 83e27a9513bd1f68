package dev.dryrack.serving.model;

import org.jspecify.annotations.Nullable;

/**
 * Layers that are alike.
 *
 * @param count how many there are
 * @param mixer attention or another token mixer; null in a layer that has none
 * @param ffn dense or expert feed-forward network; null in a layer that has none
 * @param extraParams parameters of a layer that belong to neither, such as hyper-connections
 */
public record LayerGroup(
    int count, @Nullable TokenMixer mixer, @Nullable FeedForward ffn, long extraParams) {}
