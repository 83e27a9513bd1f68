package dev.dryrack.cli.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Json;
import dev.dryrack.cli.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sentence of a study follows from its figures, whatever seeds, samples and factors are. */
@Tag("slow")
final class StudyClaimsTest {

  private static List<Json> answers(String study, String changes) {
    List<String> words = new ArrayList<>(List.of("study", study, "--json"));
    words.addAll(List.of(changes.split(" ", -1)));
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    List<Json> answers = Json.parse(result.out()).objects("answer");
    assertThat(answers).as("%s %s", study, changes).hasSizeGreaterThanOrEqualTo(2);
    return answers;
  }

  private static String said(Json answer) {
    return answer.text("sentence");
  }

  /** Words for probabilities, written once more. */
  private static String likely(double probability) {
    if (probability >= 0.99) {
      return "practically certain";
    }
    if (probability >= 0.9) {
      return "very likely";
    }
    if (probability >= 0.66) {
      return "likely";
    }
    if (probability >= 0.33) {
      return "about as likely as not";
    }
    if (probability >= 0.1) {
      return "unlikely";
    }
    return probability >= 0.01 ? "very unlikely" : "practically impossible";
  }

  /** The last sentence says how far step times may be off, and whether anybody measured any. */
  private static void assertEvidence(List<Json> answers) {
    Json evidence = answers.get(answers.size() - 1);
    assertThat(said(evidence))
        .contains("±" + Figures.digits(100 * evidence.number("relative_band"), 2) + " %");
    assertThat(said(evidence).contains("Nobody has published a measurement"))
        .isEqualTo(evidence.flag("extrapolation"));
  }

