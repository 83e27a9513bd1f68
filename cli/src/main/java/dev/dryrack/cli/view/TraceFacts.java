package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Report;
import dev.dryrack.workload.statistics.Distribution;
import dev.dryrack.workload.statistics.GapStatistics;
import dev.dryrack.workload.statistics.PrefixStatistics;
import dev.dryrack.workload.statistics.TimeStatistics;
import dev.dryrack.workload.statistics.TraceStatistics;
import dev.dryrack.workload.statistics.WindowStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The facts of a trace for programs. */
final class TraceFacts {

  private static final List<Long> SIZES =
      List.of(1_000L, 5_000L, 10_000L, 50_000L, 100_000L, 500_000L, 1_000_000L, 10_000_000L);

  private static final int MOST_FREQUENT = 8;

  private TraceFacts() {}

  /** Cache sizes that a trace can fill. */
  static List<Long> usualSizes(PrefixStatistics prefix) {
    return SIZES.stream().filter(size -> size < prefix.distinctBlocks()).toList();
  }

  static void add(Report report, TraceStatistics trace, List<Long> sizes) {
    report
        .fact("trace", trace.description())
        .fact("rows_read", trace.counts().read())
        .fact("requests", trace.counts().emitted())
        .fact("dropped", new LinkedHashMap<String, Object>(trace.counts().dropped()))
        .fact("remarked", new LinkedHashMap<String, Object>(trace.counts().noted()))
        .fact("duration_seconds", trace.durationSeconds())
        .fact("requests_per_second", trace.requestsPerSecond())
        .fact("input_tokens", facts(trace.input()))
        .fact("output_tokens", facts(trace.output()))
        .fact("total_tokens", facts(trace.total()))
        .fact("correlation_pearson", trace.correlation().pearson())
        .fact("correlation_spearman", trace.correlation().spearman())
        .fact("correlation_pearson_log", trace.correlation().pearsonLog())
        .fact("windows", windows(trace.windows()))
        .fact("gaps", facts(trace.gaps()))
        .fact("times", facts(trace.times()))
        .fact("sessions", trace.sessions())
        .fact("turns_per_session", facts(trace.turnsPerSession()))
        .fact("prefix", facts(trace.prefix(), sizes));
  }

  private static Map<String, Object> facts(Distribution values) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("count", values.count());
    facts.put("mean", values.mean());
    facts.put("standard_deviation", values.standardDeviation());
    facts.put("min", values.min());
    for (int percent : new int[] {1, 5, 10, 25, 50, 75, 90, 95, 99}) {
      facts.put("p" + percent, values.quantile(percent / 100.0));
    }
    facts.put("p99_9", values.quantile(0.999));
    facts.put("max", values.max());
    List<Object> frequent = new ArrayList<>();
    for (Distribution.Frequent value : values.mostFrequent(MOST_FREQUENT)) {
      frequent.add(pair("value", value.value(), "times", value.occurrences()));
    }
    facts.put("most_frequent", frequent);
    return facts;
  }

  private static Map<String, Object> pair(String one, Object first, String other, Object second) {
    Map<String, Object> pair = new LinkedHashMap<>();
    pair.put(one, first);
    pair.put(other, second);
    return pair;
  }

  private static Map<String, Object> facts(TimeStatistics times) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("distinct", times.distinctTimes());
    facts.put("most_at_once", times.mostAtOnce());
    facts.put("unit_seconds", times.unitSeconds());
    facts.put("requests_per_10min", new ArrayList<Object>(times.perTenMinutes()));
    List<Object> largest = new ArrayList<>();
    for (TimeStatistics.Gap gap : times.largestGaps()) {
      largest.add(pair("start_seconds", gap.startSeconds(), "seconds", gap.seconds()));
    }
    facts.put("largest_gaps", largest);
    facts.put("gaps_above_5s", times.gapsAboveFiveSeconds());
    List<Object> common = new ArrayList<>();
    for (TimeStatistics.CommonGap gap : times.commonGaps()) {
      common.add(pair("seconds", gap.seconds(), "times", gap.times()));
    }
    facts.put("common_gaps", common);
    facts.put("identical_requests", times.identicalRequests());
    facts.put("equal_lengths_in_a_row", times.equalLengthsInARow());
    return facts;
  }

  private static List<Object> windows(List<WindowStatistics> windows) {
    List<Object> all = new ArrayList<>();
    for (WindowStatistics window : windows) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("width_seconds", window.widthSeconds());
      facts.put("windows", window.windows());
      facts.put("mean", window.mean());
      facts.put("p99", window.p99());
      facts.put("peak", window.peak());
      facts.put("empty_fraction", window.emptyFraction());
      facts.put("index_of_dispersion", window.indexOfDispersion());
      all.add(facts);
    }
    return all;
  }

  private static Map<String, Object> facts(GapStatistics gaps) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("mean_seconds", gaps.meanSeconds());
    facts.put("variation_coefficient", gaps.variationCoefficient());
    facts.put("zero_fraction", gaps.zeroFraction());
    facts.put("p50_seconds", gaps.p50Seconds());
    facts.put("p99_seconds", gaps.p99Seconds());
    facts.put("max_seconds", gaps.maxSeconds());
    facts.put("autocorrelation", gaps.autocorrelation());
    facts.put("gamma_shape", gaps.gammaShape());
    facts.put("gamma_scale_seconds", gaps.gammaScaleSeconds());
    facts.put("weibull_shape", gaps.weibullShape());
    facts.put("weibull_scale_seconds", gaps.weibullScaleSeconds());
    facts.put("ks_exponential", gaps.ksExponential());
    facts.put("ks_gamma", gaps.ksGamma());
    facts.put("ks_weibull", gaps.ksWeibull());
    facts.put("held_gaps", gaps.heldGaps());
    return facts;
  }

  private static Map<String, Object> facts(PrefixStatistics prefix, List<Long> sizes) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("block_tokens", prefix.blockTokens());
    facts.put("total_blocks", prefix.totalBlocks());
    facts.put("distinct_blocks", prefix.distinctBlocks());
    facts.put("ideal_hit_blocks", prefix.idealHitBlocks());
    facts.put("ideal_hit_fraction", prefix.idealHitFraction());
    List<Object> caches = new ArrayList<>();
    for (long size : sizes) {
      Map<String, Object> cache = new LinkedHashMap<>();
      cache.put("blocks", size);
      cache.put("hit_blocks", prefix.hitBlocks(size));
      cache.put("hit_fraction", prefix.hitFraction(size));
      cache.put("evictions", prefix.evictions(size));
      caches.add(cache);
    }
    facts.put("lru", caches);
    facts.put("prompts", prefix.prompts());
    facts.put("partial_last_blocks", prefix.partialLastBlocks());
    List<Object> lifetimes = new ArrayList<>();
    long[] picos = prefix.timesToLivePicos();
    for (int i = 0; i < picos.length; i++) {
      Map<String, Object> lifetime = new LinkedHashMap<>();
      lifetime.put("seconds", picos[i] * 1e-12);
      lifetime.put("hit_blocks", prefix.hitBlocksWithin(i));
      lifetime.put("hit_fraction", prefix.hitBlocksWithin(i) / (double) prefix.totalBlocks());
      lifetimes.add(lifetime);
    }
    facts.put("time_to_live", lifetimes);
    return facts;
  }
}
