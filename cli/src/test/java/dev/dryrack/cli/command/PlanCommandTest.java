package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanCommandTest {

  private static Cli.Result plan(String line) {
    return Cli.run(("plan " + line).split(" ", -1));
  }

  @Test
  void theBestPlanKeepsToTheLimitsAndEstimateAgrees() {
    Json json =
        Json.parse(
            plan("deepseek-r1 --on h200 --gpus 8 --isl 2048 --osl 256 --slo tpot:25 --json").out());
    Json best = json.map("best");
    assertThat(best.number("tpot_seconds")).isLessThanOrEqualTo(0.025);
    Json plan = best.map("plan");
    String line = "estimate deepseek-r1 --on h200 --gpus 8 --isl 2048 --osl 256 --json";
    for (String degree : List.of("tp", "pp", "ep", "replicas")) {
      line += " --" + degree + " " + (int) plan.number(degree);
    }
    line += " --attention-dp " + (int) plan.number("attention_dp");
    line += " --moe-tp " + (int) plan.number("moe_tp");
    line += " --max-concurrency " + (int) best.number("concurrency");
    Json estimate = Json.parse(Cli.run(line.split(" ", -1)).out());
    assertThat(estimate.number("tpot_seconds", "mid")).isEqualTo(best.number("tpot_seconds"));
    assertThat(estimate.number("output_tokens_per_second_per_gpu", "mid"))
        .isEqualTo(best.number("output_tokens_per_second_per_gpu"));
  }

  @Test
  void onTheFrontierSpeedPerUserIsPaidWithOutputPerGpu() {
    Json json = Json.parse(plan("llama-3.1-70b --on h100 --gpus 8 --json").out());
    List<Json> frontier = json.objects("frontier");
    assertThat(frontier).hasSizeGreaterThan(4);
    for (int i = 1; i < frontier.size(); i++) {
      assertThat(frontier.get(i).number("tokens_per_second_per_user"))
          .isLessThan(frontier.get(i - 1).number("tokens_per_second_per_user"));
      assertThat(frontier.get(i).number("output_tokens_per_second_per_gpu"))
          .isGreaterThan(frontier.get(i - 1).number("output_tokens_per_second_per_gpu"));
    }
  }

  @Test
  void theCommandsHaveThePlan() {
    String out = plan("llama-3.1-70b --on h100 --gpus 4 --slo tpot:30").out();
    assertThat(out)
        .contains("vllm serve llama-3.1-70b", "--tensor-parallel-size 4")
        .contains("sglang.launch_server", "--tp-size 4")
        .doesNotContain("expert-parallel");
    assertThat(out.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void limitsThatNoPlanKeepsAreToldWithTheNearest() {
    Cli.Result result = plan("llama-3.1-70b --on h100 --gpus 4 --slo tpot:0.1");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).contains("NO PLAN keeps to the limits; the nearest");
  }

  @Test
  void whatDoesNotFitAndWhatIsNotLookedForAreRefused() {
    Cli.Result small = plan("kimi-k3 --on h100 --gpus 8");
    assertThat(small.code()).isEqualTo(3);
    assertThat(small.err()).contains("does not fit on 8 GPUs", "nothing was searched");
    assertThat(plan("llama-3.1-70b --on h100 --set plan.tp=4").err()).contains("no effect");
    assertThat(plan("llama-3.1-70b --on h100 --osl 1").err()).contains("write 2 or more");
    assertThat(plan("llama-3.1-70b --on h100 --isl 5..9").err()).contains("takes one value");
  }
}
