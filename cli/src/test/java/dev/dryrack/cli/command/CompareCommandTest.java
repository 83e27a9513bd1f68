package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import dev.dryrack.cli.process.Interruption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dryrack compare} on a small model on one GPU. */
final class CompareCommandTest {

  private static final String MODEL =
      "model: {id: llama-3.1-8b}\nsystem: {id: h100, gpus: 1}\nplan: {tp: 1}\n";
  private static final String LOAD =
      "load: {request-rate: 20, isl: 100, osl: 20, num-prompts: 100}\n";

  @TempDir Path folder;

  @Test
  void aSlowerEngineIsShownToBeSlower() throws IOException {
    write("a.yaml", MODEL + LOAD);
    write("b.yaml", MODEL + LOAD + "engine: {max-num-seqs: 2}\n");
    Json metrics = metrics(compare("a.yaml", "b.yaml", "--replications", "5", "--json"));
    Json e2e = metrics.map("mean_e2el_seconds");
    assertThat(e2e.text("verdict")).isEqualTo("real");
    assertThat(e2e.number("difference")).isPositive();
    assertThat(e2e.number("difference")).isEqualTo(e2e.number("other") - e2e.number("baseline"));
    assertThat(e2e.number("p_value")).isLessThan(0.05);
  }

  @Test
  void withoutChanceDifferencesAreSaidToBeExact() throws IOException {
    write("a.yaml", MODEL + "load: {isl: 100, osl: 20, num-prompts: 20}\n");
    Result result = compare("a.yaml", "--vary", "engine.max-num-seqs=2");
    assertThat(result.out())
        .contains("drawn at random")
        .doesNotContain("random numbers of its own");
    assertThat(compare("a.yaml", "--vary", "engine.max-num-seqs=2", "--replications", "3").err())
        .contains("every replication would be the same");
  }

  @Test
  void anyLoadIsRefusedWhereLoadsAreTheSame() throws IOException {
    write("a.yaml", MODEL + LOAD);
    assertThat(compare("a.yaml", "--vary", "engine.max-num-seqs=2", "--any-load").err())
        .contains("--any-load has no effect");
    assertThat(
            compare("a.yaml", "--vary", "load.isl=50", "--any-load", "--replications", "2").code())
        .isZero();
  }

  @Test
  void aSystemDoesNotDifferFromItself() throws IOException {
    write("a.yaml", MODEL + LOAD);
    Json metrics = metrics(compare("a.yaml", "a.yaml", "--replications", "3", "--json"));
    for (String key : metrics.keys()) {
      assertThat(metrics.map(key).text("verdict")).as(key).isEqualTo("equal");
      assertThat(metrics.map(key).number("difference")).isZero();
    }
  }

  @Test
  void pairingOnTheSameRequestsNarrowsTheInterval() throws IOException {
    write("a.yaml", MODEL + LOAD);
    Json e2e =
        metrics(
                compare(
                    "a.yaml", "--vary", "engine.max-num-seqs=8", "--replications", "8", "--json"))
            .map("mean_e2el_seconds");
    assertThat(e2e.number("correlation")).isGreaterThan(0.5);
  }

