package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Json;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class EstimateCommandTest {

  @Test
  void whatRequestsOfOneTokenDoNotHaveIsADashAndNull() {
    String[] arguments = {
      "estimate",
      "llama-3.1-70b",
      "--on",
      "h100",
      "--gpus",
      "4",
      "--tp",
      "4",
      "--isl",
      "1000",
      "--osl",
      "1",
      "--max-concurrency",
      "4",
      "--json"
    };
    Json json = Json.parse(Cli.run(arguments).out());
    assertThat(json.keys()).contains("tpot_seconds");
    assertThat(Cli.run(arguments).out()).contains("\"tpot_seconds\" : null");
    String[] text = Arrays.copyOf(arguments, arguments.length - 1);
    assertThat(Cli.run(text).out()).containsPattern("TPOT +-").doesNotContain("NaN");
  }
}
