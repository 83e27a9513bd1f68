package dev.dryrack.serving.router;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.PrefixCache;
import dev.dryrack.serving.cache.PromptChains;
import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;

/**
 * Prints what a router costs, alone: run its main. Prompts of 62 blocks, 31 of them one of 4,000
 * shared beginnings, go to targets with real prefix caches of 10,000 blocks, and leave when as many
 * more have come as there are targets. The cost is CPU time above that of the same again with the
 * targets that the router chose and no router; the least of several rounds.
 */
final class RouterSpeed {

  private static final int SHARED = 31;
  private static final int OWN = 31;
  private static final int CACHE_BLOCKS = 10_000;

  private record Sent(int target, BlockChain chain) {}

  private RouterSpeed() {}

  /** Arguments: how many targets, how many requests. */
  public static void main(String[] args) {
    int targets = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int requests = args.length > 1 ? Integer.parseInt(args[1]) : 300_000;
    for (RouterKind kind : RouterKind.values()) {
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < 3; round++) {
        int[] chosen = new int[requests];
        double with = nanos(kind, targets, chosen, true);
        best = Math.min(best, with - nanos(kind, targets, chosen, false));
      }
      System.out.printf(
          Locale.ROOT, "%-16s %,7d targets: %5.0f ns a request%n", kind.id(), targets, best);
    }
  }

  private static double nanos(RouterKind kind, int targets, int[] chosen, boolean routes) {
    PrefixCache[] caches = new PrefixCache[targets];
    Arrays.setAll(caches, i -> new PrefixCache(CACHE_BLOCKS, 1));
    CachedPrefixes cached =
        (target, chain) -> caches[target].match(chain, SHARED + OWN - 1) * OnePrompt.BLOCK;
    RandomStreams streams = new RandomStreams(7, 0);
    Router router =
        kind.create(
            new Targets(
                targets,
                OnePrompt.BLOCK,
                (long) targets * CACHE_BLOCKS,
                cached,
                1,
                streams.stream("router")));
    PromptChains chains = new PromptChains(OnePrompt.BLOCK);
    RandomStream random = streams.stream("prompts");
    RoutedRequest request = new RoutedRequest();
    ArrayDeque<Sent> present = new ArrayDeque<>();
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < chosen.length; i++) {
      long system = random.nextLong(4_000) * SHARED;
      BlockChain chain = chains.of(new OnePrompt(system, SHARED, 1_000_000L + (long) i * OWN, OWN));
      request.of((SHARED + OWN) * OnePrompt.BLOCK, i % 10_000, chain);
      Sent leaves = present.size() > targets ? present.remove() : null;
      if (routes) {
        chosen[i] = router.choose(request);
        router.sent(chosen[i], request);
        if (leaves != null) {
          router.left(leaves.target(), request.promptTokens());
        }
      }
      fill(caches[chosen[i]], chain);
      present.add(new Sent(chosen[i], chain));
      if (leaves != null) {
        caches[leaves.target()].giveBack(leaves.chain(), 0);
        chains.reuse(leaves.chain());
      }
    }
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
    return (double) nanos / chosen.length;
  }

  private static void fill(PrefixCache cache, BlockChain chain) {
    int hit = cache.match(chain, SHARED + OWN);
    cache.acquire(chain, hit);
    cache.take(SHARED + OWN - hit);
    cache.enter(chain, SHARED + OWN);
  }
}