  private static void assertBand(Json answer, String middle) {
    assertThat(answer.number("low")).isLessThanOrEqualTo(answer.number(middle));
    assertThat(answer.number(middle)).isLessThanOrEqualTo(answer.number("high"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--samples 40 --step-time-factor 0.72",
        "--samples 30 --seed 7 --params 5T..6.6T --engine vllm-0.16 --step-time-factor 1.39"
      })
  void oneRack(String changes) {
    List<Json> answers = answers("one-rack", changes);
    Json fits = answers.get(0).map("fits");
    for (String precision : List.of("nvfp4", "fp8", "bf16")) {
      double probability = fits.number(precision);
      assertThat(said(answers.get(0)))
          .contains(
              likely(probability)
                  + (precision.equals("nvfp4") ? " to fit in " : " in ")
                  + precision.toUpperCase(Locale.ROOT)
                  + " ("
                  + Figures.percent(probability));
    }
    assertThat(fits.number("bf16")).isLessThanOrEqualTo(fits.number("fp8"));
    Json served = answers.get(1);
    assertBand(served, "user");
    assertThat(said(served))
        .contains(
            Figures.whole((long) served.number("users")) + " users at once",
            Figures.digits(served.number("user"), 3) + " tokens/s (",
            Figures.dollars(served.number("usd_per_million_output")));
    Json load = answers.get(2);
    boolean keepsUp =
        load.number("stable_requests_per_second") >= load.number("requests_per_second");
    assertThat(said(load).contains("more than it keeps up with")).isEqualTo(!keepsUp);
    Json chance = answers.get(3);
    assertThat(said(chance)).contains(" is " + likely(chance.number("probability")) + " (");
    Json simulated = answers.get(4);
    assertBand(simulated, "user");
    assertThat(said(simulated).contains(" all keep up;"))
        .isEqualTo(simulated.number("keep_up") == simulated.number("simulated"));
    // Of random arrivals at the same rate, the median sample is the median model.
    assertThat(simulated.number("requests_per_second"))
        .isLessThan(load.number("requests_per_second"));
    assertEvidence(answers);
  }

  @Test
  void whatIsServedIsOfTheSizeAskedFor() {
    List<Json> answers = answers("one-rack", "--samples 10 --params 40T..50T");
    assertThat(answers.get(0).map("fits").number("nvfp4")).isZero();
    assertThat(said(answers.get(1))).contains("45T parameters", "serves nobody", "does not fit");
    assertThat(answers).hasSize(2);
  }

  @Test
  void aSpeedThatNoPlanReachesIsNotSaidToBeReached() {
    List<Json> answers = answers("hundred-h100s", "--samples 10 --slo tpot:2");
    assertThat(said(answers.get(3))).contains("no plan gives anybody 500 tokens/s");
  }

  @Test
  void whatHasNoEffectOnAStudyIsRefusedAllAtOnce() {
    Cli.Result range = Cli.run("study", "open-gap", "--gpus", "16..32", "--simulate", "3");
    assertThat(range.code()).isEqualTo(2);
    assertThat(range.err()).contains("--gpus", "--simulate: has no effect", "2 problems");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--samples 60 --seed 3 --step-time-factor 1.33",
        "--samples 45 --price 1.5..2.5 --params 2T..4T --active 80B --engine sglang-0.5.1"
            + " --step-time-factor 0.75"
      })
  void hundredH100s(String changes) {
    List<Json> answers = answers("hundred-h100s", changes);
    Json size = answers.get(0);
    assertBand(size, "gpus");
    boolean hundred = size.number("gpus") >= 50 && size.number("gpus") < 200;
    assertThat(said(size).contains("not of the order of a hundred")).isEqualTo(!hundred);
    assertThat(size.flag("order_of_a_hundred")).isEqualTo(hundred);
    Json money = answers.get(1);
    assertBand(money, "usd_per_day");
    assertThat(said(money))
        .contains("or less is " + likely(money.number("probability")) + " (")
        .contains(Figures.dollars(money.number("usd_per_day")) + " a day");
    Json small = answers.get(2);
    assertBand(small, "usd_per_day");
    assertThat(small.number("usd_per_day")).isLessThan(money.number("usd_per_day"));
    assertThat(said(small)).contains("or less is " + likely(small.number("probability")) + " (");
    Json speed = answers.get(3);
    assertBand(speed, "user");
    double user = speed.number("user");
    assertThat(said(speed))
        .contains(user < 10 ? ": slow;" : user < 30 ? ": usable, not fast;" : ": fast;");
    boolean weights =
        speed.number("weights_share")
            >= Math.max(speed.number("communication_share"), speed.number("attention_share"));
    assertThat(said(speed).contains("time goes on weights")).isEqualTo(weights);
    assertEvidence(answers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--samples 24 --step-time-factor 1.2",
        "--samples 20 --seed 5 --params 3T --active 60B --slo tpot:100"
      })
  void fiveTimesPrice(String changes) {
    List<Json> answers = answers("five-times-price", changes);
    Json alone = answers.get(0);
    assertThat(said(alone).startsWith("One change is enough")).isEqualTo(alone.number("most") >= 5);
    Json twice = answers.get(1);
    double ratio =
        twice.number("usd_per_million_output") / twice.number("usd_per_million_output_predecessor");
    assertThat(said(twice)).contains(Figures.digits(ratio, 3) + " times as much");
    assertThat(said(alone))
        .contains(alone.text("strongest"), Figures.digits(alone.number("most"), 3) + " times");
    Json together = answers.get(2);
    for (Json mixture : together.objects("smallest")) {
      assertThat(mixture.number("times")).isGreaterThanOrEqualTo(5);
    }
    assertThat(said(together))
        .contains(Figures.digits(together.number("together"), 3) + " times as much")
        .contains((int) together.number("pairs") + " of 10 pairs");
    Json likely = answers.get(3);
    assertBand(likely, "median");
    assertThat(said(likely))
        .contains("five times is " + likely(likely.number("probability")) + " (")
        .contains(likely.text("driver"));
    assertThat(likely.number("probability") >= 0.5).isEqualTo(likely.number("median") >= 5);
    assertEvidence(answers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--step-time-factor 1.3", "--slo tpot:25 --engine sglang-0.5.1"})
  void whoCanRunIt(String changes) {
    Cli.Result result = Cli.run(("study who-can-run-it --json " + changes).split(" ", -1));
    Json json = Json.parse(result.out());
    List<Json> answers = json.objects("answer");
    for (Json rung : json.objects("alone_4_bits")) {
      String name = rung.text("system");
      boolean asked = answers.get(0).map("largest").keys().contains(name);
      Json cells = rung.map("tokens_per_second");
      boolean holdsLargest = !cells.isNull("8t-a160b");
      if (asked) {
        assertThat(answers.get(0).map("largest").text(name).equals("8T")).isEqualTo(holdsLargest);
      }
    }
    String cheapest = answers.get(1).map("cheapest").text("kimi-k3");
    assertThat(said(answers.get(1))).contains("kimi-k3 on " + cheapest);
    assertThat(said(answers.get(2)))
        .contains(Figures.digits(answers.get(2).number("laptop"), 3) + " tokens/s")
        .contains(Figures.digits(answers.get(2).number("rack"), 3) + " tokens/s");
    assertEvidence(answers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--samples 60 --step-time-factor 0.8",
        "--samples 40 --price 9..14 --seed 4 --engine vllm-0.16"
      })
  void openGap(String changes) {
    List<Json> answers = answers("open-gap", changes);
    assertThat(said(answers.get(0)))
        .contains(Figures.digits(answers.get(0).number("growth"), 2) + "-fold");
    assertEvidence(answers);
    for (Json answer : answers.subList(1, answers.size() - 1)) {
      double share = answer.number("break_even_share");
      assertThat(said(answer).contains("do not undercut it")).isEqualTo(share > 1);
      double probability = answer.number("probability");
      assertThat(said(answer))
          .contains("they undercut it is " + likely(probability) + " (")
          .contains(Figures.dollars(answer.number("break_even_usd_per_gpu_hour")))
          .contains(answer.text("model"));
      // At the medians of price and step times it undercuts just where most samples do.
      if (Math.abs(probability - 0.5) > 0.1) {
        assertThat(probability > 0.5).isEqualTo(share < 1);
      }
    }
  }

  @Test
  void everyTableThatIsPrintedIsInTheJson() {
    String text = Cli.run("study", "open-gap", "--samples", "10").out();
    Json json = Json.parse(Cli.run("study", "open-gap", "--samples", "10", "--json").out());
    assertThat(json.objects("tables")).isNotEmpty();
    for (Json table : json.objects("tables")) {
      assertThat(text).contains("\n\n" + table.text("heading") + "\n");
      for (Json row : table.objects("rows")) {
        assertThat(text).contains(row.text("row"), row.text("$/M out"), row.text("80 % band"));
      }
    }
    assertThat(json.list("rests_on").toString())
        .contains("Sampled: cost.price 3.50..4.54 $/h", "10 samples, latin-hypercube, seed 1");
  }
}
