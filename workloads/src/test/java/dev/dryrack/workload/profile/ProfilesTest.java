package dev.dryrack.workload.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.statistics.TraceInspector;
import dev.dryrack.workload.statistics.TraceStatistics;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import dev.dryrack.workload.transform.Transforms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfilesTest {

  @Test
  @Tag("slow")
  void theShippedProfilesAreWhatTheirDerivationMakesOfTheTraces() throws IOException {
    for (LoadProfile derived : ProfileDerivation.all()) {
      assertThat(text(derived)).isEqualTo(text(Profiles.of(derived.name())));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"azure-conv", "mooncake-conversation", "claude-code-agentic", "deepseek-r1"})
  void everyProfileIsReadWrittenAndDrawnTheSameEachTime(String name) throws IOException {
    LoadProfile profile = Profiles.of(name);
    assertThat(profile.source()).hasSizeGreaterThan(40);
    String file = text(profile);
    LoadProfile again = read("again", file);
    assertThat(text(again)).isEqualTo(file);
    assertThat(requests(again)).isEqualTo(requests(profile)).hasSize(500);
  }

  private static LoadProfile read(String name, String text) throws IOException {
    return ProfileFile.read(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(LoadProfile profile) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ProfileFile.write(profile, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<String> requests(LoadProfile profile) throws IOException {
    List<String> requests = new ArrayList<>();
    try (SessionSource source = profile.open(500, new RandomStreams(4, 1))) {
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
    try (SessionSource source = faster.open(20_000, new RandomStreams(4, 1))) {
      TraceStatistics statistics = TraceInspector.inspect(source);
      // The first 400 s lie in the first segment, at 0.86 of the mean rate.
      assertThat(statistics.requestsPerSecond()).isCloseTo(50 * 0.8635, within(4.0));
    }
  }

  @Test
  void aFitToAPlainPoissonLoadFindsIt() throws IOException {
    SessionSource source =
        SyntheticLoad.of(8, 1, 1000, 200, 0.5).open(20_000, new RandomStreams(2, 0));
    LoadProfile profile = ProfileFitter.fit(source, "p", "a test", remark -> {});
    SyntheticLoad load = (SyntheticLoad) profile.load();
    assertThat(load.arrivals().shape()).isCloseTo(1, within(0.1));
    assertThat(load.inputTokens().at(0.5)).isCloseTo(750, within(10.0));
    assertThat(load.reuse()).isNull();
    try (SessionSource again = profile.open(20_000, new RandomStreams(2, 0))) {
      TraceStatistics statistics = TraceInspector.inspect(again);
      assertThat(statistics.windows().get(1).indexOfDispersion()).isCloseTo(1, within(0.25));
    }
  }

  /** Poisson arrivals, 4 per second, stamped with the tick in which they are. */
  private static SessionSource stamped(long tickPicos) {
    return new ForwardingSource(
        SyntheticLoad.of(4, 1, 1000, 200, 0.5).open(4_000, new RandomStreams(2, 0))) {
      @Override
      public long arrivalPicos() {
        return source.arrivalPicos() / tickPicos * tickPicos;
      }
    };
  }

  private static List<String> remarks(SessionSource source) throws IOException {
    List<String> remarks = new ArrayList<>();
    ProfileFitter.fit(source, "p", "a test", remarks::add);
    return remarks;
  }

  @Test
  void aFitToTimesInTicksIsRemarkedWhereTheyDistortCounts() throws IOException {
    long millisecond = 1_000_000_000L;
    assertThat(remarks(stamped(3_000 * millisecond)))
        .singleElement()
        .asString()
        .startsWith("times are stamped in ticks of about 3s, and a profile has none")
        .endsWith("fit with --spread 3s");
    assertThat(remarks(stamped(700 * millisecond))).singleElement().asString().contains("0.7s");
    for (long tick : new long[] {1, millisecond, 500 * millisecond, 1_000 * millisecond}) {
      assertThat(remarks(stamped(tick))).as("tick of %s ps", tick).isEmpty();
    }
    RandomStreams streams = new RandomStreams(1, 0);
    assertThat(
            remarks(Transforms.spread(stamped(3_000 * millisecond), 3_000 * millisecond, streams)))
        .isEmpty();
  }

  @Test
  void defectsOfAProfileAreTold() throws IOException {
    String good = text(Profiles.of("mooncake-conversation"));
    assertThat(refusal(good.replace("gap_shape", "gap_shap")))
        .startsWith("mine:1: gap_shape is missing in arrivals");
    assertThat(refusal(good.replace("\"shared_blocks\"", "\"x\":1,\"shared_blocks\"")))
        .isEqualTo("mine:1: unknown member x in reuse; remove it");
    assertThat(refusal(good.replace("\"gap_shape\":", "\"gap_shape\":-")))
        .contains("shape is -")
        .contains("above 0");
    assertThat(refusal(good.replace("[1,", "[0.5,"))).contains("quantile table");
    assertThat(refusal(good.substring(0, good.length() / 2)))
        .matches("mine:\\d+: not valid JSON: [^\\[]*; repair it, .*");
    assertThat(refusal("[]")).startsWith("mine:1: profile must be an object");
    assertThat(refusal("")).startsWith("mine:");
    assertThatThrownBy(() -> Profiles.of("azure"))
        .hasMessageStartingWith("no profile is named 'azure'; there are azure-conv");
    String sessions = text(Profiles.of("claude-code-agentic"));
    assertThat(refusal(sessions.replace("\"stretches\":[[0,", "\"stretches\":[[-1,")))
        .contains("a row of stretches is of session -1.0 where 0 must come");
    assertThat(refusal(sessions.replaceFirst("\\]\\],\"breaks\"", "],[471,9,0,0,5]],\"breaks\"")))
        .contains("the stretches end within a row of session 471");
    assertThat(refusal(sessions.replace("\"breaks\":[[", "\"breaks\":[[9999,1,5],[")))
        .contains("a row of breaks is of session 9999");
    assertThat(refusal(sessions.replace("\"stretches\":[", "\"stretches\":[1,")))
        .contains("a row of stretches is of session 1.0 where 0 must come");
  }

  private static String refusal(String text) {
    try {
      read("mine", text);
      throw new AssertionError("read without complaint");
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
