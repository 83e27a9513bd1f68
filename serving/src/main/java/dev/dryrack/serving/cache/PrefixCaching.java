package dev.dryrack.serving.cache;

import java.util.Locale;

/** How KV blocks of earlier requests are used again. */
public enum PrefixCaching {
  /** Not at all. */
  OFF,
  /** As vLLM V1 does: full blocks by their hash, least recently used blocks first out. */
  VLLM,
  /** As SGLang does: a tree of what was computed, leaves used least recently first out. */
  RADIX;

  /** The name of a kind, as the command line has it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of a name, which must be one. */
  public static PrefixCaching of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
