package dev.dryrack.serving.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects a model's layers one by one and groups those that are alike, in order of appearance. */
final class LayerStack {

  /** Layers that are alike. */
  private static final class Shape {
    final @Nullable TokenMixer mixer;
    final @Nullable FeedForward ffn;
    final long extraParams;
    int layers;

    Shape(@Nullable TokenMixer mixer, @Nullable FeedForward ffn, long extraParams) {
      this.mixer = mixer;
      this.ffn = ffn;
      this.extraParams = extraParams;
    }

    boolean is(@Nullable TokenMixer otherMixer, @Nullable FeedForward otherFfn, long extra) {
      return extraParams == extra
          && Objects.equals(mixer, otherMixer)
          && Objects.equals(ffn, otherFfn);
    }
  }

  /** Few: a model has two or three kinds of layers. */
  private final List<Shape> shapes = new ArrayList<>();

  void add(@Nullable TokenMixer mixer, @Nullable FeedForward ffn) {
    add(mixer, ffn, 0);
  }

  void add(@Nullable TokenMixer mixer, @Nullable FeedForward ffn, long extraParams) {
    for (Shape shape : shapes) {
      if (shape.is(mixer, ffn, extraParams)) {
        shape.layers++;
        return;
      }
    }
    Shape shape = new Shape(mixer, ffn, extraParams);
    shape.layers = 1;
    shapes.add(shape);
  }

  List<LayerGroup> groups() {
    List<LayerGroup> groups = new ArrayList<>();
    for (Shape shape : shapes) {
      groups.add(new LayerGroup(shape.layers, shape.mixer, shape.ffn, shape.extraParams));
    }
    return groups;
  }
}
