package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.Decimal;
import dev.dryrack.cli.scenario.type.Quantity;
import dev.dryrack.cli.scenario.type.QuantityOrWord;
import dev.dryrack.cli.scenario.type.Share;
import dev.dryrack.cli.scenario.type.WholeNumber;
import dev.dryrack.hardware.facts.Dimension;
import java.util.List;

/** Keys of how the simulation runs. */
public final class RunKeys {

  /** The value of {@link #WARMUP} that asks for the warm-up to be found. */
  public static final double WARMUP_AUTO_SECONDS = -1;

  static final Section KEYS = new Section("run", "How the simulation runs");

  public static final ScenarioKey<Long> SEED =
      KEYS.with(
          "seed",
          WholeNumber.between(0, Long.MAX_VALUE),
          0L,
          "Seed of all random numbers",
          "--seed");
  public static final ScenarioKey<String> ROUTER =
      KEYS.with(
          "router",
          new Choice(
              List.of(
                  "round-robin",
                  "random",
                  "least-requests",
                  "least-tokens",
                  "power-of-two",
                  "session",
                  "prefix-affinity",
                  "kv-aware")),
          "round-robin",
          "How requests are spread over replicas; the last three choose the rank, too",
          "--router");
  public static final ScenarioKey<String> RANK_ROUTER =
      KEYS.with(
          "rank-router",
          new Choice(
              List.of("round-robin", "random", "least-requests", "least-tokens", "power-of-two")),
          "least-requests",
          "How requests are spread over the attention ranks of a replica",
          "--rank-router");
  public static final ScenarioKey<Double> OVERLAP_WEIGHT =
      KEYS.with(
          "kv-overlap-score-weight",
          new Decimal(0, true, 1000, "", "X"),
          1.0,
          "What a prompt token to compute weighs against one outstanding, for --router kv-aware",
          "--kv-overlap-score-weight");
  public static final ScenarioKey<String> PREFIX_CACHE =
      KEYS.automatic(
          "prefix-cache",
          new Choice(List.of("off", "vllm", "radix")),
          "where the load names shared prefixes vllm, or radix with --scheduler sglang",
          "Whether KV blocks of earlier requests are used again",
          "--prefix-cache");
  public static final ScenarioKey<Double> WARMUP =
      KEYS.automatic(
          "warmup",
          new QuantityOrWord(
              new Quantity(Dimension.SECONDS, "s", "TIME", true), "auto", WARMUP_AUTO_SECONDS),
          "none",
          "Leave this much simulated time out of the measurements; auto: what MSER-5 finds",
          "--warmup");
  public static final ScenarioKey<Long> REPLICATIONS =
      KEYS.automatic(
          "replications",
          WholeNumber.between(1, 100_000),
          "1; with --precision as many as it takes, up to 100",
          "Independent runs of a generated load; with --precision, at most",
          "--replications");
  public static final ScenarioKey<Double> PRECISION =
      KEYS.automatic(
          "precision",
          new Share(),
          "none",
          "Replicate until means and throughput are this sure, such as 2%",
          "--precision");
  public static final ScenarioKey<Double> DURATION =
      KEYS.automatic(
          "duration",
          new Quantity(Dimension.SECONDS, "s", "TIME"),
          "until all is done",
          "Stop after this much simulated time, such as 600s or 1h",
          "--duration");

  private RunKeys() {}
}
