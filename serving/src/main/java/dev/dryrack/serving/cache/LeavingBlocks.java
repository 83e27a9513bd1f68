package dev.dryrack.serving.cache;

/** Is told which blocks a {@link PrefixCache} loses, and which get other keys. */
public interface LeavingBlocks {

  /**
   * Blocks are taken for something else, the last of these first.
   *
   * @param firstKey key of the first
   * @param blocks how many, with keys a stride apart
   */
  void evicted(long firstKey, int blocks);

  /** A block that is no longer in the cache, or no more, has another key from now on. */
  void renamed(long from, long to);
}
