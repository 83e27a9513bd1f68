package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.sampling.Claim;
import dev.dryrack.cli.sampling.Output;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.Verdicts;
import dev.dryrack.cli.scenario.GoodputKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.serving.economics.Ledger;
import dev.dryrack.serving.estimate.Band;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Money;
import dev.dryrack.serving.planning.PlanPoint;
import java.util.List;

/** Does a model of about 8T parameters fit on one rack, and how does it serve there? */
final class OneRack implements Study {

  private static final String NOMINAL = "8t-a160b";
  private static final String[] SERVED = {"model.id=" + NOMINAL, "model.quantization=nvfp4"};

  /** Other racks and precisions, beside the one that is simulated. */
  private static final List<List<String>> WAYS =
      List.of(
          List.of("one GB200 NVL72, FP8", "fp8", "gb200-nvl72", "1"),
          List.of("one GB200 NVL72, NVFP4", "nvfp4", "gb200-nvl72", "1"),
          List.of("one GB300 NVL72, NVFP4", "nvfp4", "gb300-nvl72", "1"),
          List.of("two GB200 NVL72, NVFP4", "nvfp4", "gb200-nvl72", "2"));

  @Override
  public String name() {
    return "one-rack";
  }

  @Override
  public String question() {
    return "Does a model of about 8T parameters fit on one rack, and how does it serve?";
  }

  @Override
  public List<ScenarioKey<?>> varied() {
    return List.of(
        ModelKeys.MODEL,
        ModelKeys.QUANTIZATION,
        SystemKeys.SYSTEM,
        SystemKeys.RACKS,
        LoadKeys.MAX_CONCURRENCY,
        LoadKeys.REQUEST_RATE,
        LoadKeys.NUM_PROMPTS);
  }

  @Override
  public StudyReport answer(StudyKit kit) {
    StudyReport report = new StudyReport(this);
    RackMemory memory = new RackMemory(kit, report, NOMINAL);
    memory.say();
    memory.tabulate();
    PlanPoint best = kit.plans(SERVED).best();
    if (best == null) {
      report.say("No plan serves " + NOMINAL + " at " + speed(kit) + " a user.", "served", false);
    } else {
      serve(kit, report, best);
      chance(kit, report, best);
    }
    ways(kit, report);
    report.restsOn(
        "Memory: published rules of engines, checked against published parameter counts.");
    return report;
  }

  private static double wanted(StudyKit kit) {
    return 1 / kit.scenario().get(GoodputKeys.GOODPUT_TPOT);
  }

  private static String speed(StudyKit kit) {
    return Figures.digits(wanted(kit), 3) + " tokens/s";
  }

  private static void serve(StudyKit kit, StudyReport report, PlanPoint best) {
    String[] changes = StudyKit.with(best, SERVED);
    Loads loads = new Loads(kit, changes);
    int most = best.load().concurrency();
    loads.add(Math.max(1, most / 4));
    loads.add(Math.max(1, most / 2));
    Loads.Point full = loads.add(most);
    report.table(
        NOMINAL + ", NVFP4, " + best.deployment().plan().label() + ": at random arrivals",
        loads.table(),
        loads.note(),
        "token budget of a step: "
            + Figures.whole(best.limits().maxNumBatchedTokens())
            + " a rank; TTFT and state are simulated, queues included");
    report.fact("loads", loads.facts());
    Estimate estimate = full.estimate();
    sayServed(kit, report, best, full, changes);
    saySaturation(report, loads, full);
    Rests.on(report, estimate);
    Explanation.speed(estimate).forEach(report::because);
    report.because("A step's time goes " + StepShares.of(estimate.breakdown()).words() + ".");
  }

