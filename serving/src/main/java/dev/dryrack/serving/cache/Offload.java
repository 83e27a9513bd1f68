package dev.dryrack.serving.cache;

import java.util.List;

/**
 * Where KV blocks go that a GPU loses: to host memory, what that loses to the first tier below, and
 * so on; what the last one loses is gone. See docs/kv-cache.md.
 *
 * @param host host memory
 * @param below tiers below it, the fastest first; may be empty
 */
public record Offload(HostTier host, List<LowerTier> below) {

  public Offload {
    below = List.copyOf(below);
  }
}
