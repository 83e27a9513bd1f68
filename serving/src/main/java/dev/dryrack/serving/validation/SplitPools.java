package dev.dryrack.serving.validation;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.collective.CollectiveModel;
import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.engine.Disaggregation;
import dev.dryrack.serving.engine.PoolSetup;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.engine.ServingSimulation;
import dev.dryrack.serving.memory.KvLayout;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Simulates prefill and decoding on GPUs of their own under a closed loop: prompts queue at the
 * prefill ranks, which step together where a worker has several; KV moves over the network, or
 * within the scale-up domain if all GPUs are in one; a request decodes when a rank has room for its
 * prompt and whole output.
 *
 * <p>The schedule of both pools is vLLM's, whose steps without decoding are those of the others.
 */
final class SplitPools {

  private static final double PICOS_PER_SECOND = 1e12;
  private static final double GIGABYTE = 1e9;
  private static final int WAVES = 10;

  /**
   * What the way through two servers adds to a first token: router, hand-over of the request, its
   * KV taken in, a frontend more. The median of what 46 rows with less than a second to the first
   * token lacked (Dynamo with SGLang and TensorRT-LLM).
   */
  private static final double HAND_OVER_SECONDS = 0.075;

  private static final long SEED = 1;
  private static final int MOST_SEQUENCES = 1024;
  private static final double MEMORY_SHARE = 0.95;

  private SplitPools() {}

  /** A pool: the case with the deployment of one worker, its prices and how many workers. */
  record Pool(ServedCase worker, PricedPlan plan, int workers) {

    ShardingPlan sharding() {
      return worker.deployment().plan();
    }

    int ranks() {
      return workers * sharding().attentionDp();
    }

    KvLayout kv(EngineLimits limits) {
      return MemoryBudget.of(worker.deployment(), limits).kvLayout();
    }

    EngineLimits limits(int sequences) {
      return new EngineLimits(
          sequences,
          worker.stepTokens(),
          0,
          16,
          MEMORY_SHARE,
          worker.inputTokens() + worker.outputTokens() + 256);
    }

    /** Blocks of a rank; it was served, so one request at least fits, whatever the budget says. */
    int blocks(KvLayout kv, int tokens) {
      long blocks = Math.max(kv.blocksPerRank(), kv.blocksPerSequence(tokens));
      return (int) Math.min(Integer.MAX_VALUE, blocks);
    }
  }

  static Prediction predict(Pool prefill, Pool decode) {
    RunResult result = simulate(prefill, decode);
    ServedCase outputs = decode.worker();
    ClientView client = new ClientView(outputs.profile(), outputs.meanOutput(), true);
    double ttft = result.latencies().ttft().mean();
    double tpot = result.latencies().tpot().mean();
    double perRank = (double) outputs.concurrency() / decode.ranks();
    return new Prediction(
        client.ttftSeconds(ttft, tpot) + HAND_OVER_SECONDS,
        HAND_OVER_SECONDS,
        client.tpotSeconds(tpot),
        result.latencies().e2e().mean() + HAND_OVER_SECONDS + client.addedSeconds(ttft, tpot),
        result.throughput().requestsPerSecond(),
        decode.plan().evidence().relativeBand(),
        "simulated as two pools, " + outputs.profile().id(),
        decode.plan().price().breakdown(typical(outputs, perRank)));
  }

  private static RunResult simulate(Pool prefill, Pool decode) {
    ServedCase prompts = prefill.worker();
    int longest = prompts.inputTokens() + prompts.outputTokens() + 256;
    EngineLimits prefillLimits = prefill.limits(MOST_SEQUENCES);
    KvLayout prefillKv = prefill.kv(prefillLimits);
    ServingSetup setup =
        ServingSetup.builder(prefill.plan().price(), prefillLimits)
            .tokenBudget(prompts.stepTokens())
            .replicas(
                prefill.workers() + decode.workers(),
                prefill.sharding().attentionDp(),
                prefill.sharding().gpusPerReplica())
            .kv(
                prefill.blocks(prefillKv, longest),
                prefillKv.blockTokens(),
                prefillKv.fixedBlocksPerSequence())
            .routers(RouterKind.LEAST_REQUESTS, RouterKind.LEAST_REQUESTS)
            .maxConcurrency(prompts.concurrency())
            .disaggregation(pools(prefill, decode, prefillKv, longest))
            .build();
    SyntheticLoad load =
        SyntheticLoad.of(
            Double.POSITIVE_INFINITY,
            1,
            prompts.inputTokens(),
            prompts.outputTokens(),
            prompts.leastLength());
    long requests = (long) WAVES * prompts.concurrency();
    try (RequestSource source = load.open(requests, new RandomStreams(SEED, 0))) {
      return new ServingSimulation(setup).run(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Disaggregation pools(Pool prefill, Pool decode, KvLayout prefillKv, int longest) {
    KvLayout kv = decode.kv(decode.limits(MOST_SEQUENCES));
    ServedCase outputs = decode.worker();
    long each = kv.blocksPerSequence(Math.round(outputs.meanInput() + outputs.meanOutput()));
    int fitting = (int) Math.max(1, Math.min(MOST_SEQUENCES, kv.blocksPerRank() / each));
    PoolSetup decoding =
        new PoolSetup(
            decode.plan().price(),
            decode.limits(fitting),
            outputs.stepTokens(),
            decode.sharding().attentionDp(),
            decode.sharding().gpusPerReplica(),
            decode.blocks(kv, longest),
            kv.fixedBlocksPerSequence());
    Cluster cluster = prefill.worker().deployment().cluster();
    long gpus =
        (long) prefill.workers() * prefill.sharding().gpusPerReplica()
            + (long) decode.workers() * decode.sharding().gpusPerReplica();
    boolean crosses = gpus > cluster.system().gpusPerDomain();
    CollectiveModel links = new CollectiveModel(cluster);
    double alone = links.pointToPoint(crosses, 1).seconds();
    double perByte = (links.pointToPoint(crosses, GIGABYTE).seconds() - alone) / (GIGABYTE - 1);
    long bytes = Math.max(prefillKv.bytesPerBlock(), kv.bytesPerBlock());
    return new Disaggregation(
        prefill.workers(),
        decode.workers(),
        Math.max(1, (long) Math.ceil(perByte * bytes * PICOS_PER_SECOND)),
        Math.max(1, (long) Math.ceil(alone * PICOS_PER_SECOND)),
        prefill.ranks() <= decode.ranks(),
        1,
        0,
        decoding);
  }

  private static StepShape typical(ServedCase decode, double perRank) {
    long context = Math.round(decode.meanInput() + decode.meanOutput() / 2);
    return StepShape.decode(
        (int) Math.max(1, perRank), context, decode.deployment().plan().attentionDp());
  }
}
