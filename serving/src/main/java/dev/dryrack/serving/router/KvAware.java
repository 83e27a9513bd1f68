package dev.dryrack.serving.router;

import dev.dryrack.serving.cache.BlockChain;

/**
 * The target with the least cost: prompt tokens of its unfinished requests, plus the overlap weight
 * times those tokens of the new one that its prefix cache does not hold.
 *
 * <p>Compared are two: the one with the fewest outstanding tokens; and, of those that were last
 * sent the longest known beginning of the prompt ({@link PrefixIndex}), the one with the fewest,
 * the latest of equals. What they have cached is exact and of now, as engines report it in events.
 * Of equal costs the first of the two wins.
 *
 * <p>O(log targets + log blocks + extents of the prompt); allocates nothing.
 *
 * <p>Source: the cost function of NVIDIA Dynamo's KV router at temperature 0 (docs.nvidia.com,
 * dynamo, router design, 2026): blocks to prefill, times the weight, plus active blocks of a
 * worker. There all workers are compared, and active blocks grow with the output; here they are the
 * prompts'.
 */
final class KvAware implements Router {

  private final PrefixIndex index;
  private final LoadTree tokens;
  private final CachedPrefixes prefixes;
  private final double overlapWeight;

  KvAware(Targets targets) {
    index = new PrefixIndex(targets.blocks());
    tokens = new LoadTree(targets.count());
    prefixes = targets.prefixes();
    overlapWeight = targets.overlapWeight();
  }

  @Override
  public int choose(RoutedRequest request) {
    int best = tokens.leastLoaded();
    BlockChain chain = request.chain();
    if (chain == null || index.find(chain) == 0) {
      return best;
    }
    int holder = leastLoadedHolder();
    return cost(holder, request, chain) < cost(best, request, chain) ? holder : best;
  }

  private int leastLoadedHolder() {
    int least = index.holder(0);
    for (int i = 1; i < PrefixIndex.HOLDERS && index.holder(i) >= 0; i++) {
      int holder = index.holder(i);
      least = tokens.load(holder) < tokens.load(least) ? holder : least;
    }
    return least;
  }

  private double cost(int target, RoutedRequest request, BlockChain chain) {
    int missing = request.promptTokens() - prefixes.cachedTokens(target, chain);
    return tokens.load(target) + overlapWeight * missing;
  }

  @Override
  public void sent(int target, RoutedRequest request) {
    tokens.change(target, request.promptTokens());
    if (request.chain() != null) {
      index.add(request.chain(), target);
    }
  }

  @Override
  public void left(int target, int promptTokens) {
    tokens.change(target, -promptTokens);
  }
}
