package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.router.RoutedRequest;
import dev.dryrack.serving.router.Router;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.serving.router.Targets;
import dev.dryrack.sim.random.RandomStreams;
import java.util.Objects;

/**
 * Sends requests to ranks: by a router over replicas and one over the ranks of each, or by one over
 * all ranks. A place is a rank counted over all replicas that requests are sent to.
 *
 * <p>Routers are told what was sent and what has left; they know nothing else. As cheap as its
 * routers; allocates nothing.
 */
final class Dispatch {

  private final LockstepGroup[] replicas;
  private final int ranks;
  private final boolean overRanks;
  private final Router router;

  /** By replica; empty where one router chooses among all ranks. */
  private final Router[] rankRouters;

  /**
   * @param count the first so many replicas are sent requests
   */
  Dispatch(ServingSetup setup, LockstepGroup[] replicas, int count) {
    this.replicas = replicas;
    ranks = setup.ranksPerReplica();
    overRanks = setup.router().choosesRanks();
    RandomStreams streams = new RandomStreams(setup.routerSeed(), 0);
    int targets = overRanks ? count * ranks : count;
    router = create(setup, setup.router(), targets, streams, "router");
    rankRouters = new Router[overRanks ? 0 : count];
    for (int i = 0; i < rankRouters.length; i++) {
      rankRouters[i] = create(setup, setup.rankRouter(), ranks, streams, "ranks of replica " + i);
    }
  }

  private Router create(
      ServingSetup setup, RouterKind kind, int targets, RandomStreams streams, String name) {
    long blocks =
        setup.prefixCaching() == PrefixCaching.OFF ? 0 : (long) targets * setup.blocksPerRank();
    return kind.create(
        new Targets(
            targets,
            setup.blockTokens(),
            blocks,
            this::cachedTokens,
            setup.overlapWeight(),
            streams.stream(name)));
  }

  private int cachedTokens(int place, BlockChain chain) {
    PrefixReuse reuse = Objects.requireNonNull(replicas[place / ranks].state.reuse);
    return reuse.cachedTokens(place % ranks, chain);
  }

  /** The place of a new request. */
  int choose(RoutedRequest request) {
    if (overRanks) {
      return router.choose(request);
    }
    int replica = rankRouters.length == 1 ? 0 : router.choose(request);
    int rank = ranks == 1 ? 0 : rankRouters[replica].choose(request);
    return replica * ranks + rank;
  }

  /** A request was sent to a place. */
  void sent(int place, RoutedRequest request) {
    if (overRanks) {
      router.sent(place, request);
    } else {
      router.sent(place / ranks, request);
      rankRouters[place / ranks].sent(place % ranks, request);
    }
  }

  /** A request of so long a prompt has left its place. */
  void left(int place, int promptTokens) {
    if (overRanks) {
      router.left(place, promptTokens);
    } else {
      router.left(place / ranks, promptTokens);
      rankRouters[place / ranks].left(place % ranks, promptTokens);
    }
  }
}
