package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.sampling.Claim;
import dev.dryrack.cli.sampling.Output;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.Verdicts;
import dev.dryrack.cli.scenario.CostKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.cost.StepBreakdown;
import dev.dryrack.serving.estimate.Band;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.planning.PlanPoint;
import dev.dryrack.serving.planning.PlanSearch;
import dev.dryrack.serving.uncertainty.SampleSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Can about a hundred H100s hold and serve a model of about 8T, for what money, and how slowly? */
final class HundredH100s implements Study {

  private static final String SERVED = "model.quantization=fp8";
  private static final String SMALL = "model.quantization=nvfp4";
  private static final String SMALLEST = "system.gpus=auto";
  private static final Claim TEN_THOUSAND = Claim.atMost(Output.USD_DAY, 10_000);

  /** Tokens per second below which a user waits for words, and above which nobody does. */
  private static final double SLOW = 10;

  private static final double FAST = 30;

  @Override
  public String name() {
    return "hundred-h100s";
  }

  @Override
  public String question() {
    return "Do about a hundred H100s hold and serve a model of about 8T parameters, at what price,"
        + " and how slowly?";
  }

  @Override
  public List<ScenarioKey<?>> varied() {
    return Study.loadAnd(ModelKeys.MODEL, ModelKeys.QUANTIZATION, SystemKeys.GPUS);
  }

  @Override
  public StudyReport answer(StudyKit kit) {
    StudyReport report = new StudyReport(this);
    FitReport smallest = kit.fit(SERVED, SMALLEST);
    Sampling usual = kit.sample(true, SERVED, SMALLEST);
    Sampling small = kit.sample(true, SMALL, SMALLEST);
    size(report, usual, small);
    Rests.samples(report, usual, kit.scenario());
    money(report, smallest, usual, small);
    report.because(Explanation.memory(smallest));
    String[] changes = {SERVED, "system.gpus=" + smallest.plan().gpus()};
    PlanSearch search = kit.plans(changes);
    if (search.points().isEmpty()) {
      report.sayAndEnd("No plan that vLLM can start serves it.").of("served", false);
    } else {
      speed(kit, report, search, changes);
    }
    report.restsOn(
        "Size: one sequence of full length and a fifth of memory for KV cache have room.");
    return report;
  }

  private static void size(StudyReport report, Sampling usual, Sampling small) {
    Table table = new Table("weights", ">median GPUs", ">10 %", ">90 %");
    SampleSummary fp8 = row(table, "fp8", usual);
    SampleSummary nvfp4 = row(table, "nvfp4", small);
    report.table(
        "The smallest cluster that holds it, over what its size may be",
        table,
        "nvfp4 weights are widened when multiplied: H100 has no FP4 arithmetic");
    boolean hundred = fp8.median() >= 50 && fp8.median() < 200;
    report
        .say(
            "In FP8 it takes {} H100s {}: {}of the order of a hundred; with experts in 4 bits {}"
                + " {}.",
            Output.GPUS.print(fp8.median()),
            Words.ends(Output.GPUS, fp8),
            hundred ? "" : "not ",
            Output.GPUS.print(nvfp4.median()),
            Words.ends(Output.GPUS, nvfp4))
        .of("gpus", fp8.median())
        .between(fp8.low(), fp8.high())
        .of("order_of_a_hundred", hundred)
        .of("gpus_4_bits", nvfp4.median());
  }

  private static SampleSummary row(Table table, String precision, Sampling sampling) {
    SampleSummary gpus = sampling.summary(Output.GPUS);
    table.row(
        precision,
        Output.GPUS.print(gpus.median()),
        Output.GPUS.print(gpus.low()),
        Output.GPUS.print(gpus.high()));
    return gpus;
  }

  private static void money(
      StudyReport report, FitReport smallest, Sampling usual, Sampling small) {
    Table table = new Table("contract", ">$/GPU-hour", ">$ per day", "quoted");
    for (GpuPrice price : smallest.deployment().cluster().system().prices()) {
      table.row(
          price.contract(),
          Figures.dollars(price.usdPerGpuHour()),
          Figures.dollars(price.usdPerGpuHour() * 24 * smallest.plan().gpus()),
          (price.assumed() ? "ASSUMED " : "") + price.date());
    }
    report.table(
        "What " + smallest.plan().gpus() + " H100s cost, by contract",
        table,
        "sources: dryrack catalog h100");
    SampleSummary day = usual.summary(Output.USD_DAY);
    Verdicts claim = usual.verdicts(TEN_THOUSAND);
    String turn = claim.turn(CostKeys.PRICE);
    report
        .say(
            "They cost {} a day {} over sizes and prices: $10,000 a day or less is {}{}.",
            Figures.dollars(day.median()),
            Words.ends(Output.USD_DAY, day),
            Words.chance(claim.probability()),
            turn == null ? "" : "; at the median size the price that reaches it is " + turn)
        .of("usd_per_day", day.median())
        .between(day.low(), day.high())
        .of("probability", claim.probability().fraction());
    SampleSummary less = small.summary(Output.USD_DAY);
    Verdicts cheaper = small.verdicts(TEN_THOUSAND);
    report
        .say(
            "With experts in 4 bits they cost {} {}, and $10,000 or less is {}.",
            Figures.dollars(less.median()),
            Words.ends(Output.USD_DAY, less),
            Words.chance(cheaper.probability()))
        .of("usd_per_day", less.median())
        .between(less.low(), less.high())
        .of("probability", cheaper.probability().fraction());
    report.table(
        "What drives $ per day", Drivers.table(usual, Output.USD_DAY), Drivers.note(usual));
  }