  private static void sayServed(
      StudyKit kit, StudyReport report, PlanPoint best, Loads.Point full, String... changes) {
    Estimate estimate = full.estimate();
    Band user = full.user();
    Ledger ledger = kit.bill(estimate, changes).ledger();
    report.say(
        "In NVFP4 with 160B active it serves "
            + Figures.whole(best.load().concurrency())
            + " users at once at "
            + Figures.digits(user.mid(), 3)
            + " tokens/s each ("
            + Figures.digits(user.low(), 3)
            + " to "
            + Figures.digits(user.high(), 3)
            + "), "
            + Figures.whole(Math.round(estimate.outputTokensPerSecond().mid()))
            + " in all, for "
            + Figures.dollars(ledger.usdPerMillionInput())
            + " per million input and "
            + Figures.dollars(ledger.usdPerMillionOutput())
            + " per million output tokens.",
        "users",
        best.load().concurrency(),
        "user",
        user.mid(),
        "low",
        user.low(),
        "high",
        user.high(),
        "system",
        estimate.outputTokensPerSecond().mid(),
        "usd_per_million_input",
        ledger.usdPerMillionInput(),
        "usd_per_million_output",
        ledger.usdPerMillionOutput());
  }

  private static void saySaturation(StudyReport report, Loads loads, Loads.Point full) {
    double rate = full.estimate().requestsPerSecond().mid();
    double stable = loads.mostThatIsStable(rate);
    double p90 = full.run().result().latencies().ttft().p90();
    report.say(
        stable < rate
            ? "That load of "
                + Figures.digits(rate, 3)
                + " requests/s is more than it keeps up with when they arrive at random."
            : "That is "
                + Figures.digits(rate, 3)
                + " requests/s, nine in ten with their first token within "
                + Figures.duration(p90)
                + "; queues grow beyond "
                + Figures.digits(stable, 3)
                + " requests/s, where users are slower.",
        "requests_per_second",
        rate,
        "ttft_p90_seconds",
        p90,
        "stable_requests_per_second",
        stable);
  }

  /** How likely the speed is, over what the model may be. */
  private static void chance(StudyKit kit, StudyReport report, PlanPoint best) {
    int half = Math.max(1, best.load().concurrency() / 2);
    String[] changes = {"model.quantization=nvfp4", "load.max-concurrency=" + half};
    Sampling sampling = kit.sample(true, StudyKit.with(best, changes));
    Claim claim = Claim.of("user>=" + Figures.digits(wanted(kit), 6), true);
    Verdicts verdicts = sampling.verdicts(claim);
    String turns = "";
    for (Verdicts.Turn turn : verdicts.turns()) {
      if (turn.input().name().equals(ModelKeys.ACTIVE.path())) {
        turns = "; it turns at " + turn.value() + " active";
      }
    }
    double probability = verdicts.probability().fraction();
    report.say(
        "With half as many users, "
            + speed(kit)
            + " or more for each is "
            + Likelihood.of(verdicts.probability()).words()
            + " ("
            + Figures.percent(probability)
            + " of samples)"
            + turns
            + ".",
        "probability",
        probability,
        "wanted",
        wanted(kit));
    report.table(
        "What drives the speed of one of " + Figures.whole(half) + " users",
        Drivers.table(sampling, Output.USER),
        Drivers.NOTE);
  }

  private static void ways(StudyKit kit, StudyReport report) {
    Table table = new Table("at " + speed(kit), ">users", ">tok/s in all", ">$/M output", "plan");
    for (List<String> way : WAYS) {
      String[] changes = {
        "model.id=" + NOMINAL,
        "model.quantization=" + way.get(1),
        "system.id=" + way.get(2),
        "system.racks=" + way.get(3)
      };
      PlanPoint best = kit.plans(changes).best();
      if (best == null) {
        table.row(way.get(0), "0", "-", "-", "none");
        continue;
      }
      Estimate estimate = kit.estimate(best.load().concurrency(), StudyKit.with(best, changes));
      Money money = estimate.money();
      Rests.price(report, estimate);
      table.row(
          way.get(0),
          Figures.whole(best.load().concurrency()),
          Figures.whole(Math.round(estimate.outputTokensPerSecond().mid())),
          money == null ? "-" : Figures.dollars(money.usdPerMillionOutputTokens().mid()),
          best.deployment().plan().label());
    }
    report.table(
        "Other racks and precisions, in closed form",
        table,
        "the plan that serves most at that speed, of those vLLM can start; all cost on output");
  }
}
