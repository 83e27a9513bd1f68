package dev.dryrack.workload.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.statistics.Distribution;
import dev.dryrack.workload.statistics.TraceInspector;
import dev.dryrack.workload.statistics.TraceStatistics;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import dev.dryrack.workload.synthetic.SyntheticSource;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.transform.Transforms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfilesTest {

  private static final long TICK_PICOS = 3_000_000_000_000L;

  private static TraceStatistics generated(String name, long requests, long seed)
      throws IOException {
    try (ProfileSource source =
        new ProfileSource(Profiles.of(name), requests, new RandomStreams(seed, 0))) {
      return TraceInspector.inspect(source);
    }
  }

  private static SessionSource azure() throws IOException {
    Path file = SharedData.file("traces/azure2023_conv.csv.gz");
    return TraceFiles.open(file, TraceOptions.DEFAULTS);
  }

  private static SessionSource mooncake() throws IOException {
    Path file = SharedData.file("traces/mooncake_conversation.jsonl.gz");
    return Transforms.spread(
        TraceFiles.open(file, TraceOptions.DEFAULTS), TICK_PICOS, new RandomStreams(1, 0));
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

  private static void sameQuantiles(Distribution imitation, Distribution trace) {
    for (double fraction : new double[] {0.1, 0.25, 0.5, 0.75, 0.9, 0.95}) {
      double wanted = trace.quantile(fraction);
      // Where the trace has next to no values nearby, a sample's quantile may lie anywhere between
      // those of the neighbouring fractions (0.6 %: three standard errors at 60,000 requests).
      double low = Math.min(wanted * 0.98 - 1, trace.quantile(fraction - 0.006));
      double high = Math.max(wanted * 1.02 + 1, trace.quantile(fraction + 0.006));
      assertThat(imitation.quantile(fraction)).as("quantile %s", fraction).isBetween(low, high);
    }
  }

  @Test
  void azureConvHasTheLengthsAndTheBurstinessOfTheTraceItImitates() throws IOException {
    try (SessionSource source = azure()) {
      TraceStatistics trace = TraceInspector.inspect(source);
      TraceStatistics imitation = generated("azure-conv", 60_000, 1);
      sameLengths(imitation.input(), trace.input());
      sameLengths(imitation.output(), trace.output());
      sameQuantiles(imitation.input(), trace.input());
      sameQuantiles(imitation.output(), trace.output());
      assertThat(imitation.requestsPerSecond()).isCloseTo(trace.requestsPerSecond(), within(0.2));
      sameDispersion(imitation, trace);
      assertThat(imitation.correlation().spearman())
          .isCloseTo(trace.correlation().spearman(), within(0.02));
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

  @Test
  void mooncakeConversationHasTheLengthsAndHitRatesOfTheTraceItImitates() throws IOException {
    try (SessionSource source = mooncake()) {
      TraceStatistics trace = TraceInspector.inspect(source);
      TraceStatistics imitation = generated("mooncake-conversation", 12_031, 2);
      sameLengths(imitation.input(), trace.input());
      sameLengths(imitation.output(), trace.output());
      assertThat(imitation.prefix().idealHitFraction())
          .isCloseTo(trace.prefix().idealHitFraction(), within(0.02));
      for (int blocks : new int[] {1_000, 5_000, 10_000, 30_000, 50_000}) {
        assertThat(imitation.prefix().hitFraction(blocks))
            .as("capacity %d", blocks)
            .isCloseTo(trace.prefix().hitFraction(blocks), within(0.02));
      }
      assertThat(imitation.windows().get(0).indexOfDispersion())
          .isCloseTo(trace.windows().get(0).indexOfDispersion(), within(0.15));
    }
  }

  @Test
  @Tag("slow")
  void theShippedProfilesAreWhatTheFitterMakesOfTheTraces() throws IOException {
    LoadProfile azure = Profiles.of("azure-conv");
    try (SessionSource source = azure()) {
      assertThat(written(ProfileFitter.fit(source, azure.name(), azure.source())))
          .isEqualTo(written(azure));
    }
    LoadProfile mooncake = Profiles.of("mooncake-conversation");
    try (SessionSource source = mooncake()) {
      assertThat(written(ProfileFitter.fit(source, mooncake.name(), mooncake.source())))
          .isEqualTo(written(mooncake));
    }
  }

  /**
   * Published aggregate of the ServeGen pool: 16.0 requests/s, rates vary by 0.51 per 10 minutes.
   */
  @Test
  @Tag("slow")
  void deepseekR1FollowsTheDayOfTheClientPool() throws IOException {
    TraceStatistics imitation = generated("deepseek-r1", 1_400_000, 3);
    assertThat(imitation.requestsPerSecond()).isCloseTo(16.01, within(0.8));
    LoadProfile profile = Profiles.of("deepseek-r1");
    assertThat(imitation.input().mean())
        .isCloseTo(profile.inputTokens().mean(), within(profile.inputTokens().mean() * 0.01));
    assertThat(imitation.output().quantile(0.5))
        .isCloseTo(profile.outputTokens().at(0.5), within(20.0));
    // A relative variance of 0.51^2 on 961 requests a minute.
    assertThat(imitation.windows().get(2).indexOfDispersion())
        .isCloseTo(1 + 961 * 0.5126 * 0.5126, within(45.0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"azure-conv", "mooncake-conversation", "deepseek-r1"})
  void everyProfileIsReadWrittenAndDrawnTheSameEachTime(String name) throws IOException {
    LoadProfile profile = Profiles.of(name);
    assertThat(profile.source()).hasSizeGreaterThan(40);
    byte[] file = written(profile);
    LoadProfile again = ProfileFile.read("again", new ByteArrayInputStream(file));
    assertThat(written(again)).isEqualTo(file);
    assertThat(requests(again)).isEqualTo(requests(profile)).hasSize(500);
  }

  private static byte[] written(LoadProfile profile) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ProfileFile.write(profile, out);
    return out.toByteArray();
  }

  private static List<String> requests(LoadProfile profile) throws IOException {
    List<String> requests = new ArrayList<>();
    try (ProfileSource source = new ProfileSource(profile, 500, new RandomStreams(4, 1))) {
      while (source.advance()) {
        requests.add(
            source.arrivalPicos()
                + " "
                + source.inputTokens()
                + " "
                + source.outputTokens()
                + " "
                + source.prefixBlocks());
      }
    }
    return requests;
  }

  @Test
  void anotherRateKeepsEverythingElse() throws IOException {
    LoadProfile faster = Profiles.of("azure-conv").withRequestsPerSecond(50);
    try (ProfileSource source = new ProfileSource(faster, 20_000, new RandomStreams(4, 1))) {
      TraceStatistics statistics = TraceInspector.inspect(source);
      // The first 400 s lie in the first segment, at 0.86 of the mean rate.
      assertThat(statistics.requestsPerSecond()).isCloseTo(50 * 0.8635, within(4.0));
    }
  }

  @Test
  void aFitToAPlainPoissonLoadFindsIt() throws IOException {
    SyntheticSource source =
        new SyntheticSource(
            new SyntheticLoad(8, 1, 1000, 200, 0.5, 20_000), new RandomStreams(2, 0));
    LoadProfile profile = ProfileFitter.fit(source, "p", "a test");
    assertThat(profile.arrivals().gapShape()).isCloseTo(1, within(0.1));
    assertThat(profile.arrivals().modulationVariation()).isLessThan(0.06);
    assertThat(profile.inputTokens().at(0.5)).isCloseTo(750, within(10.0));
    assertThat(profile.reuse()).isNull();
  }

  @Test
  void defectsOfAProfileAreTold() throws IOException {
    String good = new String(written(Profiles.of("mooncake-conversation")), StandardCharsets.UTF_8);
    assertThat(refusal(good.replace("gap_shape", "gap_shap")))
        .startsWith("mine: gap_shape is missing in arrivals");
    assertThat(refusal(good.replace("\"shared_blocks\"", "\"x\":1,\"shared_blocks\"")))
        .isEqualTo("mine: unknown member x in reuse; remove it");
    assertThat(refusal(good.replace("\"gap_shape\":", "\"gap_shape\":-")))
        .contains("gapShape is -")
        .contains("above 0");
    assertThat(refusal(good.replace("[1.0,", "[0.5,"))).contains("quantile table");
    assertThat(refusal(good.substring(0, good.length() / 2))).startsWith("mine: not valid JSON");
    assertThat(refusal("[]")).startsWith("mine:1: profile must be an object");
    assertThat(refusal("")).startsWith("mine:");
    assertThatThrownBy(() -> Profiles.of("azure"))
        .hasMessageStartingWith("no profile is named 'azure'; there are azure-conv");
  }

  private static String refusal(String text) {
    try {
      ProfileFile.read("mine", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      throw new AssertionError("read without complaint");
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
