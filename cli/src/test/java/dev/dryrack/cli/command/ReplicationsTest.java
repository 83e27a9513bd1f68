package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import dev.dryrack.cli.process.Interruption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dryrack run} with replications, on a small model on one GPU. */
final class ReplicationsTest {

  private static final String MODEL = "run --model llama-3.1-8b --on h100 --gpus 1";
  private static final String LOAD = " --isl 100 --osl 20 --num-prompts 100 --request-rate 20";

  @Test
  void eachReplicationIsTheRunOfItsOwnRandomNumbersAndTheFirstThatOfOnePlainRun() {
    Json json = Json.parse(run(LOAD + " --replications 3 --json").out());
    Json plain = Json.parse(run(LOAD + " --json").out());
    List<Double> values = values(json, "mean_e2el_seconds");
    assertThat(values).hasSize(3).doesNotHaveDuplicates();
    assertThat(json.number("mean_e2el_ms")).isEqualTo(plain.number("mean_e2el_ms"));
    assertThat(values.get(0) * 1e3).isEqualTo(plain.number("mean_e2el_ms"));
  }

  @Test
  void intervalsAreStudentsOverTheReplications() {
    Json experiment =
        Json.parse(run(LOAD + " --replications 4 --json").out()).map("sim").map("experiment");
    Json metric = experiment.map("metrics").map("p99_ttft_seconds");
    SummaryStatistics values = new SummaryStatistics();
    metric.list("values").forEach(value -> values.addValue(((Number) value).doubleValue()));
    double expected =
        new TDistribution(3).inverseCumulativeProbability(0.975)
            * values.getStandardDeviation()
            / 2;
    assertThat(metric.number("mean")).isBetween(values.getMean() - 1e-9, values.getMean() + 1e-9);
    assertThat(metric.number("half_width") / expected).isBetween(0.999_999, 1.000_001);
    assertThat(experiment.number("replications")).isEqualTo(4);
  }

  @Test
  void replicationsGoOnUntilTheResultIsPreciseOrThereAreEnough() {
    Json loose = experiment(" --precision 20%");
    assertThat(loose.flag("precise")).isTrue();
    assertThat(loose.number("replications")).isEqualTo(10);
    Json tight = experiment(" --precision 0.01% --replications 12");
    assertThat(tight.flag("precise")).isFalse();
    assertThat(tight.number("replications")).isEqualTo(12);
    assertThat(run(LOAD + " --precision 0.01% --replications 3").out())
        .contains("NOT PRECISE", "within 0.01 %");
  }

  @Test
  void theTableFitsEightyColumnsAndSaysWhatItIs() {
    Result result = run(LOAD + " --replications 3 --goodput ttft:500");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("means of 3 replications", " +- ", "Student's t", "first replication in detail");
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void aWarmUpIsFoundInAClosedLoopThatFillsAndIsLeftOut() {
    String load =
        " --isl 200 --osl 100 --num-prompts 600 --max-concurrency 64 --range-ratio 0.3 --json";
    Json all = Json.parse(run(load).out());
    Json json = Json.parse(run(load + " --warmup auto").out());
    Json experiment = json.map("sim").map("experiment");
    double warmup = experiment.number("warmup_seconds");
    assertThat(warmup).isPositive().isLessThan(all.map("sim").number("simulated_seconds") / 2);
    assertThat(json.number("completed")).isLessThan(all.number("completed"));
    assertThat(json.number("mean_ttft_ms")).isLessThan(all.number("mean_ttft_ms"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " --trace x.csv --replications 3",
        " --trace x.csv --precision 2%",
        " --replications 1 --precision 2%",
        " --replications 0",
        " --precision 2",
        " --precision 0%",
        " --warmup auto",
        " --warmup auto --request-rate 20 --num-prompts 5",
        " --warmup auto --request-rate 5000 --num-prompts 500",
        " --warmup 99h --replications 3",
      })
  void whatMakesNoSenseIsRefused(String flags) {
    Result result = run(flags);
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isNotBlank().doesNotContain("\tat ").doesNotContain("internal");
  }

  @Test
  void aTraceSaysWhyItIsNotReplicated() {
    assertThat(run(" --trace x.csv --replications 3").err()).contains("a trace is one sample");
  }

  @Test
  void aTraceOfTheScenarioIsNotDroppedForReplications(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("s.yaml");
    Files.writeString(
        file, "model: {id: llama-3.1-8b}\nsystem: {id: h100, gpus: 1}\nload: {trace: [x.csv]}\n");
    for (String option : List.of("--replications=3", "--precision=2%")) {
      Result result = Cli.run("run", file.toString(), option);
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err())
          .startsWith(option.split("=", -1)[0] + ": has no effect with load.trace (" + file)
          .contains("a trace is one sample")
          .doesNotContain("dropped")
          .doesNotContain("--num-prompts");
    }
  }

  @Test
  void anInterruptedExperimentReportsWhatIsFinished() {
    Interruption interruption = new Interruption();
    interruption.request();
    Result result =
        new Cli()
            .interruption(interruption)
            .call((MODEL + LOAD + " --replications 3").split(" ", -1));
    assertThat(result.code()).isEqualTo(130);
    assertThat(result.out()).contains("INTERRUPTED").doesNotContain("raise --replications");
  }

  private static Json experiment(String flags) {
    return Json.parse(run(LOAD + flags + " --json").out()).map("sim").map("experiment");
  }

  private static List<Double> values(Json json, String metric) {
    List<Double> values = new ArrayList<>();
    json.map("sim")
        .map("experiment")
        .map("metrics")
        .map(metric)
        .list("values")
        .forEach(value -> values.add(((Number) value).doubleValue()));
    return values;
  }

  private static Result run(String flags) {
    return Cli.run((MODEL + flags).split(" ", -1));
  }
}
