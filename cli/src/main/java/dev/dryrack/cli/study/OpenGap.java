package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.resolve.MeanRequest;
import dev.dryrack.cli.sampling.Claim;
import dev.dryrack.cli.sampling.Output;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.Verdicts;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.serving.economics.ListPrice;
import dev.dryrack.serving.estimate.Band;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Money;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.ParameterCounts;
import dev.dryrack.serving.planning.PlanPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * As open models grow, what serving each takes, and when one's own cluster undercuts their price.
 */
final class OpenGap implements Study {

  private static final double SECONDS_PER_DAY = 86_400;

  /**
   * A model.
   *
   * @param id in the catalogue
   * @param released year and month, in years; NaN if it does not exist
   * @param date the same for people
   */
  private record Step(String id, double released, String date) {}

  private static final List<Step> STEPS =
      List.of(
          new Step("kimi-k2", 2025 + 6 / 12.0, "2025-07"),
          new Step("deepseek-v4-pro", 2026 + 3 / 12.0, "2026-04"),
          new Step("kimi-k3", 2026 + 6 / 12.0, "2026-07"),
          new Step("5t-a100b", Double.NaN, "not yet"),
          new Step("8t-a160b", Double.NaN, "not yet"));

  /**
   * What serving a model takes.
   *
   * @param estimate at the most users that get their tokens in time
   * @param changes the model, its plan and that load
   */
  private record Served(Step step, PlanPoint point, Estimate estimate, List<String> changes) {

    ModelArchitecture model() {
      return point.deployment().model();
    }

    double requestsPerDay() {
      return estimate.requestsPerSecond().mid() * SECONDS_PER_DAY;
    }
  }

  @Override
  public String name() {
    return "open-gap";
  }

  @Override
  public String question() {
    return "As open models grow, what does serving each take, and when does one's own cluster"
        + " undercut the maker's price?";
  }

  @Override
  public List<ScenarioKey<?>> varied() {
    return Study.loadAnd(ModelKeys.MODEL, ModelKeys.PARAMS);
  }

  @Override
  public StudyReport answer(StudyKit kit) {
    StudyReport report = new StudyReport(this);
    List<Served> all = new ArrayList<>();
    for (Step step : STEPS) {
      Served served = serve(kit, step);
      if (served != null) {
        all.add(served);
      }
    }
    growth(report, all);
    takes(kit, report, all);
    for (ListPrice price : ListPrice.all()) {
      for (Served served : all) {
        if (served.step().id().equals(price.model())) {
          undercut(kit, report, served, price);
        }
      }
    }
    report.restsOn(
        "Self-hosting: the GPUs alone, rented all day; no staff, no spare cluster. Neither side"
            + " finds prompts in a cache.");
    if (!all.isEmpty()) {
      Served largest = all.get(all.size() - 1);
      report.because(
          Explanation.memory(
              kit.fit(
                  "model.id=" + largest.step().id(), "system.gpus=" + largest.estimate().gpus())));
      report.because(Explanation.speed(largest.estimate()));
      report.sayEvidence(largest.estimate().evidence());
    }
    report.because(
        "A cluster costs the same whether it is used or not, a maker's price is paid by the token:"
            + " the more requests a day, the cheaper one's own.");
    return report;
  }

  private static @Nullable Served serve(StudyKit kit, Step step) {
    String model = "model.id=" + step.id();
    int gpus = kit.fit(model).plan().gpus();
    String[] sized = {model, "system.gpus=" + gpus};
    PlanPoint best = kit.plans(sized).best();
    if (best == null) {
      return null;
    }
    String[] changes = StudyKit.with(best, sized);
    Estimate estimate = kit.estimate(best.load().concurrency(), changes);
    return new Served(step, best, estimate, List.of(changes));
  }

  private static void growth(StudyReport report, List<Served> all) {
    Served first = null;
    Served last = null;
    for (Served served : all) {
      if (!Double.isNaN(served.step().released())) {
        first = first == null ? served : first;
        last = served;
      }
    }
    if (first == null || last == null || first.step().id().equals(last.step().id())) {
      report
          .sayAndEnd("Fewer than two of the open models can be served so fast.")
          .of("served", all.size());
      return;
    }
    double years = last.step().released() - first.step().released();
    double size =
        (double) ParameterCounts.of(last.model()).total()
            / ParameterCounts.of(first.model()).total();
    double yearly = StrictMath.pow(size, 1 / years);
    double to =
        StrictMath.log(8e12 / ParameterCounts.of(last.model()).total()) / StrictMath.log(yearly);
    int before = first.estimate().gpus();
    int now = last.estimate().gpus();
    report
        .say(
            "From {} to {} the largest open model grew {}-fold; the smallest cluster for it {}; at"
                + " that pace 8T comes {} years after it (a line through a few points).",
            first.step().date(),
            last.step().date(),
            Figures.digits(size, 2),
            before == now
                ? "stayed at " + now + " GPUs"
                : "went from " + before + " to " + now + " GPUs",
            Figures.digits(to, 2))
        .of("growth", size)
        .of("gpus_first", before)
        .of("gpus_last", now)
        .of("years_to_8t", to);
  }

