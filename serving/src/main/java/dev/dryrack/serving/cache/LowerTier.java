package dev.dryrack.serving.cache;

/**
 * Memory below the host's, from which blocks are fetched into host memory before a request waits
 * for its place: disks of a node, a store in the network.
 *
 * <p>Ranks are counted over all replicas; neighbours share stores and links.
 *
 * @param name for people
 * @param blocks of each store
 * @param ranksPerStore ranks that share a store
 * @param ranksPerLink ranks that share a link, by processor sharing
 * @param readPicosPerBlock what reading a block of one rank takes alone
 * @param writePicosPerBlock what writing one takes alone
 * @param latencyPicos from the end of a read on the link until its blocks are there
 * @param duplex whether reads and writes have a link each
 * @param bufferBlocks most blocks that wait at a link to be written; what comes on top is lost
 */
public record LowerTier(
    String name,
    int blocks,
    int ranksPerStore,
    int ranksPerLink,
    long readPicosPerBlock,
    long writePicosPerBlock,
    long latencyPicos,
    boolean duplex,
    int bufferBlocks) {

  public LowerTier {
    require(blocks >= 1, name, "blocks", blocks);
    require(ranksPerStore >= 1, name, "ranks per store", ranksPerStore);
    require(ranksPerLink >= 1, name, "ranks per link", ranksPerLink);
    require(readPicosPerBlock >= 1, name, "ps to read a block", readPicosPerBlock);
    require(writePicosPerBlock >= 1, name, "ps to write a block", writePicosPerBlock);
    require(latencyPicos >= 0, name, "latency in ps", latencyPicos);
    require(bufferBlocks >= 1, name, "blocks that wait to be written", bufferBlocks);
  }

  private static void require(boolean holds, String tier, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "tier " + tier + ": " + what + " = " + value + ": must not be negative or none");
    }
  }
}
