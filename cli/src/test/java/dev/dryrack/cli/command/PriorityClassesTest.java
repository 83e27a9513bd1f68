package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests of several priorities from the command line. */
final class PriorityClassesTest {

  private static final String RUN =
      "run --model llama-3.1-8b --on h100 --gpus 1 --num-prompts 600 --request-rate 60"
          + " --goodput ttft:500 ";

  private static Json json(String more) {
    return Json.parse(Cli.run((RUN + more + " --json").split(" ")).out());
  }

  @Test
  void everyClassHasItsShareOfTheWhole() {
    Json run = json("--priorities 0.2,0.8 --scheduling-policy priority --max-queued-requests 100");
    List<Json> classes = run.map("sim").objects("classes");
    assertThat(classes).hasSize(2);
    Json urgent = classes.get(0);
    Json other = classes.get(1);
    double served = urgent.number("measured") + other.number("measured");
    assertThat(served).isEqualTo(run.number("completed"));
    assertThat(urgent.number("rejected") + other.number("rejected"))
        .isEqualTo(run.number("failed"))
        .isPositive();
    assertThat(urgent.number("request_goodput") + other.number("request_goodput"))
        .isCloseTo(run.number("request_goodput"), within(1e-9));
    double mean =
        (urgent.number("measured") * urgent.number("ttft_seconds", "mean")
                + other.number("measured") * other.number("ttft_seconds", "mean"))
            / served;
    assertThat(mean * 1000).isCloseTo(run.number("mean_ttft_ms"), within(1e-6));
    assertThat(urgent.number("ttft_seconds", "mean"))
        .as("the urgent ones are served first")
        .isLessThan(other.number("ttft_seconds", "mean") / 2);
    assertThat(urgent.number("good") / urgent.number("measured"))
        .isGreaterThan(other.number("good") / other.number("measured"));
  }

  @Test
  void theReportHasARowForEach() {
    String priorities = "--priorities 1,1,1 --scheduling-policy priority";
    String[] report = Cli.run((RUN + priorities).split(" ")).out().split("\n");
    assertThat(report).anyMatch(line -> line.matches("  2 +\\d+ .* %"));
    assertThat(report).noneMatch(line -> line.length() > 80);
  }

  @Test
  void whereAllAreOfOneThereIsNothingToTell() {
    assertThat(Cli.run(RUN.strip().split(" ")).out()).doesNotContain("By priority");
  }
}
