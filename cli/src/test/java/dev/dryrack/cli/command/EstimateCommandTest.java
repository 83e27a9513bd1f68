package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Json;
import java.util.Arrays;
import java.util.regex.Pattern;
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

  @Test
  void aQueueIsNotCalledNone() {
    String line = "estimate 3t-a60b --on gb200-nvl72 --isl 1024 --osl 1";
    assertThat(Cli.run(line.split(" ", -1)).out())
        .contains("waiting for a place not counted", "once it has a place")
        .doesNotContain("no queue", "nothing waiting");
    assertThat(Cli.run((line + "024 --max-concurrency 72").split(" ", -1)).out())
        .contains("no queue", "nothing waiting", "waiting for a place: 0");
  }

  @Test
  void whatLimitsIsToldInTheOrderOfItsShare() {
    String out =
        Cli.run("estimate", "3t-a60b", "--on", "gb200-nvl72", "--isl", "1024", "--osl", "256")
            .out();
    String limits = out.substring(out.indexOf("Limit: ")).split("\\.\n", 2)[0];
    double[] shares =
        Pattern.compile("([0-9.]+) %")
            .matcher(limits)
            .results()
            .mapToDouble(share -> Double.parseDouble(share.group(1)))
            .toArray();
    assertThat(shares)
        .as(limits)
        .hasSizeGreaterThan(2)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void anEstimateSaysWhereRandomArrivalsWouldMakeItSlower() {
    String remark = "Prompts are taken to be spread evenly over ranks.";
    assertThat(Cli.run("estimate", "8t-a160b", "--on", "gb200-nvl72").out()).contains(remark);
    assertThat(Cli.run("estimate", "llama-3.1-70b", "--on", "h100", "--gpus", "4").out())
        .doesNotContain(remark);
  }
}
