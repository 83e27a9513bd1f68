package dev.dryrack.serving.engine;

import java.util.Locale;

/** Why a request is refused on arrival: it could never be served. */
public enum Rejection {
  /** Prompt plus output exceed the engine's max-model-len. */
  EXCEEDS_MAX_MODEL_LEN,
  /** Prompt plus output need more KV blocks than a rank has. */
  EXCEEDS_KV_CAPACITY;

  /** The name in reports, such as {@code exceeds-kv-capacity}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
