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
import java.util.ArrayList;
import java.util.List;

/** Refuses routers that have nothing to choose, or know nothing to go by. */
final class RouterChecks {

  private RouterChecks() {}

  /** Refuses routers that have only one choice, with all reasons. */
  static void refuseWithoutEffect(Scenario scenario, ShardingPlan plan) {
    RouterKind router = RouterKind.of(scenario.get(RunKeys.ROUTER));
    List<String> problems = new ArrayList<>();
    if (scenario.isSet(RunKeys.ROUTER)) {
      addRouter(scenario, plan, router, problems);
    }
    if (scenario.isSet(RunKeys.RANK_ROUTER)) {
      addRankRouter(scenario, plan, router, problems);
    }
    if (scenario.isSet(RunKeys.OVERLAP_WEIGHT) && router != RouterKind.KV_AWARE) {
      problems.add(
          scenario.place(RunKeys.OVERLAP_WEIGHT)
              + ": has no effect, only the router kv-aware weighs caches; leave it out");
    }
    if (!problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
  }

  private static void addRouter(
      Scenario scenario, ShardingPlan plan, RouterKind router, List<String> problems) {
    PoolSizes.Sizes pools = scenario.find(PlanKeys.POOLS);
    int targets = pools == null ? plan.replicas() : pools.prefill();
    if (targets * (router.choosesRanks() ? plan.attentionDp() : 1) > 1) {
      return;
    }
    problems.add(
        scenario.place(RunKeys.ROUTER)
            + (pools == null
                ? ": a router has no effect with one replica; leave it out"
                : ": a router chooses the replica that prefills, and has no effect with one, as in "
                    + pools
                    + "; leave it out"));
  }

  private static void addRankRouter(
      Scenario scenario, ShardingPlan plan, RouterKind router, List<String> problems) {
    String place = scenario.place(RunKeys.RANK_ROUTER);
    if (plan.attentionDp() == 1) {
      problems.add(place + ": has no effect, a replica has one attention rank; leave it out");
    } else if (router.choosesRanks()) {
      problems.add(
          place + ": has no effect, the router " + router.id() + " chooses the rank; leave it out");
    }
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
