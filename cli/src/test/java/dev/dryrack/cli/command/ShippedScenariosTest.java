package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that ship with dryrack run, here with few requests. */
final class ShippedScenariosTest {

  private static final Path FOLDER = Path.of("..", "scenarios");

  static List<String> scenarios() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }

  private static Result run(String scenario, String... more) {
    String[] fewer =
        scenario.startsWith("agentic")
            ? new String[] {"--sessions", "3"}
            : new String[] {"--num-prompts", "60"};
    return Cli.run(
        Stream.of(
                Stream.of("run", FOLDER.resolve(scenario).toString()),
                Stream.of(fewer),
                Stream.of(more))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void everyScenarioServesAllItsRequests(String scenario) {
    Result result = run(scenario);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .containsPattern("([0-9,]+) of \\1 requests finished")
        .doesNotContain("rejected");
  }

  @Test
  void theyAreListedInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "scenarios.md"));
    for (String scenario : scenarios()) {
      assertThat(page).contains("scenarios/" + scenario);
    }
  }

  @Test
  void threeCopiesOfEightTrillionParametersDoNotFitOneRack() {
    Result result =
        Cli.run(
            "run",
            FOLDER.resolve("8t-pools-one-nvl72.yaml").toString(),
            "--pools",
            "2P1D",
            "--prefill-tp",
            "2",
            "--prefill-attention-dp",
            "9",
            "--prefill-ep",
            "18");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("does not fit on 36 GPUs");
  }

  @Test
  void expertsThatDoNotSpreadEvenlyNeedRedundantOnes() {
    String base = "run --model deepseek-r1 --on h100 --attention-dp 72 --ep 72 --isl 10 --osl 2 ";
    Result without = Cli.run((base + "--num-prompts 2").split(" "));
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err())
        .contains("ep = 72 does not divide 256 experts")
        .contains("num-redundant-experts = 32");
    Result with = Cli.run((base + "--num-prompts 2 --num-redundant-experts 32").split(" "));
    assertThat(with.code()).as(with.err()).isZero();
    assertThat(with.out()).contains("DP72 × EP72 with 32 redundant experts");
  }
}
