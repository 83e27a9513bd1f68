package dev.dryrack.serving.metrics;

/**
 * What a tier of memory below the GPUs came to: hits in the measured window, transfers over the
 * whole run.
 *
 * @param name such as {@code host}
 * @param capacityBlocks KV blocks of all its stores
 * @param blocks of them, those in use at the end
 * @param hitTokens prompt tokens of requests admitted for the first time that it had when they were
 *     sent, or, of the host, when they were admitted
 * @param readBlocks blocks read from it
 * @param writtenBlocks blocks written to it
 * @param lostBlocks blocks not written since too many waited for it
 * @param links its links, in one direction
 * @param readFraction of what its links could do in the time of the run, that which was reading
 * @param writeFraction the same of writing
 * @param fetches requests that waited for blocks from it or, of several such tiers, from any
 * @param meanFetchSeconds how long they waited for them
 */
public record TierResult(
    String name,
    long capacityBlocks,
    long blocks,
    long hitTokens,
    long readBlocks,
    long writtenBlocks,
    long lostBlocks,
    int links,
    double readFraction,
    double writeFraction,
    long fetches,
    double meanFetchSeconds) {}
