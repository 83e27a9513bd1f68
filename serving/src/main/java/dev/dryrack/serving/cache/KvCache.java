package dev.dryrack.serving.cache;

/**
 * The KV blocks of one attention rank: free ones, those that requests hold, and those of earlier
 * requests that can be found again until their place is needed.
 *
 * <p>Requests hold leading blocks of their chains that have keys ({@link BlockChain#heldBlocks}),
 * and any number without, which are only counted.
 */
public sealed interface KvCache permits PrefixCache, RadixCache {

  /** Blocks that can be taken, whether they can still be found or not. */
  int freeBlocks();

  /** Blocks with a key that were taken for something else. */
  long evictedBlocks();

  /** Changes whenever a match may. */
  long version();

  /** Takes blocks; as many as needed can no longer be found. */
  void take(int blocks);

  /**
   * Finds how many leading blocks of a chain are there, and returns how many.
   *
   * @param most no more than these
   */
  int match(BlockChain chain, int most);

  /** Blocks of the last match that nobody holds: taking them leaves so many fewer free. */
  int matchedFreeBlocks();

  /** A request holds the leading blocks of its chain that the last match has found. */
  void acquire(BlockChain chain, int blocks);

  /**
   * Gives keys to the blocks of a chain up to the given one, which the request has taken. Returns
   * how many blocks that makes free, since they were there already.
   */
  int enter(BlockChain chain, int upToBlock);

  /**
   * A request is about to give its blocks back since there are too few, and to wait for them again.
   *
   * @param fullBlocks blocks of its chain that are computed
   */
  void beforePreemption(BlockChain chain, int fullBlocks);

  /**
   * Gives all blocks of a request back. Returns how many became free.
   *
   * @param nameless its blocks without keys
   */
  int giveBack(BlockChain chain, int nameless);

  /**
   * Says that blocks with a request's own keys are those of another chain, as far as they are
   * there; nothing if the other chain has a block there already.
   *
   * @param ownKey own keys of the request that computed them: of block 0
   * @param from first block with an own key
   * @param chain whose keys they get
   * @param to block behind the last
   */
  void rename(long ownKey, int from, BlockChain chain, int to);

  /** Blocks with a key that requests hold; for tests of invariants. */
  long referencedBlocks();
}