  @Test
  void oneScenarioIsComparedWithItselfChanged() throws IOException {
    write("a.yaml", MODEL + LOAD);
    Result result =
        compare(
            "a.yaml",
            "--vary",
            "engine.max-num-seqs=2 engine.max-num-batched-tokens=512",
            "--vary",
            "engine.block-size=32",
            "--replications",
            "3");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("A with engine.max-num-seqs=2 engine.max-num-batched-tokens=512")
        .contains("B against A", "C against A", "mean TTFT, ms", "3 replications");
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void replicationsGoOnUntilDifferencesArePrecise() throws IOException {
    write("a.yaml", MODEL + LOAD);
    Json json =
        Json.parse(
            compare("a.yaml", "--vary", "engine.max-num-seqs=8", "--precision", "10%", "--json")
                .out());
    assertThat(json.number("replications")).isGreaterThanOrEqualTo(10);
    assertThat(json.flag("precise")).isTrue();
  }

  @Test
  void aTraceIsComparedRequestByRequest() throws IOException {
    StringBuilder rows = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
    for (int i = 0; i < 400; i++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "2023-11-16 18:%02d:%02d.%d000000,%d,%d\n",
              i / 600,
              i / 10 % 60,
              i % 10,
              100 + i * 7919 % 300,
              5 + i * 31 % 20));
    }
    write("trace.csv", rows.toString());
    write("a.yaml", MODEL);
    Json json =
        Json.parse(
            compare("a.yaml", "--trace", "trace.csv", "--vary", "engine.max-num-seqs=1", "--json")
                .out());
    assertThat(json.text("method")).isEqualTo("batch means by request");
    Json metrics = json.objects("comparisons").get(0).map("metrics");
    assertThat(metrics.map("mean_e2el_seconds").number("half_width")).isPositive();
    assertThat(metrics.map("p99_ttft_seconds").text("verdict")).isEqualTo("unknown");
  }

  @Test
  void differentLoadsAreComparedOnlyIfAskedFor() throws IOException {
    write("a.yaml", MODEL + LOAD);
    write("b.yaml", MODEL + LOAD.replace("20,", "10,"));
    Result refused = compare("a.yaml", "b.yaml");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("load.request-rate is '20'", "'10'", "--any-load");
    assertThat(compare("a.yaml", "b.yaml", "--any-load", "--replications", "2").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.yaml",
        "a.yaml none.yaml",
        "a.yaml --vary plan.tpp=2",
        "a.yaml --vary run.seed=7 --any-load",
        "a.yaml --vary fit.kv-room=0.1",
        "a.yaml a.yaml --replications 1",
        "a.yaml a.yaml --out x"
      })
  void whatMakesNoSenseIsRefused(String words) throws IOException {
    write("a.yaml", MODEL + LOAD);
    Result result = compare(words.split(" ", -1));
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isNotBlank().doesNotContain("\tat ").doesNotContain("internal");
  }

  @Test
  void aMistakeIsBlamedOnTheOptionThatMadeIt() throws IOException {
    write("a.yaml", MODEL + LOAD);
    assertThat(compare("a.yaml", "--vary", "plan.tpp=2").err())
        .startsWith("--vary plan.tpp=2: ")
        .doesNotContain("--set");
    assertThat(compare("a.yaml", "--vary", "nonsense").err()).startsWith("--vary nonsense: ");
    assertThat(compare("a.yaml", "--vary", "fit.kv-room=0.1").err())
        .startsWith("--vary fit.kv-room=0.1: has no effect");
  }

  @Test
  void whatDoesNotFitIsNotCompared() throws IOException {
    write("a.yaml", MODEL + LOAD);
    Result result = compare("a.yaml", "--vary", "model.id=8t-a160b");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("does not fit");
  }

  @Test
  void anInterruptedComparisonSaysSo() throws IOException {
    write("a.yaml", MODEL + LOAD);
    Interruption interruption = new Interruption();
    interruption.request();
    Result result =
        new Cli()
            .directory(folder)
            .interruption(interruption)
            .call("compare", "a.yaml", "--vary", "engine.max-num-seqs=2");
    assertThat(result.code()).isEqualTo(130);
    assertThat(result.out()).contains("INTERRUPTED");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private Result compare(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "compare";
    System.arraycopy(words, 0, all, 1, words.length);
    return new Cli().directory(folder).call(all);
  }

  private static Json metrics(Result result) {
    assertThat(result.code()).as(result.err()).isZero();
    return Json.parse(result.out()).objects("comparisons").get(0).map("metrics");
  }

  @Test
  void systemsGetAsManyReplicasAsMakeThemEqual(@TempDir Path folder) throws IOException {
    Path first = folder.resolve("a.yaml");
    Path second = folder.resolve("b.yaml");
    String load = "load: {isl: 500, osl: 50, request-rate: 6, num-prompts: 60}\n";
    Files.writeString(
        first,
        "model: {id: llama-3.1-70b}\nsystem: {id: h100, gpus: 16}\nplan: {tp: 4, replicas: 4}\n"
            + load);
    Files.writeString(
        second,
        "model: {id: llama-3.1-70b}\nsystem: {id: b200, gpus: 4}\nplan: {tp: 2, replicas: 2}\n"
            + load);
    String[] line = {
      "compare", first.toString(), second.toString(), "--replications", "2", "--equal", "cost"
    };
    // 16 x $3.99 = $63.84; of pairs at 2 x $6.69 = $13.38, 5 come nearest.
    assertThat(Cli.run(line).out())
        .contains("a.yaml: 16 GPUs, $63.84 an hour", "b.yaml: 10 GPUs, $66.90 an hour");
    line[6] = "gpus";
    assertThat(Cli.run(line).out()).contains("b.yaml: 16 GPUs");
    line[6] = "coins";
    assertThat(Cli.run(line).err()).contains("--equal 'coins'", "gpus, cost, power");
  }
}
