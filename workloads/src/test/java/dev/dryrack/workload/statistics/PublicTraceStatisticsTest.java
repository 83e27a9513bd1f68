package dev.dryrack.workload.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.trace.TraceOptions.BadLength;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Every figure of expected_dev.json: statistics of the published traces computed with NumPy and
 * SciPy, 2026-11-23.
 */
final class PublicTraceStatisticsTest {

  private static final int[] WIDTHS = {1, 10, 60};

  /** What is not compared, and why. */
  private static final Map<String, String> NOT_COMPARED =
      Map.of(
          "azure2023_conv/sanity/first", "text of a stamp; see theStampsAreAsFarApartAsTheTrace",
          "azure2023_conv/sanity/last", "text of a stamp; see theStampsAreAsFarApartAsTheTrace",
          "azure2023_conv/sanity/crlf", "a property of the file's bytes, not of its requests",
          "azure2023_conv/sanity/frac_digits/0", "a property of the file's text",
          "weka_agentic_dev/interleaving", "a sentence: how the expected figures were made",
          "semantics", "a sentence: how the expected figures were made");

  private static TraceStatistics statistics(String file) throws IOException {
    Path path = SharedData.file("traces/" + file);
    try (SessionSource source = TraceFiles.open(path, TraceOptions.DEFAULTS)) {
      return TraceInspector.inspect(source);
    }
  }

  /** Every number, word and truth value of the file by its path. */
  private static Map<String, String> expected() throws IOException {
    Path path = SharedData.file("traces/expected_dev.json");
    Map<String, String> leaves = new LinkedHashMap<>();
    JsonFactory factory =
        JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    try (JsonParser parser =
        factory.createParser(ObjectReadContext.empty(), Files.readAllBytes(path))) {
      JsonToken token;
      while ((token = parser.nextToken()) != null) {
        if (token.isScalarValue()) {
          String name = parser.streamReadContext().pathAsPointer().toString().substring(1);
          leaves.put(name.replace("~1", "/"), parser.getString());
        }
      }
    }
    return leaves;
  }

  private static Map<String, Object> actual(TraceStatistics s) {
    Map<String, Object> figures = new LinkedHashMap<>();
    lengths("in", s.input(), figures);
    lengths("out", s.output(), figures);
    figures.put("corr/pearson", s.correlation().pearson());
    figures.put("corr/spearman", s.correlation().spearman());
    figures.put("corr/pearson_log", s.correlation().pearsonLog());
    figures.put("sanity/out_of_order", s.counts().noted().getOrDefault("out-of-order", 0L));
    figures.put("sanity/max_total", s.total().max());
    figures.put("sanity/dup_ts", s.input().count() - s.times().distinctTimes());
    return figures;
  }

  private static void lengths(String name, Distribution d, Map<String, Object> into) {
    for (int percent : new int[] {1, 5, 10, 25, 50, 75, 90, 95, 99}) {
      into.put(name + "/p" + percent, d.quantile(percent / 100.0));
    }
    into.put(name + "/min", d.min());
    into.put(name + "/max", d.max());
    into.put(name + "/mean", d.mean());
    into.put(name + "/std", d.standardDeviation());
    into.put(name + "/zeros", Math.round(d.fractionAtMost(0) * d.count()));
    into.put(name + "/neg", Math.round(d.fractionAtMost(-1) * d.count()));
  }

