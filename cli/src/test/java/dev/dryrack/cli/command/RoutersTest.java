package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routers from the command line. */
final class RoutersTest {

  private static final String FLEET = "run --model llama-3.1-70b --on h100 --gpus 16 --tp 4 ";
  private static final String PLAIN = "--isl 1000 --osl 50 --num-prompts 60 --request-rate 9 ";
  private static final String CHAT = "--profile mooncake-conversation --num-prompts 200 ";

  private static Result run(String flags) {
    return Cli.run((FLEET + flags).trim().split(" +"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "power-of-two", "least-tokens", "session", "kv-aware"})
  void everyRouterServesAllAndTellsHowEvenly(String router) {
    Result result = run(CHAT + "--router " + router);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("200 of 200 requests finished")
        .contains("Balance over 4 replicas")
        .contains("spread");
  }

  @Test
  void theSeedDecidesWhatIsDrawnAndNothingElse() {
    String flags = PLAIN + "--router random --json --seed ";
    assertThat(run(flags + 1).out()).isEqualTo(run(flags + 1).out());
    Json one = Json.parse(run(flags + 1).out()).map("sim").map("balance").map("replicas");
    assertThat(one.map("requests").number("mean")).isEqualTo(15);
    assertThat(one.map("requests").number("variation")).isPositive();
  }

  @Test
  void aKvAwareRouterFindsMorePrefixesThanRoundRobin() {
    assertThat(hits("kv-aware --kv-overlap-score-weight 2"))
        .isGreaterThan(hits("round-robin") + 0.02);
    assertThat(hits("prefix-affinity")).isGreaterThan(hits("round-robin") + 0.02);
  }

  private static double hits(String router) {
    Result result = run(CHAT + "--json --router " + router);
    assertThat(result.code()).as(result.err()).isZero();
    return Json.parse(result.out()).map("sim").map("prefix_cache").number("hit_fraction");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--router kv-aware | goes by shared prefixes, and these requests name none",
        "--router session | goes by sessions, and these requests have none",
        "--kv-overlap-score-weight 2 | only the router kv-aware weighs caches",
        "--rank-router random | a replica has one attention rank",
        "--router best | known: round-robin, random",
      })
  void routersWithNothingToGoByAreRefused(String flags, String reason) {
    Result result = run(PLAIN + flags);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(reason);
  }

  @Test
  void routersWithoutChoiceAreRefusedWithAllReasonsAtOnce() {
    Result result =
        Cli.run(
            ("run --model llama-3.1-70b --on h100 --gpus 4 --tp 4 --isl 100 --osl 5 --router random"
                    + " --rank-router random --kv-overlap-score-weight 2")
                .split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("--router: a router has no effect with one replica")
        .contains("--rank-router: has no effect")
        .contains("only the router kv-aware weighs caches");
  }
}
