package dev.dryrack.serving.engine;

import java.util.Locale;

/** Why a request is refused: it could never be served, or not in time. */
public enum Rejection {
  /** Prompt plus output exceed the engine's max-model-len. */
  EXCEEDS_MAX_MODEL_LEN,
  /** Prompt plus output need more KV blocks than a rank has. */
  EXCEEDS_KV_CAPACITY,
  /** A prompt that must be computed whole is longer than the token budget of a step. */
  EXCEEDS_TOKEN_BUDGET,
  /** As many requests wait on the rank as may: max-queued-requests. */
  QUEUE_FULL,
  /** The target of its time to first token passed before it got a place in a step. */
  TOO_LATE;

  /** The name in reports, such as {@code exceeds-kv-capacity}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