  private static void arrivals(String name, TraceStatistics s, Map<String, Object> into) {
    into.put(name + "/n", (double) s.input().count());
    into.put(name + "/duration_s", s.durationSeconds());
    into.put(name + "/rate", s.requestsPerSecond());
    for (int i = 0; i < WIDTHS.length; i++) {
      WindowStatistics w = s.windows().get(i);
      String suffix = "_" + WIDTHS[i] + "s";
      into.put(name + "/peak" + suffix, w.peak());
      into.put(name + "/mean" + suffix, w.mean());
      into.put(name + "/iod" + suffix, w.indexOfDispersion());
      into.put(name + "/empty" + suffix, w.emptyFraction());
      into.put(name + "/p99" + suffix, w.p99());
    }
    GapStatistics g = s.gaps();
    into.put(name + "/ia_mean", g.meanSeconds());
    into.put(name + "/ia_cv", g.variationCoefficient());
    into.put(name + "/ia_zero_frac", g.zeroFraction());
    into.put(name + "/ia_p50", g.p50Seconds());
    into.put(name + "/ia_p99", g.p99Seconds());
    into.put(name + "/ia_max", g.maxSeconds());
    into.put(name + "/gamma_k", g.gammaShape());
    into.put(name + "/gamma_theta", g.gammaScaleSeconds());
    into.put(name + "/weibull_c", g.weibullShape());
    into.put(name + "/weibull_scale", g.weibullScaleSeconds());
    into.put(name + "/gamma_k_mom", 1 / (g.variationCoefficient() * g.variationCoefficient()));
    into.put(name + "/ks_exp", g.ksExponential());
    into.put(name + "/ks_gamma", g.ksGamma());
    into.put(name + "/ks_weibull", g.ksWeibull());
    into.put(name + "/ia_acf1", g.autocorrelation());
  }

  /**
   * Compares every figure of a section to the digit, but for rounding: the expected gaps were
   * differences of doubles (absolute noise 2e-12 s), the expected fits iterations that stop early
   * (relative 1e-6). A figure that has no counterpart must be among {@link #NOT_COMPARED}.
   */
  private static void compare(String section, Map<String, Object> actual) throws IOException {
    Map<String, String> left = new LinkedHashMap<>(expected());
    left.keySet().removeIf(name -> !name.startsWith(section + "/"));
    assertThat(left).isNotEmpty();
    actual.forEach(
        (name, value) -> {
          String wanted = left.remove(section + "/" + name);
          if (wanted != null) {
            compare(name, value, wanted);
          }
        });
    left.keySet().removeAll(NOT_COMPARED.keySet());
    assertThat(left).as("figures that nothing is compared with").isEmpty();
  }

  private static void compare(String name, Object value, String wanted) {
    if (!(value instanceof Number number)) {
      assertThat(value).as(name).hasToString(wanted);
      return;
    }
    double expected = Double.parseDouble(wanted);
    double figure = number.doubleValue();
    boolean fitted = name.contains("gamma_") || name.contains("weibull") || name.contains("ks_");
    if (Double.isNaN(expected)) {
      assertThat(figure).as(name).isNaN();
    } else {
      double tolerance = Math.abs(expected) * (fitted ? 1e-6 : 4e-12) + 1e-15;
      assertThat(figure).as(name).isCloseTo(expected, within(tolerance));
    }
  }

