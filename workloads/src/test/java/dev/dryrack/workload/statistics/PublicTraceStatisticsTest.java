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
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

  private static TraceStatistics statistics(String file) throws IOException {
    Path path = SharedData.file("traces/" + file);
    try (SessionSource source = TraceFiles.open(path, TraceOptions.DEFAULTS)) {
      return TraceInspector.inspect(source);
    }
  }

  /** Numbers of one section by their paths. */
  private static Map<String, Double> expected(String section) throws IOException {
    Path path = SharedData.file("traces/expected_dev.json");
    Map<String, Double> numbers = new LinkedHashMap<>();
    JsonFactory factory =
        JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    try (JsonParser parser =
        factory.createParser(ObjectReadContext.empty(), Files.readAllBytes(path))) {
      JsonToken token;
      while ((token = parser.nextToken()) != null) {
        if (token.isNumeric()) {
          String name = parser.streamReadContext().pathAsPointer().toString();
          if (name.startsWith("/" + section + "/")) {
            numbers.put(name.substring(section.length() + 2), parser.getDoubleValue());
          }
        }
      }
    }
    return numbers;
  }

  private static Map<String, Double> actual(TraceStatistics s) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    lengths("in", s.input(), numbers);
    lengths("out", s.output(), numbers);
    return numbers;
  }

  private static void lengths(String name, Distribution d, Map<String, Double> into) {
    for (int percent : new int[] {1, 5, 10, 25, 50, 75, 90, 95, 99}) {
      into.put(name + "/p" + percent, d.quantile(percent / 100.0));
    }
    into.put(name + "/min", d.min());
    into.put(name + "/max", d.max());
    into.put(name + "/mean", d.mean());
    into.put(name + "/std", d.standardDeviation());
  }

  private static void arrivals(String name, TraceStatistics s, Map<String, Double> into) {
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
   * Compares to the digit, but for rounding: the expected gaps were differences of doubles
   * (absolute noise 2e-12 s), the expected fits iterations that stop early (relative 1e-6).
   */
  private static void compare(Map<String, Double> actual, Map<String, Double> expected) {
    int compared = 0;
    for (Map.Entry<String, Double> figure : actual.entrySet()) {
      String name = figure.getKey();
      Double wanted = expected.get(name);
      if (wanted == null) {
        continue;
      }
      compared++;
      boolean fitted = name.contains("gamma_") || name.contains("weibull") || name.contains("ks_");
      double tolerance = Math.abs(wanted) * (fitted ? 1e-6 : 4e-12) + 1e-15;
      if (Double.isNaN(wanted)) {
        assertThat(figure.getValue()).as(name).isNaN();
      } else {
        assertThat(figure.getValue()).as(name).isCloseTo(wanted, within(tolerance));
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(actual.size() - 2);
  }

  @Test
  void theAzureConversationTraceHasItsPublishedStatistics() throws IOException {
    TraceStatistics s = statistics("azure2023_conv.csv.gz");
    Map<String, Double> actual = actual(s);
    arrivals("arr", s, actual);
    actual.put("corr/pearson", s.correlation().pearson());
    actual.put("corr/spearman", s.correlation().spearman());
    actual.put("corr/pearson_log", s.correlation().pearsonLog());
    compare(actual, expected("azure2023_conv"));
  }

  @Test
  void theMooncakeConversationTraceHasItsPublishedStatisticsAndHitRates() throws IOException {
    TraceStatistics s = statistics("mooncake_conversation.jsonl.gz");
    Map<String, Double> actual = actual(s);
    arrivals("arrivals", s, actual);
    actual.put("corr/pearson", s.correlation().pearson());
    actual.put("corr/spearman", s.correlation().spearman());
    actual.put("corr/pearson_log", s.correlation().pearsonLog());
    compare(actual, expected("mooncake_conversation"));
    PrefixStatistics p = s.prefix();
    assertThat(p.totalBlocks()).isEqualTo(288_500);
    assertThat(p.distinctBlocks()).isEqualTo(182_790);
    assertThat(p.idealHitFraction()).isEqualTo(0.3664124783362218);
    Map<String, Double> expected = expected("mooncake_conversation");
    for (int blocks : new int[] {1000, 5000, 10000, 30000, 50000}) {
      assertThat(p.hitFraction(blocks))
          .isEqualTo(expected.get("lru_hit_rate_by_capacity_blocks/" + blocks));
    }
    int sizes = 0;
    for (String name : expected.keySet()) {
      if (name.startsWith("lru_by_M") && name.endsWith("/1")) {
        String prefix = name.substring(0, name.length() - 1);
        long capacity = expected.get(name).longValue();
        assertThat(p.hitFraction(capacity)).isCloseTo(expected.get(prefix + "0"), within(5e-6));
        assertThat((double) p.evictions(capacity)).isEqualTo(expected.get(prefix + "2"));
        sizes++;
      }
    }
    assertThat(sizes).isEqualTo(12);
  }

  /** Hit rates by least-recently-used capacity, as printed in expected_dev.json. */
  private static final Map<Integer, String> AGENTIC_HIT_RATES =
      Map.of(
          15_625, "0.30807", 31_250, "0.59309", 78_125, "0.90518", 156_250, "0.95034", 312_500,
          "0.96083", 468_750, "0.96291", 781_250, "0.96358", 1_171_875, "0.96370", 1_562_500,
          "0.96371", 2_367_715, "0.96371");

  @Test
  @Tag("slow")
  void theAgenticTraceHasItsPublishedHitRates() throws IOException {
    Path path = SharedData.file("traces/weka_agentic_dev_rle.jsonl.gz");
    TraceOptions clamp =
        TraceOptions.DEFAULTS.withBadLengths(BadLength.CLAMP_TO_ONE, BadLength.REFUSE);
    long second = 1_000_000_000_000L;
    long[] timesToLive = {60 * second, 300 * second, 3600 * second};
    try (SessionSource source = TraceFiles.open(path, clamp)) {
      TraceStatistics statistics = TraceInspector.inspect(source, timesToLive);
      PrefixStatistics prefix = statistics.prefix();
      assertThat(prefix.totalBlocks()).isEqualTo(60_888_657);
      assertThat(prefix.distinctBlocks()).isLessThanOrEqualTo(2_367_715);
      assertThat(prefix.idealHitBlocks()).isEqualTo(58_679_221);
      assertThat(prefix.hitBlocksWithin(0)).isEqualTo(47_926_366);
      assertThat(prefix.hitBlocksWithin(1)).isEqualTo(55_735_088);
      assertThat(prefix.hitBlocksWithin(2)).isEqualTo(58_467_495);
      AGENTIC_HIT_RATES.forEach(
          (capacity, rate) ->
              assertThat(String.format(Locale.ROOT, "%.5f", prefix.hitFraction(capacity)))
                  .as("capacity %d", capacity)
                  .isEqualTo(rate));
      assertThat(statistics.sessions()).isEqualTo(471);
      assertThat(statistics.turnsPerSession().sum()).isEqualTo(31_879);
    }
  }
}