  private static void takes(StudyKit kit, StudyReport report, List<Served> all) {
    Table table =
        new Table("", ">size", ">active", ">GPUs", ">$/day", ">users", ">$/M out", ">80 % band");
    List<Object> facts = new ArrayList<>();
    for (Served served : all) {
      ParameterCounts counts = ParameterCounts.of(served.model());
      Money money = served.estimate().money();
      table.row(
          served.step().id(),
          Figures.count(counts.total()),
          Figures.count(counts.activeExcludingEmbedding()),
          Figures.whole(served.estimate().gpus()),
          money == null ? "-" : Figures.dollars(money.usdPerDay()),
          Figures.whole(served.estimate().load().concurrency()),
          money == null ? "-" : Figures.dollars(money.usdPerMillionOutputTokens().mid()),
          money == null ? "-" : dollars(money.usdPerMillionOutputTokens()));
      Map<String, Object> fact = new LinkedHashMap<>();
      fact.put("model", served.step().id());
      fact.put("gpus", served.estimate().gpus());
      fact.put("users", served.estimate().load().concurrency());
      fact.put("requests_per_day", served.requestsPerDay());
      facts.add(fact);
      Rests.on(report, served.estimate());
    }
    report.fact("takes", facts);
    report.table(
        "The smallest cluster for each",
        table,
        "users: so many at once get "
            + Words.speed(kit.scenario())
            + " each; $/M out: all cost on output, band of step times; weights as published, else"
            + " FP8",
        "released: "
            + String.join(
                ", ", STEPS.stream().map(step -> step.id() + " " + step.date()).toList()));
  }

  private static String dollars(Band band) {
    return Figures.digits(band.low(), 3) + " to " + Figures.digits(band.high(), 3);
  }

  private static void undercut(StudyKit kit, StudyReport report, Served served, ListPrice price) {
    MeanRequest mean = MeanRequest.of(kit.scenario().centred());
    double usd = price.usdPerRequest(mean.inputTokens(), 1, mean.outputTokens());
    Money money = served.estimate().money();
    double perDay = money == null ? Double.NaN : money.usdPerDay();
    double requests = perDay / usd;
    double share = requests / served.requestsPerDay();
    String[] loaded =
        StudyKit.with(
            served.changes().toArray(String[]::new),
            "load.max-concurrency=" + served.estimate().load().concurrency());
    Sampling sampling = kit.sample(true, loaded);
    Verdicts verdicts =
        sampling.verdicts(Claim.atMost(Output.USD_OUTPUT_ALL, usd / mean.outputTokens() * 1e6));
    Rests.samples(report, sampling, kit.scenario());
    double turn = money == null ? Double.NaN : money.price().usdPerGpuHour() / share;
    report
        .say(
            "{} at {} in and {} out: {} GPUs of one's own {}, and at full load as long as a"
                + " GPU-hour costs less than {}; that they undercut it is {}.",
            served.step().id(),
            Figures.dollars(price.usdInput()),
            Figures.dollars(price.usdOutput()),
            served.estimate().gpus(),
            share <= 1
                ? "undercut it from "
                    + Figures.prefixed(requests * (mean.inputTokens() + mean.outputTokens()), "")
                        .strip()
                    + " tokens a day on ("
                    + Figures.percent(share)
                    + " of what they serve)"
                : "do not undercut it, unless they served "
                    + Figures.digits(share, 3)
                    + " times what they do",
            Figures.dollars(turn),
            Words.chance(verdicts.probability()))
        .of("model", served.step().id())
        .of("break_even_requests_per_day", requests)
        .of("break_even_share", share)
        .of("break_even_usd_per_gpu_hour", turn)
        .of("probability", verdicts.probability().fraction());
    report.restsOn(
        "List price of "
            + price.model()
            + ": "
            + Figures.dollars(price.usdInput())
            + " in, "
            + Figures.dollars(price.usdOutput())
            + " out per million, "
            + price.source()
            + ", "
            + price.date());
  }
}
