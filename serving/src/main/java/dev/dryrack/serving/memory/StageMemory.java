package dev.dryrack.serving.memory;

import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.model.WeightRecipe;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rank of one pipeline stage holds. Immutable once its {@link MemoryModel} has built it. */
public final class StageMemory {

  private static final MemoryPart[] PARTS = MemoryPart.values();

  private final int stage;
  private final WeightRecipe recipe;
  private final long usableBytes;
  private final EnumMap<MemoryPart, Long> bytesByPart = new EnumMap<>(MemoryPart.class);
  private final RankKv kv;
  private long weightsBytes;
  private long overheadBytes;

  StageMemory(int stage, WeightRecipe recipe, long usableBytes, RankKv kv) {
    this.stage = stage;
    this.recipe = recipe;
    this.usableBytes = usableBytes;
    this.kv = kv;
  }

  void add(MemoryPart part, long bytes) {
    bytesByPart.merge(part, bytes, Long::sum);
    if (part.weights()) {
      weightsBytes += bytes;
    } else {
      overheadBytes += bytes;
    }
  }

  /** Which pipeline stage, from 0. */
  public int stage() {
    return stage;
  }

  /** Bytes of one part. */
  public long bytes(MemoryPart part) {
    return bytesByPart.getOrDefault(part, 0L);
  }

  /** Bytes of all weights, block scales included. */
  public long weightsBytes() {
    return weightsBytes;
  }

  /** Bytes of activations, buffers and reserve. */
  public long overheadBytes() {
    return overheadBytes;
  }

  /** What is left of the usable memory for KV cache; negative if the rest alone is too much. */
  public long kvRoomBytes() {
    return usableBytes - weightsBytes() - overheadBytes();
  }

  /** What a sequence takes of that room. */
  public RankKv kv() {
    return kv;
  }

  /** Sequences of so many tokens that the room holds; unbounded ones count as the largest long. */
  public long sequences(long contextTokens) {
    long room = kvRoomBytes();
    double each = kv.bytesPerSequence(contextTokens);
    if (room < 0) {
      return 0;
    }
    return each == 0 ? Long.MAX_VALUE : (long) (room / each);
  }

  /** The parts that take anything, with the precision of weights. */
  public List<MemoryItem> items() {
    List<MemoryItem> items = new ArrayList<>();
    for (MemoryPart part : PARTS) {
      if (bytes(part) > 0) {
        items.add(new MemoryItem(part, precision(part), bytes(part)));
      }
    }
    return List.copyOf(items);
  }

  private @Nullable Precision precision(MemoryPart part) {
    return switch (part) {
      case EMBEDDING, HEAD, ROUTER, NORMS -> recipe.embedding();
      case ATTENTION, DENSE_FFN, SHARED_EXPERTS, OTHER -> recipe.otherLinear();
      case ROUTED_EXPERTS -> recipe.routedExperts();
      case ACTIVATIONS, COMMUNICATION, RUNTIME -> null;
    };
  }
}
