package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that serve no request at all, or not all of them, are no success. */
final class NothingServedTest {

  private static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

  @TempDir Path folder;

  private static Result run(String... more) {
    String[] first = {"run", "--model", "llama-3.1-8b", "--on", "h100", "--gpus", "1"};
    return Cli.run(Stream.of(first, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  /** Text as if it had not been folded. */
  private static String unfolded(String text) {
    return String.join(" ", text.split("\\s+", -1));
  }

  @Test
  void aLoadOfWhichNoRequestCouldBeServedIsRefusedBeforeTheRun() {
    Result result = run("--isl", "2000000");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("2,000,128 tokens or more", "max-model-len 131,072")
        .contains("shorten them");
    Result capped = run("--isl", "9000", "--max-model-len", "8192");
    assertThat(capped.code()).isEqualTo(2);
    assertThat(capped.err())
        .contains("max-model-len 8,192 (--max-model-len)")
        .contains("raise --max-model-len, to 131072 at most with llama-3.1-8b");
  }

  @Test
  void rejectedRequestsAreToldWithTheLimitItsOriginAndTheRemedy() {
    String[] load = {"--isl", "9000", "--range-ratio", "0.5", "--num-prompts", "60"};
    String[] limit = {"--max-model-len", "8192"};
    Result result = run(Stream.of(load, limit).flatMap(Arrays::stream).toArray(String[]::new));
    assertThat(result.code()).isZero();
    assertThat(unfolded(result.out()))
        .contains("requests were rejected: longer, prompt plus output, than max-model-len 8,192")
        .contains("(--max-model-len): raise --max-model-len, to 131072 at most");
  }

  @Test
  void aTraceWithoutARequestIsBadData() throws IOException {
    Path trace =
        Files.writeString(folder.resolve("t.csv"), HEADER + "2023-11-16 18:15:46.6805900,9,0\n");
    Result result = run("--trace", trace.toString());
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.out())
        .contains("NOTHING SERVED: 0 of 0 requests")
        .contains("There is no request in")
        .doesNotContain("STABLE", "keeps up");
  }

  @Test
  void aTraceOfRequestsThatAreAllTooLongIsNotServed() throws IOException {
    Path trace =
        Files.writeString(
            folder.resolve("t.csv"), HEADER + "2023-11-16 18:15:46.6805900,900000,9\n");
    Result result = run("--trace", trace.toString(), "--json");
    assertThat(result.code()).isEqualTo(3);
    Json sim = Json.parse(result.out()).map("sim");
    assertThat(sim.text("verdict")).isEqualTo("nothing_served");
    assertThat(sim.list("remarks").toString())
        .contains("1 request was rejected: longer")
        .contains("max-model-len 131,072");
    assertThat(sim.map("cost").map("usd_per_million_tokens").isNull("mid")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3"})
  void aRunThatEndsBeforeAnythingIsDoneServedNothing(String replications) {
    Result result =
        run("--duration", "1ms", "--request-rate", "5000", "--replications", replications);
    assertThat(result.code()).isEqualTo(3);
    assertThat(unfolded(result.out()))
        .contains("NOTHING SERVED: 0 of ", "(--duration)", "raise --duration")
        .contains(" - per million output tokens")
        .doesNotContain("STABLE", "Infinity");
  }

  @Test
  void moneyPerTokenCountsPromptsAndOutputsOfTheSameTime() {
    String[] model = {
      "run", "--model", "llama-3.1-70b", "--on", "h100", "--gpus", "4", "--tp", "4"
    };
    String[] load = {"--isl", "1000", "--osl", "2000", "--num-prompts", "500"};
    String[] time = {"--request-rate", "20", "--duration", "20s", "--json"};
    Result result =
        Cli.run(Stream.of(model, load, time).flatMap(Arrays::stream).toArray(String[]::new));
    assertThat(result.code()).isEqualTo(3);
    Json cost = Json.parse(result.out()).map("sim").map("cost");
    double output = cost.map("usd_per_million_output_tokens").number("mid");
    assertThat(cost.map("usd_per_million_tokens").number("mid"))
        .isBetween(0.1 * output, 0.99 * output);
  }

  @Test
  void nothingIsEstimatedOfWhatDoesNotFit() {
    Result model = Cli.run("estimate", "llama-3.1-70b", "--on", "h100", "--gpus", "1");
    assertThat(model.code()).isEqualTo(3);
    assertThat(model.out()).isEmpty();
    assertThat(model.err())
        .contains("does not fit on 1 GPU of h100", "nothing was estimated", "would help: ");
    Result request =
        Cli.run("estimate", "llama-3.1-8b", "--on", "h100", "--gpus", "1", "--isl", "200000");
    assertThat(request.code()).isEqualTo(3);
    assertThat(request.out()).isEmpty();
    assertThat(request.err()).contains("a request of 200,128 tokens", "max-model-len 131,072");
  }

  @Test
  void equalRequestsInLockstepAreSaidToFlatter() {
    String[] load = {"--num-prompts", "100", "--osl", "4", "--request-rate", "inf"};
    assertThat(main(load, "1")).contains("stay in step", "--range-ratio 0.8");
    assertThat(main(load, "0.5")).doesNotContain("stay in step");
  }

  private static String main(String[] load, String rangeRatio) {
    String[] words = {"run", "--range-ratio", rangeRatio};
    String[] all = Stream.of(words, load).flatMap(Arrays::stream).toArray(String[]::new);
    return unfolded(Cli.run(all).out());
  }
}
