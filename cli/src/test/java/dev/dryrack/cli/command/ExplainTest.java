package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExplainTest {

  private static Cli.Result dryrack(String line) {
    return Cli.run(line.split(" ", -1));
  }

  @Test
  void aFitIsExplainedDownToItsVerdict() {
    String out = dryrack("fit llama-3.1-70b --on h100 --gpus 4 --explain").out();
    assertThat(out)
        .contains("1. llama-3.1-70b has 70.6 B numbers", "So: FITS.", "Words", "KV cache")
        .doesNotContain("TPOT");
    assertThat(out.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    Cli.Result no = dryrack("fit kimi-k3 --on h100 --gpus 8 --explain");
    assertThat(no.code()).isEqualTo(3);
    assertThat(no.out())
        .contains("more than a GPU has room for", "a GPU are missing. So: DOES NOT");
  }

  @Test
  void anEstimateHasTheSameChainAndGoesOnToSpeedAndCost() {
    String where = "llama-3.1-70b --on h100 --gpus 4 --json --explain";
    List<?> fit = Json.parse(dryrack("fit " + where).out()).list("explanation");
    List<?> estimate = Json.parse(dryrack("estimate " + where).out()).list("explanation");
    assertThat(estimate.subList(0, fit.size()).equals(fit)).isTrue();
    assertThat(estimate).hasSizeGreaterThan(fit.size() + 3);
    assertThat(String.valueOf(estimate.get(estimate.size() - 2))).contains("4 GPUs at $3.99");
  }

  @Test
  void samplesAreExplainedAtTheirMedians() {
    String where = "llama-3.1-70b --on h100 --gpus 4 --max-concurrency 64 --json --explain";
    List<?> median =
        Json.parse(dryrack("estimate --price 2..4 " + where).out()).list("explanation");
    List<?> known = Json.parse(dryrack("estimate --price 3 " + where).out()).list("explanation");
    assertThat(String.valueOf(median.get(0))).contains("the medians");
    assertThat(median.subList(1, median.size()).equals(known)).isTrue();
  }

  @Test
  void ownedGpusCostTheirPurchaseAndElectricity() {
    String line = "estimate llama-3.1-70b --on h100 --gpus 4 --json";
    Json owned = Json.parse(dryrack(line + " --contract owned").out()).map("cost");
    Json stated = Json.parse(dryrack(line + " --capex $33750").out()).map("cost");
    assertThat(owned.number("usd_per_gpu_hour")).isEqualTo(stated.number("usd_per_gpu_hour"));
    // 33,750 (0.2638 + 0.07) / 8760 and 1.61 kW at 6.8 cents: an annuity of 5 years at 10 %.
    assertThat(owned.number("usd_per_gpu_hour")).isBetween(1.38, 1.41);
    assertThat(owned.text("source")).contains("DGX H100");
    assertThat(dryrack("estimate llama-3.1-70b --on h200 --contract owned").err())
        .contains("nobody's purchase price of h200 is known; write --capex USD");
    assertThat(dryrack(line + " --contract 1-year --opex 0.1").err())
        .contains("has no effect on rented GPUs");
  }
}
