/**
 * Model architectures as facts: layers, widths, experts, attention kinds, and the parameters, bytes
 * and KV cache that follow.
 *
 * <p>Start with {@link dev.dryrack.serving.model.ModelArchitecture}: groups of alike layers, each a
 * {@link dev.dryrack.serving.model.TokenMixer} and a {@link dev.dryrack.serving.model.FeedForward}.
 * It comes from {@link dev.dryrack.serving.model.ModelCatalog} by name, from {@link
 * dev.dryrack.serving.model.HuggingFaceConfig} by file (a {@code ...Config} class per way of
 * spelling layers), or from {@link dev.dryrack.serving.model.ParametricModel} by a few numbers.
 * What follows from it: {@link dev.dryrack.serving.model.ParameterCounts} and {@link
 * dev.dryrack.serving.model.KvFootprint}; a {@link dev.dryrack.serving.model.WeightRecipe} says in
 * which precisions the weights are kept.
 */
@NullMarked
package dev.dryrack.serving.model;

import org.jspecify.annotations.NullMarked;
