package dev.dryrack.workload.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.statistics.Distribution;
import dev.dryrack.workload.statistics.TraceInspector;
import dev.dryrack.workload.statistics.TraceStatistics;
import dev.dryrack.workload.synthetic.SessionLoad;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The shipped profiles against the traces they imitate: quantiles of lengths within 2 %, index of
 * dispersion of counts per 1, 10 and 60 s within 15 %, hit rates of prefix caches within 2 points.
 *
 * <p>An imitation is made long enough that chance is small beside these bounds, where a trace of
 * the same length would differ from itself, drawn again, by more.
 */
final class ProfileAccuracyTest {

  private static TraceStatistics generated(String name, long requests, long seed)
      throws IOException {
    try (SessionSource source = Profiles.of(name).open(requests, new RandomStreams(seed, 0))) {
      return TraceInspector.inspect(source);
    }
  }

  /** Largest distance of two distribution functions, over the values of both. */
  private static double kolmogorovSmirnov(Distribution one, Distribution other) {
    double largest = 0;
    for (Distribution points : List.of(one, other)) {
      for (int rank = 0; rank < points.distinct(); rank++) {
        int value = points.value(rank);
        double off = Math.abs(one.fractionAtMost(value) - other.fractionAtMost(value));
        largest = Math.max(largest, off);
      }
    }
    return largest;
  }

  /** Two-sample Kolmogorov-Smirnov at the 0.1 % level. */
  private static void sameLengths(Distribution imitation, Distribution trace) {
    double n = imitation.count();
    double m = trace.count();
    double critical = 1.95 * Math.sqrt((n + m) / (n * m));
    assertThat(kolmogorovSmirnov(imitation, trace)).isLessThan(critical);
  }

  /**
   * Quantiles within 2 %. Where the trace has next to no values nearby, a sample's quantile may lie
   * anywhere between those of the neighbouring fractions: {@code slack} is three standard errors.
   */
  private static void sameQuantiles(Distribution imitation, Distribution trace, double slack) {
    for (double fraction : new double[] {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99}) {
      double wanted = trace.quantile(fraction);
      double low = Math.min(wanted * 0.98 - 1, trace.quantile(fraction - slack));
      double high = Math.max(wanted * 1.02 + 1, trace.quantile(Math.min(1, fraction + slack)));
      assertThat(imitation.quantile(fraction)).as("quantile %s", fraction).isBetween(low, high);
    }
  }

  private static void sameDispersion(TraceStatistics imitation, TraceStatistics trace) {
    for (int width = 0; width < 3; width++) {
      double wanted = trace.windows().get(width).indexOfDispersion();
      assertThat(imitation.windows().get(width).indexOfDispersion() / wanted)
          .as("index of dispersion per %s s", trace.windows().get(width).widthSeconds())
          .isCloseTo(1, within(0.15));
    }
  }

  private static void sameHitRates(TraceStatistics imitation, TraceStatistics trace, int... sizes) {
    assertThat(imitation.prefix().idealHitFraction())
        .isCloseTo(trace.prefix().idealHitFraction(), within(0.02));
    for (int blocks : sizes) {
      assertThat(imitation.prefix().hitFraction(blocks))
          .as("capacity %d", blocks)
          .isCloseTo(trace.prefix().hitFraction(blocks), within(0.02));
    }
  }

  @Test
  void azureConv() throws IOException {
    try (SessionSource source = ProfileDerivation.azureTrace()) {
      TraceStatistics trace = TraceInspector.inspect(source);
      TraceStatistics imitation = generated("azure-conv", 200_000, 1);
      sameLengths(imitation.input(), trace.input());
      sameLengths(imitation.output(), trace.output());
      sameQuantiles(imitation.input(), trace.input(), 0.004);
      sameQuantiles(imitation.output(), trace.output(), 0.004);
      sameDispersion(imitation, trace);
      assertThat(imitation.requestsPerSecond()).isCloseTo(trace.requestsPerSecond(), within(0.1));
      assertThat(imitation.correlation().spearman())
          .isCloseTo(trace.correlation().spearman(), within(0.02));
    }
  }

  @Test
  void mooncakeConversation() throws IOException {
    try (SessionSource source = ProfileDerivation.mooncakeTrace()) {
      TraceStatistics trace = TraceInspector.inspect(source);
      TraceStatistics imitation = generated("mooncake-conversation", trace.counts().emitted(), 2);
      sameLengths(imitation.input(), trace.input());
      sameLengths(imitation.output(), trace.output());
      sameHitRates(imitation, trace, 1_000, 5_000, 10_000, 30_000, 50_000);
      TraceStatistics longer = generated("mooncake-conversation", 200_000, 3);
      sameQuantiles(longer.input(), trace.input(), 0.004);
      sameQuantiles(longer.output(), trace.output(), 0.004);
      sameDispersion(longer, trace);
    }
  }

  @Test
  @Tag("slow")
  void claudeCodeAgentic() throws IOException {
    SessionLoad load = (SessionLoad) Profiles.of("claude-code-agentic").load();
    TraceOptions openLoop = TraceOptions.DEFAULTS.withTurns(Turns.OPEN_LOOP);
    try (SessionSource recorded = ProfileDerivation.claudeTrace(openLoop);
        SessionSource drawn = load.inOpenLoop().openSessions(471, new RandomStreams(2, 0));
        SessionSource many = load.openSessions(471 * 40, new RandomStreams(4, 0))) {
      TraceStatistics trace = TraceInspector.inspect(recorded);
      sameHitRates(TraceInspector.inspect(drawn), trace, 156_250, 312_500, 1_562_500);
      TraceStatistics lengths = TraceInspector.inspect(new WithoutPrefixes(many));
      sameQuantiles(lengths.output(), trace.output(), 0.004);
      for (double fraction : new double[] {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99}) {
        // Not the 2 % of the others: contexts between a stretch's ends are drawn, not recorded.
        double bound = fraction == 0.1 ? 0.045 : 0.027;
        assertThat(lengths.input().quantile(fraction) / trace.input().quantile(fraction))
            .as("quantile %s", fraction)
            .isCloseTo(1, within(bound));
      }
      assertThat(lengths.counts().emitted() / (471.0 * 40))
          .as("turns of a session")
          .isCloseTo(trace.counts().emitted() / 471.0, within(1.4));
    }
  }

  /** Requests without their prefix blocks, which take most of the time. */
  private static final class WithoutPrefixes extends ForwardingSource {
    WithoutPrefixes(SessionSource source) {
      super(source);
    }

    @Override
    public int blockTokens() {
      return 0;
    }

    @Override
    public int prefixRuns() {
      return 0;
    }
  }

  @Test
  @Tag("slow")
  void deepseekR1() throws IOException {
    ServeGenPool pool = ServeGenPool.read(SharedData.file("traces/servegen/deepseek-r1.tar.gz"));
    TraceStatistics day = TraceInspector.inspect(new RowSource(pool.day(new RandomStreams(5, 0))));
    TraceStatistics imitation = generated("deepseek-r1", day.counts().emitted(), 6);
    sameQuantiles(imitation.input(), day.input(), 0.002);
    sameQuantiles(imitation.output(), day.output(), 0.002);
    sameDispersion(imitation, day);
  }
}
