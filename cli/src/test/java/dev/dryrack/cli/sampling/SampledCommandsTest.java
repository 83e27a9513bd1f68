package dev.dryrack.cli.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampledCommandsTest {

  private static final List<String> LLAMA =
      List.of("estimate", "llama-3.1-70b", "--on", "h100", "--gpus", "4", "--tp", "4");

  private static Cli.Result llama(String... more) {
    List<String> words = new ArrayList<>(LLAMA);
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  @Test
  void aRangeOfPricesMovesTheCostOfADayAndNothingElse() {
    Json json = Json.parse(llama("--price", "2..4", "--samples", "400", "--json").out());
    // 4 GPUs, 24 hours, $2.2 to $3.8 between the 10 % and 90 % points of a uniform price.
    assertThat(json.number("outputs", "usd-per-day", "low")).isBetween(210.0, 213.0);
    assertThat(json.number("outputs", "usd-per-day", "high")).isBetween(363.0, 366.0);
    assertThat(json.number("outputs", "usd-per-day", "median")).isBetween(287.0, 289.0);
    Json wider = Json.parse(llama("--price", "1..9", "--samples", "400", "--json").out());
    assertThat(wider.number("outputs", "user", "median"))
        .isEqualTo(json.number("outputs", "user", "median"));
  }

  @Test
  void theBandOfStepTimesIsTheBandOfTheEstimate() {
    Json point = Json.parse(llama("--json").out());
    Json sampled = Json.parse(llama("--samples", "2000", "--json").out());
    for (String end : List.of("low", "high")) {
      double ratio =
          sampled.number("outputs", "user", end)
              / point.number("output_tokens_per_second_per_user", end);
      assertThat(ratio).as(end).isBetween(0.99, 1.01);
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedAlmostTheSame() {
    String[] words = {"--price", "lognormal(3, 0.4)", "--isl", "500..4000", "--seed", "7"};
    assertThat(llama(words).out()).isEqualTo(llama(words).out());
    words[5] = "8";
    Json seven = Json.parse(llama("--price", "lognormal(3, 0.4)", "--seed", "7", "--json").out());
    Json eight = Json.parse(llama("--price", "lognormal(3, 0.4)", "--seed", "8", "--json").out());
    double ratio =
        seven.number("outputs", "usd-output", "median")
            / eight.number("outputs", "usd-output", "median");
    assertThat(ratio).isNotEqualTo(1).isBetween(0.98, 1.02);
  }

  @Test
  void aClaimSaysHowOftenItHoldsAndWhereItTurns() {
    // Four GPUs cost $288 a day at $3 an hour, which half of the prices are above.
    String out = llama("--price", "2..4", "--claim", "usd-per-day<=288").out();
    assertThat(out).contains("usd-per-day<=288 holds in 50.0 %", "turns at cost.price = $3/GPU-h");
    assertThat(llama("--samples", "10", "--claim", "tpot<=1 ns").out()).contains("holds in 0.0 %");
    assertThat(llama("--samples", "10", "--claim", "usr>=2").err()).contains("did you mean 'user'");
  }

  @Test
  void whatDrivesTheCostComesFirst() {
    String out = llama("--price", "1..8", "--isl", "1000..1010").out();
    String drivers = out.substring(out.indexOf("What drives $/M"));
    assertThat(drivers.indexOf("cost.price")).isLessThan(drivers.indexOf("step times"));
    assertThat(drivers.indexOf("step times")).isLessThan(drivers.indexOf("load.isl"));
  }

  @Test
  void samplesThatDoNotFitAreCountedAndTheRestDescribed() {
    String[] words = "fit --active 160B --on gb200-nvl72 --quantization bf16 --json".split(" ", -1);
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--params", "4T..12T", "--samples", "60"));
    Json json = Json.parse(Cli.run(line.toArray(String[]::new)).out());
    // BF16 weights of 6.4T fill the 12.9 TB that may be used of 72 x 198.7 GB: some below 30 %.
    assertThat(json.number("fits", "probability")).isBetween(0.1, 0.35);
  }

  @Test
  void valuesThatDoNotGoTogetherAreLeftOutAndTold() {
    String[] line = {
      "fit", "--params", "100B..300B", "--active", "50B..250B", "--on", "h200", "--samples", "50"
    };
    assertThat(Cli.run(line).out()).contains("samples are left out", "must be at most params");
    line[2] = "100B..110B";
    line[4] = "120B..130B";
    Cli.Result none = Cli.run(line);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("must be at most params");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4..2|the range is empty",
        "2..2|both ends are the same",
        "uniform(2 ms, 4 ms)|has the unknown unit 'ms'",
        "uniform($2/h, 4) EUR|has a unit, and 'EUR' stands behind",
        "uniform(2)|takes 2 values, and 1",
        "normal(2, 0)|is zero",
        "normal(2, 3)|it reaches",
        "triangular(2, 1, 3)|the mode must lie between",
        "lognormal(2, x)|not a plain number",
        "gauss(2, 3)|'gauss(2, 3)'",
        "choice(2, 2)|two different values",
        "choice(2)|two different values",
        "choice(2,,3)|is empty",
        "3 ± 120%|it reaches",
        "3 ± 0%|must be above 0"
      })
  void whatCannotBeIsRefused(String value, String reason) {
    Cli.Result result = llama("--price", value);
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).contains("--price: ", reason);
  }

  @Test
  void mistakesOfAFileAreToldAllAtOnceWithTheirPlaces(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("s.yaml");
    Files.writeString(
        file,
        """
        model: {id: llama-3.1-70b}
        system: {id: h100, gpus: 9..3}
        cost:
          price: 4 $/h..2 $/h
        load:
          isl: uniform(5, 1 ms)
        """);
    Cli.Result result = Cli.run("estimate", "-f", file.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("s.yaml:2:26", "s.yaml:4:10", "s.yaml:6:8", "3 problems");
  }

  @Test
  void manySamplesShareLayoutsAndSayWhatTheyKnow() {
    String[] words = "fit --active 10B --on h200 --gpus 8 --json".split(" ", -1);
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--params", "0.5T..2T", "--samples", "3000"));
    Json many = Json.parse(Cli.run(line.toArray(String[]::new)).out());
    line.set(line.size() - 1, "1000");
    Json few = Json.parse(Cli.run(line.toArray(String[]::new)).out());
    // The same thousand models, each three times: the interval must not get narrower.
    assertThat(many.number("fits", "probability")).isEqualTo(few.number("fits", "probability"));
    assertThat(many.number("fits", "low")).isEqualTo(few.number("fits", "low"));
  }

  @Test
  void rangesOfFractionsBorrowNoUnit() {
    Json json = Json.parse(llama("--price", "1.5..2.5", "--samples", "200", "--json").out());
    // 4 GPUs for 24 hours at $2.
    assertThat(json.number("outputs", "usd-per-day", "median")).isBetween(191.0, 193.0);
  }

  @Test
  void unitsMayStandBehindAndPercentagesAreOfTheMiddle(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("s.yaml");
    Files.writeString(
        file,
        """
        model: {id: llama-3.1-70b}
        system: {id: h100, gpus: 4}
        cost:
          price: uniform(2, 4) $/h
        load:
          isl: 1000 ± 50%
        """);
    Cli.Result result = Cli.run("estimate", "-f", file.toString(), "--json");
    assertThat(result.err()).isEmpty();
    assertThat(Json.parse(result.out()).number("outputs", "usd-per-day", "median"))
        .isBetween(287.0, 289.0);
  }

  @Test
  void commandsThatTakeOneValueSaySo() {
    Cli.Result result = Cli.run("run", "--isl", "100..200", "--request-rate", "1..2");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("takes one value; write one, such as 150", "2 problems");
  }

  @Test
  void whatHasNoEffectWithoutSamplesIsRefused() {
    assertThat(llama("--claim", "fits").err()).contains("--claim has no effect");
    assertThat(llama("--seed", "3").err()).contains("--seed", "has no effect");
    assertThat(Cli.run("fit", "deepseek-v3", "--on", "h200", "--samples", "9").err())
        .contains("--samples", "has no effect");
  }

  @Test
  void claimsThatCannotBeReadAreToldWithAllElseThatIsWrong() {
    Cli.Result result =
        llama("--price", "2..4kg", "--claim", "usr>=20", "--claim", "user=>3", "--isl", "9..3");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("'kg'", "'usr' is no figure; did you mean 'user'?", "'user=>3': is no claim")
        .contains("the range is empty", "4 problems");
  }

  @Test
  void allSamplesHaveTheLoadOfTheMedians() {
    Cli.Result result =
        Cli.run(
            "estimate",
            "--params",
            "8T ± 30%",
            "--active",
            "160B",
            "--on",
            "gb200-nvl72",
            "--samples",
            "30",
            "--json");
    Json load = Json.parse(result.out()).map("load");
    Json median =
        Json.parse(
            Cli.run(
                    "estimate",
                    "--params",
                    "8T",
                    "--active",
                    "160B",
                    "--on",
                    "gb200-nvl72",
                    "--json")
                .out());
    assertThat(load.number("concurrency")).isEqualTo(median.number("load", "concurrency"));
    Cli.Result text =
        Cli.run(
            "estimate",
            "--params",
            "8T ± 30%",
            "--active",
            "160B",
            "--on",
            "gb200-nvl72",
            "--samples",
            "30");
    assertThat(text.out()).contains("at once, 1,024 tokens in, 128 out", "different ones are");
  }

  @Test
  void aClaimTurnsAlsoWhereTheEndsOfARangeAreImpossible() {
    // Less than 39.6B active of 8T is more than the rule of its layers can do.
    List<String> line =
        new ArrayList<>(
            List.of(
                "estimate",
                "--params",
                "8T",
                "--active",
                "20B..400B",
                "--on",
                "gb200-nvl72",
                "--quantization",
                "nvfp4",
                "--tp",
                "1",
                "--attention-dp",
                "72",
                "--max-concurrency",
                "401",
                "--samples",
                "60",
                "--json"));
    Json without = Json.parse(Cli.run(line.toArray(String[]::new)).out());
    assertThat(without.number("impossible")).isPositive();
    line.addAll(List.of("--claim", "user>=" + without.number("outputs", "user", "median")));
    Json claimed = Json.parse(Cli.run(line.toArray(String[]::new)).out());
    String turn = claimed.objects("claims").get(0).map("turns_at").text("model.active");
    assertThat(Double.parseDouble(turn.replace("B", ""))).isBetween(100.0, 320.0);
  }

  @Test
  void someSamplesAreSimulatedTooWithTheirOwnStepTimes() {
    Json result =
        Json.parse(
            llama("--price", "2..4", "--max-concurrency", "16", "--simulate", "3", "--json").out());
    Json simulated = result.map("simulated");
    assertThat(simulated.number("count")).isEqualTo(3);
    assertThat(simulated.number("keep_up")).isEqualTo(3);
    assertThat(simulated.number("largest_difference")).isLessThan(0.15);
    // The thirds' middles of the band of step times: they differ as their closed forms do.
    double closed =
        simulated.number("user_closed_form", "high") / simulated.number("user_closed_form", "low");
    double found = simulated.number("user", "high") / simulated.number("user", "low");
    assertThat(closed).isGreaterThan(1.1);
    assertThat(found / closed).isBetween(0.93, 1.07);
  }

  @Test
  void stepsTakeAsManyTimesAsLongAsAskedForInClosedFormAndSimulation() {
    for (String command : List.of("estimate", "run")) {
      List<String> line =
          new ArrayList<>(
              List.of(
                  command,
                  "--model",
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
                  "100",
                  "--max-concurrency",
                  "1",
                  "--json"));
      if (command.equals("run")) {
        line.addAll(List.of("--num-prompts", "4"));
      } else {
        line.remove("--model");
      }
      String tpot = command.equals("run") ? "mean_tpot_ms" : "tpot_seconds";
      double once = tpot(line, tpot);
      line.addAll(List.of("--step-time-factor", "1.5"));
      assertThat(tpot(line, tpot) / once).as(command).isCloseTo(1.5, within(1e-6));
    }
    assertThat(llama("--step-time-factor", "1.5").out())
        .contains("Steps take 1.5 times as long as priced, as asked.");
  }

  private static double tpot(List<String> line, String key) {
    Json json = Json.parse(Cli.run(line.toArray(String[]::new)).out());
    return key.equals("mean_tpot_ms") ? json.number(key) : json.number("tpot_seconds", "mid");
  }
}
