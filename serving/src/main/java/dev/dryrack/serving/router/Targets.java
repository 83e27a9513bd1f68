package dev.dryrack.serving.router;

import dev.dryrack.sim.random.RandomStream;

/**
 * What a router chooses among.
 *
 * @param count how many targets there are
 * @param blockTokens tokens per KV block
 * @param blocks KV blocks of all targets: a router of prefixes remembers about so many
 * @param prefixes what their caches hold
 * @param overlapWeight what a prompt token to compute weighs against one outstanding, where a
 *     router weighs them
 * @param stream random numbers of its own
 */
public record Targets(
    int count,
    int blockTokens,
    long blocks,
    CachedPrefixes prefixes,
    double overlapWeight,
    RandomStream stream) {

  public Targets {
    if (count < 1) {
      throw new IllegalArgumentException("targets = " + count + ": must be 1 or more");
    }
  }
}
