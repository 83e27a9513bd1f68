package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.sampling.Claim;
import dev.dryrack.cli.sampling.Output;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.Verdicts;
import dev.dryrack.cli.scenario.CostKeys;
import dev.dryrack.cli.scenario.GoodputKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.SystemKeys;
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

/** Can about a hundred H100s hold and serve a model of about 8T, for what money, and how slowly? */
final class HundredH100s implements Study {

  private static final String NOMINAL = "8t-a160b";
  private static final double TEN_THOUSAND_USD = 10_000;

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
    return List.of(
        ModelKeys.MODEL,
        ModelKeys.QUANTIZATION,
        SystemKeys.GPUS,
        LoadKeys.MAX_CONCURRENCY,
        LoadKeys.REQUEST_RATE,
        LoadKeys.NUM_PROMPTS);
  }

  @Override
  public StudyReport answer(StudyKit kit) {
    StudyReport report = new StudyReport(this);
    FitReport smallest =
        kit.fit("model.id=" + NOMINAL, "model.quantization=fp8", "system.gpus=auto");
    size(kit, report, smallest);
    money(kit, report, smallest);
    String[] changes = {
      "model.id=" + NOMINAL, "model.quantization=fp8", "system.gpus=" + smallest.plan().gpus()
    };
    PlanSearch search = kit.plans(changes);
    PlanPoint best = search.best();
    if (search.points().isEmpty()) {
      report.say("No plan that vLLM can start serves it.", "served", false);
    } else {
      speed(kit, report, search, best == null ? search.frontier().get(0) : best, changes);
    }
    report.restsOn(
        "Size: one sequence of full length and a fifth of memory for KV cache have room.");
    return report;
  }

  private static void size(StudyKit kit, StudyReport report, FitReport smallest) {
    Table table = new Table("weights", ">median GPUs", ">10 %", ">90 %");
    SampleSummary fp8 = gpus(kit, table, "fp8");
    gpus(kit, table, "nvfp4");
    report.table(
        "The smallest cluster that holds it, over what its size may be",
        table,
        "nvfp4 weights are widened when multiplied: H100 has no FP4 arithmetic");
    boolean hundred = fp8.median() >= 50 && fp8.median() < 200;
    report.say(
        "In FP8 it takes "
            + Figures.digits(fp8.median(), 3)
            + " H100s ("
            + Figures.digits(fp8.low(), 3)
            + " to "
            + Figures.digits(fp8.high(), 3)
            + "): "
            + (hundred ? "of the order of a hundred." : "not of the order of a hundred."),
        "gpus",
        fp8.median(),
        "low",
        fp8.low(),
        "high",
        fp8.high(),
        "order_of_a_hundred",
        hundred);
    report.because(
        "weights of "
            + NOMINAL
            + " in FP8 take "
            + Figures.bytes(smallest.weightsBytes())
            + "; an engine may use "
            + Figures.bytes(smallest.budget().usableBytes())
            + " of each H100, so by arithmetic "
            + smallest.bounds().weightsOnly()
            + " hold the weights; with KV cache and an even layout it takes "
            + smallest.plan().gpus());
  }

  private static SampleSummary gpus(StudyKit kit, Table table, String precision) {
    SampleSummary gpus =
        kit.sample(false, "model.quantization=" + precision, "system.gpus=auto")
            .summary(Output.GPUS);
    table.row(
        precision,
        Figures.digits(gpus.median(), 3),
        Figures.digits(gpus.low(), 3),
        Figures.digits(gpus.high(), 3));
    return gpus;
  }

  private static void money(StudyKit kit, StudyReport report, FitReport smallest) {
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
    Sampling sampling = kit.sample(true, "model.quantization=fp8", "system.gpus=auto");
    SampleSummary day = sampling.summary(Output.USD_DAY);
    Verdicts claim = sampling.verdicts(Claim.of("usd-per-day<=" + TEN_THOUSAND_USD, true));
    String turns = "";
    for (Verdicts.Turn turn : claim.turns()) {
      if (turn.input().name().equals(CostKeys.PRICE.path())) {
        turns = "; at the median size the price that reaches it is " + turn.value();
      }
    }
    double probability = claim.probability().fraction();
    report.say(
        "They cost "
            + Figures.dollars(day.median())
            + " a day ("
            + Figures.dollars(day.low())
            + " to "
            + Figures.dollars(day.high())
            + " over sizes and prices): $10,000 a day or less is "
            + Likelihood.of(claim.probability()).words()
            + " ("
            + Figures.percent(probability)
            + " of samples)"
            + turns
            + ".",
        "usd_per_day",
        day.median(),
        "low",
        day.low(),
        "high",
        day.high(),
        "probability",
        probability);
    report.table("What drives $ per day", Drivers.table(sampling, Output.USD_DAY), Drivers.NOTE);
  }

  private static void speed(
      StudyKit kit, StudyReport report, PlanSearch search, PlanPoint served, String... changes) {
    Table table = new Table("", ">users", ">tok/s user", ">80 % band", ">tok/s in all", "plan");
    PlanPoint fastest = search.frontier().get(0);
    PlanPoint most = search.frontier().get(search.frontier().size() - 1);
    row(kit, table, "fastest", fastest, changes);
    row(kit, table, "at " + wanted(kit), served, changes);
    row(kit, table, "most", most, changes);
    report.table(
        "Speed on " + Figures.whole(fastest.deployment().plan().gpus()) + " H100s, in closed form",
        table,
        "fastest for one user; most users at "
            + wanted(kit)
            + " tokens/s; most output in all; plans that vLLM can start");
    Loads loads = new Loads(kit, StudyKit.with(served, changes));
    loads.add(Math.max(1, served.load().concurrency() / 2));
    Loads.Point full = loads.add(served.load().concurrency());
    report.table(
        served.deployment().plan().label() + ": at random arrivals", loads.table(), loads.note());
    report.fact("loads", loads.facts());
    slow(report, kit.estimate(1, StudyKit.with(fastest, changes)), full);
    Rests.on(report, full.estimate());
  }

  private static String wanted(StudyKit kit) {
    return Figures.digits(1 / kit.scenario().get(GoodputKeys.GOODPUT_TPOT), 3);
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

  private static void slow(StudyReport report, Estimate alone, Loads.Point full) {
    StepBreakdown steps = full.estimate().breakdown();
    StepShares shares = StepShares.of(steps);
    Band user = full.user();
    Band one = alone.outputTokensPerSecondPerUser();
    report.say(
        "One user alone gets "
            + Figures.digits(one.mid(), 3)
            + " tokens/s ("
            + Figures.digits(one.low(), 3)
            + " to "
            + Figures.digits(one.high(), 3)
            + "), each of "
            + Figures.whole(full.estimate().load().concurrency())
            + " at once "
            + Figures.digits(user.mid(), 3)
            + " ("
            + Figures.digits(user.low(), 3)
            + " to "
            + Figures.digits(user.high(), 3)
            + "): "
            + pace(user.mid())
            + "; most of a step's time goes on "
            + shares.largest()
            + " ("
            + shares.words()
            + ").",
        "alone",
        one.mid(),
        "user",
        user.mid(),
        "low",
        user.low(),
        "high",
        user.high(),
        "weights_share",
        shares.weights(),
        "communication_share",
        shares.exchange(),
        "attention_share",
        shares.cache());
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
    SystemSpec system = full.estimate().deployment().cluster().system();
    report.because(
        "in a step every GPU reads its share of the weights and sends each token's activations on:"
            + " within a node at "
            + Figures.bytes(system.scaleUp().bytesPerSecond())
            + "/s a GPU, between nodes at "
            + Figures.bytes(system.scaleOut().bytesPerSecond())
            + "/s");

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
}
