package dev.dryrack.serving.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects a model's layers one by one and groups those that are alike, in order of appearance. */
final class LayerStack {

  private record Shape(@Nullable TokenMixer mixer, @Nullable FeedForward ffn, long extraParams) {}

  private final Map<Shape, Integer> counts = new LinkedHashMap<>();

  void add(@Nullable TokenMixer mixer, @Nullable FeedForward ffn) {
    add(mixer, ffn, 0);
  }

  void add(@Nullable TokenMixer mixer, @Nullable FeedForward ffn, long extraParams) {
    counts.merge(new Shape(mixer, ffn, extraParams), 1, Integer::sum);
  }

  List<LayerGroup> groups() {
    List<LayerGroup> groups = new ArrayList<>();
    counts.forEach(
        (shape, count) ->
            groups.add(new LayerGroup(count, shape.mixer, shape.ffn, shape.extraParams)));
    return groups;
  }
}