  @Test
  void everySectionOfTheExpectedFiguresHasATest() throws IOException {
    Set<String> sections = new TreeSet<>();
    expected().keySet().forEach(name -> sections.add(name.replaceFirst("/.*", "")));
    sections.removeAll(NOT_COMPARED.keySet());
    assertThat(sections)
        .containsExactly("azure2023_conv", "mooncake_conversation", "weka_agentic_dev");
    assertThat(expected().keySet()).containsAll(NOT_COMPARED.keySet());
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  @Test
  void theAzureConversationTraceHasItsPublishedStatistics() throws IOException {
    TraceStatistics s = statistics("azure2023_conv.csv.gz");
    Map<String, Object> actual = actual(s);
    arrivals("arr", s, actual);
    TimeStatistics times = s.times();
    actual.put("sanity/dup_rows", times.identicalRequests());
    actual.put("sanity/dup_in_out_pairs_consecutive", times.equalLengthsInARow());
    for (int i = 0; i < times.perTenMinutes().size(); i++) {
      actual.put("per10min/" + i, times.perTenMinutes().get(i));
    }
    for (int i = 0; i < times.largestGaps().size(); i++) {
      actual.put("gaps_gt_5s/" + i + "/0", rounded(times.largestGaps().get(i).startSeconds()));
      actual.put("gaps_gt_5s/" + i + "/1", rounded(times.largestGaps().get(i).seconds()));
    }
    frequent("top_in", s.input(), actual);
    frequent("top_out", s.output(), actual);
    compare("azure2023_conv", actual);
    assertThat(times.gapsAboveFiveSeconds()).isZero();
    assertThat(times.unitSeconds()).isEqualTo(1e-6); // 7 decimals, the last of them always 0
  }

  private static void frequent(String name, Distribution lengths, Map<String, Object> into) {
    List<Distribution.Frequent> values = lengths.mostFrequent(8);
    for (int i = 0; i < values.size(); i++) {
      into.put(name + "/" + i + "/0", values.get(i).value());
      into.put(name + "/" + i + "/1", values.get(i).occurrences());
    }
  }

  @Test
  void theStampsAreAsFarApartAsTheTrace() throws IOException {
    Map<String, String> expected = expected();
    DateTimeFormatter form =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSS", Locale.ROOT);
    Duration whole =
        Duration.between(
            LocalDateTime.parse(expected.get("azure2023_conv/sanity/first"), form),
            LocalDateTime.parse(expected.get("azure2023_conv/sanity/last"), form));
    assertThat(statistics("azure2023_conv.csv.gz").durationSeconds())
        .isEqualTo(whole.toNanos() / 1e9);
  }

  @Test
  void theMooncakeConversationTraceHasItsPublishedStatisticsAndHitRates() throws IOException {
    TraceStatistics s = statistics("mooncake_conversation.jsonl.gz");
    Map<String, Object> actual = actual(s);
    arrivals("arrivals", s, actual);
    PrefixStatistics p = s.prefix();
    actual.put("requests", s.counts().emitted());
    actual.put("first_ts_ms", 0); // times count from the first arrival
    actual.put("duration_s", s.durationSeconds());
    actual.put("unique_blocks", p.distinctBlocks());
    actual.put("total_blocks", p.totalBlocks());
    actual.put("infinite_hit_rate", p.idealHitFraction());
    for (int blocks : new int[] {1000, 5000, 10000, 30000, 50000}) {
      actual.put("lru_hit_rate_by_capacity_blocks/" + blocks, p.hitFraction(blocks));
    }
    String byTokens = "lru_by_Mtokens(rate,capacity_blocks=floor(M*1e6/512),evictions)/";
    for (String millions :
        List.of("0.25", "0.5", "1", "2", "3", "5", "10", "20", "30", "50", "75", "100")) {
      int capacity = (int) (Double.parseDouble(millions) * 1e6 / 512);
      String rate = String.format(Locale.ROOT, "%.5f", p.hitFraction(capacity));
      actual.put(byTokens + millions + "/0", Double.parseDouble(rate));
      actual.put(byTokens + millions + "/1", capacity);
      actual.put(byTokens + millions + "/2", p.evictions(capacity));
    }
    actual.put("sanity/dup_lines", s.times().identicalRequests());
    actual.put("sanity/max_same_ts", s.times().mostAtOnce());
    actual.put("sanity/n_distinct_ts", s.times().distinctTimes());
    actual.put("sanity/uniq_blocks", p.distinctBlocks());
    actual.put("sanity/blocks_vs_floor/0/0", 1);
    actual.put("sanity/blocks_vs_floor/0/1", p.partialLastBlocks());
    actual.put("sanity/blocks_vs_floor/1/0", 0);
    actual.put("sanity/blocks_vs_floor/1/1", p.prompts() - p.partialLastBlocks());
    for (int i = 0; i < s.times().commonGaps().size(); i++) {
      TimeStatistics.CommonGap gap = s.times().commonGaps().get(i);
      actual.put("sanity/ts_granularity/" + i + "/0", Math.round(gap.seconds() * 1e3));
      actual.put("sanity/ts_granularity/" + i + "/1", gap.times());
    }
    blockNames(actual);
    compare("mooncake_conversation", actual);
    assertThat(s.times().unitSeconds()).isEqualTo(1e-3);
  }

  /** What FORMATS.md says of the block ids of Mooncake, counted as they are read. */
  private static void blockNames(Map<String, Object> into) throws IOException {
    Path path = SharedData.file("traces/mooncake_conversation.jsonl.gz");
    Map<Long, Long> parents = new HashMap<>();
    long ceil = 0;
    long repeated = 0;
    long empty = 0;
    long descending = 0;
    long conflicts = 0;
    long least = Long.MAX_VALUE;
    long largest = 0;
    try (SessionSource source = TraceFiles.open(path, TraceOptions.DEFAULTS)) {
      while (source.advance()) {
        ceil += source.prefixBlocks() == (source.inputTokens() + 511) / 512 ? 1 : 0;
        empty += source.prefixBlocks() == 0 ? 1 : 0;
        long parent = -1;
        boolean ascending = true;
        Set<Long> own = new TreeSet<>();
        for (int run = 0; run < source.prefixRuns(); run++) {
          for (int i = 0; i < source.prefixRunLength(run); i++) {
            long id = source.prefixRunStart(run) + i;
            ascending &= id > parent;
            repeated += own.add(id) ? 0 : 1;
            Long known = parents.putIfAbsent(id, parent);
            conflicts += known != null && known != parent ? 1 : 0;
            least = Math.min(least, id);
            largest = Math.max(largest, id);
            parent = id;
          }
        }
        descending += ascending ? 0 : 1;
      }
    }
    into.put("sanity/blocks_vs_ceil/0/0", 0);
    into.put("sanity/blocks_vs_ceil/0/1", ceil);
    into.put("sanity/max_id", largest);
    into.put("sanity/min_id", least);
    into.put("sanity/dup_ids_within_req", repeated);
    into.put("sanity/empty_hash", empty);
    into.put("sanity/non_monotone_ids", descending);
    into.put("sanity/ids_with_conflicting_parent_occurrences", conflicts);
  }

  @Test
  @Tag("slow")
  void theAgenticTraceHasItsPublishedHitRates() throws IOException {
    Path path = SharedData.file("traces/weka_agentic_dev_rle.jsonl.gz");
    TraceOptions keep = TraceOptions.DEFAULTS.withBadLengths(BadLength.KEEP, BadLength.REFUSE);
    long second = 1_000_000_000_000L;
    int[] lives = {60, 300, 3600};
    TraceInspector inspector =
        new TraceInspector(new long[] {60 * second, 300 * second, 3600 * second});
    Map<String, Object> actual = new LinkedHashMap<>();
    TraceStatistics s;
    long floor = 0;
    try (SessionSource source = TraceFiles.open(path, keep)) {
      while (source.advance()) {
        inspector.add(source);
        floor += source.prefixBlocks() == source.inputTokens() / 64 ? 1 : 0;
      }
      s = inspector.statistics(source);
    }
    PrefixStatistics prefix = s.prefix();
    actual.put("sessions", s.sessions());
    actual.put("requests", s.turnsPerSession().sum());
    actual.put("subagent_groups", s.counts().noted().get("subagent-begun"));
    actual.put("sum_in", s.input().sum());
    actual.put("sum_out", s.output().sum());
    actual.put("sum_blocks", prefix.totalBlocks());
    actual.put("blocks_equal_floor_in_div_64", floor);
    for (int i = 0; i < lives.length; i++) {
      long hits = prefix.hitBlocksWithin(i);
      actual.put("ttl_prefix_hit_blocks/" + lives[i], hits);
      actual.put("ttl_hit_rate/" + lives[i], hits / (double) prefix.totalBlocks());
    }
    actual.put("ttl_prefix_hit_blocks/inf", prefix.idealHitBlocks());
    actual.put("ttl_hit_rate/inf", prefix.idealHitFraction());
    int[] millions = {1, 2, 5, 10, 20, 30, 50, 75, 100, 1_000_000};
    for (int i = 0; i < millions.length; i++) {
      // The last one's cache holds all that there is.
      long capacity = Math.min(millions[i] * 1_000_000L / 64, 2_367_715);
      actual.put(
          "lru_interleaved_60s/" + i,
          String.format(
              Locale.ROOT,
              "%dM tokens cap=%d blocks hit=%.5f tot=%d",
              millions[i],
              capacity,
              prefix.hitFraction(capacity),
              prefix.totalBlocks()));
    }
    compare("weka_agentic_dev", actual);
    assertThat(prefix.distinctBlocks()).isLessThanOrEqualTo(2_367_715);
  }
}
