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

  /**
   * The same of several blocks: those of a request's own from one block on are those of a chain.
   *
   * @param ownKey own key of the request's block 0
   */
  default void renamedAll(long ownKey, int from, BlockChain chain, int to) {
    int run = 0;
    for (int at = from; at < to; at++) {
      run = chain.runAt(run, at);
      renamed(ownKey + (long) at * chain.stride, chain.keyAt(run, at));
    }
  }
}
