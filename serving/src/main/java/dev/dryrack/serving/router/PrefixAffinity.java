package dev.dryrack.serving.router;

import dev.dryrack.serving.cache.BlockChain;

/**
 * The target that was last sent the longest known beginning of the prompt, if that is more than
 * {@value #LEAST_SHARE} of it; else, and where load is uneven, the one with the fewest unfinished
 * requests. Load is uneven where the most requests of a target are more than {@value
 * #UNEVEN_REQUESTS} above the fewest and more than {@value #UNEVEN_RATIO} times them.
 *
 * <p>It asks no engine: what it was sent stands for what is cached ({@link PrefixIndex}). O(log
 * targets + log blocks); allocates nothing.
 *
 * <p>Source: the policy {@code cache_aware} and its defaults, SGLang gateway 0.3.1 and vLLM router
 * 0.1.15 (docs.gpustack.ai, model deployment, routing, 2026). There, a prompt below the threshold
 * goes to the worker with the smallest tree.
 */
final class PrefixAffinity implements Router {

  private static final double LEAST_SHARE = 0.3;
  private static final int UNEVEN_REQUESTS = 64;
  private static final double UNEVEN_RATIO = 1.5;

  private final PrefixIndex index;
  private final LoadTree requests;

  /** With the opposite sign, so that the most loaded is at hand. */
  private final LoadTree fewness;

  private final int blockTokens;

  PrefixAffinity(Targets targets) {
    index = new PrefixIndex(targets.blocks());
    requests = new LoadTree(targets.count());
    fewness = new LoadTree(targets.count());
    blockTokens = targets.blockTokens();
  }

  @Override
  public int choose(RoutedRequest request) {
    int least = requests.leastLoaded();
    BlockChain chain = request.chain();
    if (chain == null) {
      return least;
    }
    long most = -fewness.load(fewness.leastLoaded());
    long fewest = requests.load(least);
    if (most - fewest > UNEVEN_REQUESTS && most > UNEVEN_RATIO * fewest) {
      return least;
    }
    long matched = (long) index.find(chain) * blockTokens;
    return matched > LEAST_SHARE * request.promptTokens() ? index.holder(0) : least;
  }

  @Override
  public void sent(int target, RoutedRequest request) {
    requests.change(target, 1);
    fewness.change(target, -1);
    if (request.chain() != null) {
      index.add(request.chain(), target);
    }
  }

  @Override
  public void left(int target, int promptTokens) {
    requests.change(target, -1);
    fewness.change(target, 1);
  }
}
