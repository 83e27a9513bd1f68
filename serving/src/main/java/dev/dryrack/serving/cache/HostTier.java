package dev.dryrack.serving.cache;

/**
 * Host memory that takes the KV blocks which a rank's GPUs lose, over their own links.
 *
 * @param blocks of each rank
 * @param picosPerBlock what moving a block takes, in either direction
 * @param latencyPicos what a load takes before its first block
 * @param overlapped whether loads go on while the step computes, which then takes at least as long;
 *     else the rank computes when its loads are done
 */
public record HostTier(int blocks, long picosPerBlock, long latencyPicos, boolean overlapped) {

  public HostTier {
    if (blocks < 1 || picosPerBlock < 1 || latencyPicos < 0) {
      throw new IllegalArgumentException(
          "a host tier of "
              + blocks
              + " blocks, "
              + picosPerBlock
              + " ps each, after "
              + latencyPicos
              + " ps: must not be negative, nor empty or timeless");
    }
  }
}