  private static void speed(
      StudyKit kit, StudyReport report, PlanSearch search, String... changes) {
    Table table = new Table("", ">users", ">tok/s user", ">80 % band", ">tok/s in all", "plan");
    PlanPoint fastest = search.frontier().get(0);
    PlanPoint most = search.frontier().get(search.frontier().size() - 1);
    PlanPoint best = search.best();
    String wanted = Figures.digits(Words.wanted(kit.scenario()), 3);
    row(kit, table, "fastest", fastest, changes);
    if (best != null) {
      row(kit, table, "at " + wanted, best, changes);
    }
    row(kit, table, "most", most, changes);
    report.table(
        "Speed on "
            + Figures.whole(fastest.deployment().plan().gpus())
            + " H100s, in closed form: "
            + Words.request(kit.scenario()),
        table,
        "fastest for one user; most users at "
            + wanted
            + " tokens/s; most output in all; plans that vLLM can start");
    PlanPoint served = best == null ? fastest : best;
    Loads loads = new Loads(kit, StudyKit.with(served, changes));
    int users = served.load().concurrency();
    if (users > 1) {
      loads.add(users / 2);
    }
    Loads.Point full = loads.add(users);
    report.table(
        served.deployment().plan().label() + ": at random arrivals", loads.table(), loads.note());
    report.fact("loads", loads.facts());
    slow(kit, report, kit.estimate(1, StudyKit.with(fastest, changes)), best == null ? null : full);
    where(report, full.estimate());
    Rests.on(report, full.estimate());
    report.sayEvidence(full.estimate().evidence());
  }

  private static void row(
      StudyKit kit, Table table, String name, PlanPoint point, String... changes) {
    Estimate estimate = kit.estimate(point.load().concurrency(), StudyKit.with(point, changes));
    Band user = estimate.outputTokensPerSecondPerUser();
    table.row(
        name,
        Figures.whole(point.load().concurrency()),
        Figures.digits(user.mid(), 3),
        Figures.digits(user.low(), 3) + " to " + Figures.digits(user.high(), 3),
        Figures.whole(Math.round(estimate.outputTokensPerSecond().mid())),
        point.deployment().plan().label());
  }

  /**
   * Says how slow it is.
   *
   * @param full the load at which users just get the speed asked for; null if nobody does
   */
  private static void slow(
      StudyKit kit, StudyReport report, Estimate alone, Loads.@Nullable Point full) {
    StepShares shares =
        StepShares.of(full == null ? alone.breakdown() : full.estimate().breakdown());
    Band one = alone.outputTokensPerSecondPerUser();
    Band user = full == null ? one : full.user();
    report
        .say(
            "One user alone gets {}, {}: {}; most of a step's time goes on {} ({}).",
            Words.rate(one, " tokens/s"),
            full == null
                ? "and no plan gives anybody " + Words.speed(kit.scenario())
                : "each of "
                    + Figures.whole(full.estimate().load().concurrency())
                    + " at once "
                    + Words.rate(user, ""),
            pace(user.mid()),
            shares.largest(),
            shares.words())
        .of("alone", one.mid())
        .of("user", user.mid())
        .between(user.low(), user.high())
        .of("weights_share", shares.weights())
        .of("communication_share", shares.exchange())
        .of("attention_share", shares.cache());
    report.restsOn(
        "Slow: below "
            + Figures.digits(SLOW, 2)
            + " tokens/s for a user; fast: "
            + Figures.digits(FAST, 2)
            + " or more.");
  }

  private static String pace(double tokensPerSecond) {
    return tokensPerSecond < SLOW ? "slow" : tokensPerSecond < FAST ? "usable, not fast" : "fast";
  }

  /** Where the time of a step goes. */
  private static void where(StudyReport report, Estimate estimate) {
    StepBreakdown steps = estimate.breakdown();
    Table table = new Table("operation", ">per step", ">share", "lost to");
    for (StepBreakdown.Row row : steps.rows()) {
      if (row.time().seconds() >= 0.02 * steps.seconds()) {
        table.row(
            row.operation().label(),
            Figures.duration(row.time().seconds()),
            Figures.percent(row.time().seconds() / steps.seconds()),
            row.time().limit().label());
      }
    }
    report.table(
        "Where a step of " + Figures.duration(steps.seconds()) + " goes, at that load", table);
    report.because(Explanation.speed(estimate));
    SystemSpec system = estimate.deployment().cluster().system();
    report.because(
        "In a step every GPU reads its share of the weights and sends each token's activations on:"
            + " within a node at "
            + Figures.bytes(system.scaleUp().bytesPerSecond())
            + "/s a GPU, between nodes at "
            + Figures.bytes(system.scaleOut().bytesPerSecond())
            + "/s.");
  }
}
