package dev.dryrack.cli.experiment;

import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.serving.metrics.Latencies;
import dev.dryrack.serving.metrics.Latency;
import dev.dryrack.serving.metrics.Slo;
import dev.dryrack.serving.metrics.Throughput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A figure of a run that experiments are about.
 *
 * @param key its name for programs, with its unit, such as {@code p99_ttft_seconds}
 * @param subject what it is of, such as {@code TTFT}
 * @param statistic which figure of that, such as {@code p99}; or what it counts
 * @param isLatency whether it is seconds, to be told as milliseconds
 * @param isDecisive whether replications go on until it is precise
 * @param of its value in a run; NaN if the run has none
 */
public record Metric(
    String key,
    String subject,
    String statistic,
    boolean isLatency,
    boolean isDecisive,
    ToDoubleFunction<RunOutcome> of) {

  /** The statistics of each latency. */
  public static final List<String> STATISTICS = List.of("mean", "p50", "p90", "p99");

  /** All metrics that a system driven like this has. */
  public static List<Metric> all(Slo slo) {
    List<Metric> all = new ArrayList<>();
    latency(all, "TTFT", "ttft", Latencies::ttft);
    latency(all, "TPOT", "tpot", Latencies::tpot);
    latency(all, "ITL", "itl", Latencies::itl);
    latency(all, "E2E", "e2el", Latencies::e2e);
    rate(all, "requests_per_second", "requests", "/s", false, Throughput::requestsPerSecond);
    if (slo.bounds()) {
      rate(all, "good_requests_per_second", "goodput", "/s", false, Metric::goodput);
    }
    rate(
        all,
        "emitted_tokens_per_second",
        "output tokens",
        "/s",
        true,
        Throughput::emittedTokensPerSecond);
    rate(
        all,
        "output_tokens_per_second_per_gpu",
        "output tokens",
        "/s/GPU",
        false,
        Throughput::outputTokensPerSecondPerGpu);
    all.add(
        new Metric(
            "usd_per_million_output_tokens",
            "cost",
            "$/M output tokens",
            false,
            false,
            run -> run.money().usdPerMillionOutputTokens().mid()));
    return List.copyOf(all);
  }

  private static double goodput(Throughput rates) {
    return rates.goodRequestsPerSecond();
  }

  /** Whether it is read from a histogram, and so only to that one's resolution. */
  public boolean isQuantile() {
    return isLatency && !statistic.equals("mean");
  }

  /** The metric for people, with its unit: {@code p99 TTFT, ms}. */
  public String title() {
    return isLatency ? statistic + " " + subject + ", ms" : subject + ", " + statistic;
  }

  private static void latency(
      List<Metric> all, String subject, String key, Function<Latencies, Latency> which) {
    for (String statistic : STATISTICS) {
      ToDoubleFunction<Latency> figure = figure(statistic);
      all.add(
          new Metric(
              statistic + "_" + key + "_seconds",
              subject,
              statistic,
              true,
              statistic.equals("mean"),
              run -> figure.applyAsDouble(which.apply(run.result().latencies()))));
    }
  }

  private static ToDoubleFunction<Latency> figure(String statistic) {
    return switch (statistic) {
      case "mean" -> Latency::mean;
      case "p50" -> Latency::p50;
      case "p90" -> Latency::p90;
      case "p99" -> Latency::p99;
      default -> throw new IllegalArgumentException("no statistic " + statistic);
    };
  }

  private static void rate(
      List<Metric> all,
      String key,
      String subject,
      String unit,
      boolean isDecisive,
      ToDoubleFunction<Throughput> of) {
    all.add(
        new Metric(
            key,
            subject,
            unit,
            false,
            isDecisive,
            run -> of.applyAsDouble(run.result().throughput())));
  }
}
