package dev.dryrack.cli.run;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.type.PoolSizes;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SessionSource.Waiting;

/** Refuses routers that have nothing to choose, or know nothing to go by. */
final class RouterChecks {

  private RouterChecks() {}

  /** Refuses routers that have only one choice. */
  static void refuseWithoutEffect(Scenario scenario, ShardingPlan plan) {
    boolean choosesRanks = RouterKind.of(scenario.get(RunKeys.ROUTER)).choosesRanks();
    if (scenario.isSet(RunKeys.RANK_ROUTER)) {
      String place = scenario.place(RunKeys.RANK_ROUTER);
      if (plan.attentionDp() == 1) {
        throw new UsageException(
            place + ": has no effect, a replica has one attention rank; leave it out");
      }
      if (choosesRanks) {
        throw new UsageException(
            place
                + ": has no effect, the router "
                + scenario.get(RunKeys.ROUTER)
                + " chooses the rank; leave it out");
      }
    }
    if (scenario.isSet(RunKeys.OVERLAP_WEIGHT)
        && RouterKind.of(scenario.get(RunKeys.ROUTER)) != RouterKind.KV_AWARE) {
      throw new UsageException(
          scenario.place(RunKeys.OVERLAP_WEIGHT)
              + ": has no effect, only the router kv-aware weighs caches; leave it out");
    }
    if (!scenario.isSet(RunKeys.ROUTER)) {
      return;
    }
    String place = scenario.place(RunKeys.ROUTER);
    PoolSizes.Sizes pools = scenario.find(PlanKeys.POOLS);
    int targets = pools == null ? plan.replicas() : pools.prefill();
    if (targets * (choosesRanks ? plan.attentionDp() : 1) > 1) {
      return;
    }
    if (pools != null) {
      throw new UsageException(
          place
              + ": a router chooses the replica that prefills, and has no effect with one, as in "
              + pools
              + "; leave it out");
    }
    throw new UsageException(place + ": a router has no effect with one replica; leave it out");
  }

  /** Refuses routers that go by what these requests do not have. */
  static void refuseBlind(
      Scenario scenario, RouterKind router, PrefixCaching caching, RequestSource source) {
    boolean isRead = scenario.isSet(LoadKeys.TRACE) || scenario.isSet(LoadKeys.PROFILE);
    boolean waits = source instanceof SessionSource turns && turns.waiting() != Waiting.NEVER;
    if (router == RouterKind.SESSION && !isRead && !waits) {
      throw new UsageException(
          scenario.place(RunKeys.ROUTER)
              + ": the router session goes by sessions, and these requests have none; take"
              + " least-requests, or add --turns");
    }
    if (!router.heedsPrefixes()) {
      return;
    }
    boolean named = source instanceof SessionSource sessions && sessions.namesPrefixes();
    if (!named) {
      throw new UsageException(
          scenario.place(RunKeys.ROUTER)
              + ": the router "
              + router.id()
              + " goes by shared prefixes, and these requests name none; take least-tokens, or a"
              + " load with prefixes");
    }
    if (router == RouterKind.KV_AWARE && caching == PrefixCaching.RADIX) {
      throw new UsageException(
          scenario.place(RunKeys.ROUTER)
              + ": the router kv-aware asks caches by vLLM's rules, not radix trees; take"
              + " prefix-affinity, or another schedule");
    }
    if (caching == PrefixCaching.OFF) {
      throw new UsageException(
          scenario.place(RunKeys.ROUTER)
              + ": the router "
              + router.id()
              + " goes by prefix caches, and there are none; take least-tokens, or leave out"
              + " --prefix-cache off and schedules without it");
    }
  }
}
