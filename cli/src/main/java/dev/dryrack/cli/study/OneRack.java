package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.sampling.Claim;
import dev.dryrack.cli.sampling.Output;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.SimulatedSamples;
import dev.dryrack.cli.sampling.Verdicts;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.cli.scenario.UncertaintyKeys;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.serving.economics.Ledger;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Money;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.Verdict;
import dev.dryrack.serving.planning.PlanPoint;
import dev.dryrack.serving.uncertainty.SampleSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does a model of about 8T parameters fit on one rack, and how does it serve there? */
final class OneRack implements Study {

  private static final String SERVED = "model.quantization=nvfp4";

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
    return Study.loadAnd(
        ModelKeys.MODEL, ModelKeys.QUANTIZATION, SystemKeys.SYSTEM, SystemKeys.RACKS);
  }

  @Override
  public StudyReport answer(StudyKit kit) {
    StudyReport report = new StudyReport(this);
    RackMemory memory = new RackMemory(kit, report);
    memory.say();
    memory.tabulate();
    FitReport fit = kit.fit(SERVED);
    report.because(Explanation.memory(fit));
    PlanPoint best = fit.verdict() == Verdict.DOES_NOT_FIT ? null : kit.plans(SERVED).best();
    if (best == null) {
      report
          .sayAndEnd(
              "In NVFP4 a model of {} serves nobody at {} each: {}.",
              Words.model(kit.scenario()),
              Words.speed(kit.scenario()),
              fit.verdict() == Verdict.DOES_NOT_FIT ? "it does not fit" : "no plan is as fast")
          .of("served", false);
    } else {
      serve(kit, report, best);
    }
    ways(kit, report);
    report.restsOn(
        "Memory: published rules of engines, checked against published parameter counts.");
    return report;
  }

  private static void serve(StudyKit kit, StudyReport report, PlanPoint best) {
    String[] changes = StudyKit.with(best, SERVED);
    Loads loads = new Loads(kit, changes);
    int most = best.load().concurrency();
    loads.add(Math.max(1, most / 4));
    Loads.Point half = loads.add(Math.max(1, most / 2));
    Loads.Point full = loads.add(most);
    report.table(
        Words.model(kit.scenario())
            + ", NVFP4, "
            + best.deployment().plan().label()
            + ": at random arrivals",
        loads.table(),
        loads.note(),
        "token budget of a step: "
            + Figures.whole(best.limits().maxNumBatchedTokens())
            + " a rank; TTFT and state are simulated, queues included");
    report.fact("loads", loads.facts());
    Estimate estimate = full.estimate();
    sayServed(kit, report, full, changes);
    saySaturation(report, loads, full);
    Rests.on(report, estimate);
    report.because(Explanation.speed(estimate));
    report.because("A step's time goes " + StepShares.of(estimate.breakdown()).words() + ".");
    Sampling sampling = sampled(kit, half.estimate().load().concurrency(), changes);
    chance(kit, report, half, sampling);
    Rests.samples(report, sampling, kit.scenario());
    simulated(kit, report, half, sampling);
    report.sayEvidence(estimate.evidence());
  }

  private static Sampling sampled(StudyKit kit, int users, String... changes) {
    return kit.sample(true, StudyKit.with(changes, "load.max-concurrency=" + users));
  }

  private static void sayServed(
      StudyKit kit, StudyReport report, Loads.Point full, String... changes) {
    Estimate estimate = full.estimate();
    int users = estimate.load().concurrency();
    Ledger ledger = kit.bill(estimate, changes).ledger();
    Sampling sampling = sampled(kit, users, changes);
    SampleSummary input = sampling.summary(Output.USD_INPUT);
    SampleSummary output = sampling.summary(Output.USD_OUTPUT);
    report
        .say(
            "In NVFP4 a model of {} serves {} users at once ({}) at {} each, {} in all, for {} {}"
                + " per million input and {} {} per million output tokens.",
            Words.model(kit.scenario()),
            Figures.whole(users),
            Words.request(kit.scenario()),
            Words.rate(full.user(), " tokens/s"),
            Figures.whole(Math.round(estimate.outputTokensPerSecond().mid())),
            Figures.dollars(ledger.usdPerMillionInput()),
            Words.ends(Output.USD_INPUT, input),
            Figures.dollars(ledger.usdPerMillionOutput()),
            Words.ends(Output.USD_OUTPUT, output))
        .of("users", users)
        .of("user", full.user().mid())
        .between(full.user().low(), full.user().high())
        .of("system", estimate.outputTokensPerSecond().mid())
        .of("usd_per_million_input", ledger.usdPerMillionInput())
        .of("usd_per_million_output", ledger.usdPerMillionOutput())
        .of("usd_per_million_output_low", output.low())
        .of("usd_per_million_output_high", output.high());
    Table table = new Table("", ">median", ">10 %", ">90 %");
    for (Output figure :
        List.of(
            Output.USER,
            Output.SYSTEM,
            Output.USD_INPUT,
            Output.USD_OUTPUT,
            Output.USD_OUTPUT_ALL,
            Output.JOULES,
            Output.CARBON)) {
      SampleSummary summary = sampling.summary(figure);
      table.row(
          figure.label(),
          figure.print(summary.median()),
          figure.print(summary.low()),
          figure.print(summary.high()));
    }
    report.table(
        "Over what the model and step times may be, " + Figures.whole(users) + " users at once",
        table,
        Figures.whole(sampling.samples()) + " samples in closed form, at the same plan");
  }

  private static void saySaturation(StudyReport report, Loads loads, Loads.Point full) {
    double rate = full.estimate().requestsPerSecond().mid();
    double stable = loads.mostThatIsStable(rate);
    double p90 = full.run().result().latencies().ttft().p90();
    report
        .say(
            stable < rate
                ? "That load of {} requests/s is more than it keeps up with when they arrive at"
                    + " random."
                : "That is {} requests/s, nine in ten with their first token within {}; queues grow"
                    + " beyond {} requests/s, where users are slower.",
            stable < rate
                ? new Object[] {Figures.digits(rate, 3)}
                : new Object[] {
                  Figures.digits(rate, 3), Figures.duration(p90), Figures.digits(stable, 3)
                })
        .of("requests_per_second", rate)
        .of("ttft_p90_seconds", p90)
        .of("stable_requests_per_second", stable);
  }

  /** How likely the speed is, over what the model may be. */
  private static void chance(
      StudyKit kit, StudyReport report, Loads.Point half, Sampling sampling) {
    double wanted = Words.wanted(kit.scenario());
    Verdicts verdicts = sampling.verdicts(Claim.atLeast(Output.USER, wanted));
    String active = verdicts.turn(ModelKeys.ACTIVE);
    report
        .say(
            "With half as many users, {} or more for each is {}{}.",
            Words.speed(kit.scenario()),
            Words.chance(verdicts.probability()),
            active == null ? "" : "; it turns at " + active + " active")
        .of("probability", verdicts.probability().fraction())
        .of("wanted", wanted)
        .of("turns_at_active", active);
    report.table(
        "What drives the speed of one of "
            + Figures.whole(half.estimate().load().concurrency())
            + " users",
        Drivers.table(sampling, Output.USER),
        Drivers.note(sampling));
  }

  /** What queues do to some of the samples. */
  private static void simulated(
      StudyKit kit, StudyReport report, Loads.Point half, Sampling sampling) {
    int count = Math.toIntExact(kit.scenario().get(UncertaintyKeys.SIMULATE));
    if (count == 0) {
      return;
    }
    double rate = half.estimate().requestsPerSecond().mid();
    SimulatedSamples runs = kit.simulate(sampling, count, rate);
    SampleSummary user = runs.summary(SimulatedSamples.One::simulatedUser);
    SampleSummary ttft = runs.summary(one -> one.run().result().latencies().ttft().p90());
    report
        .say(
            "Of {} such models simulated at {} requests/s, {} keep up; a user gets {}"
                + " tokens/s ({} to {}), nine in ten first tokens come within {} ({} to {}).",
            runs.count(),
            Figures.digits(rate, 3),
            runs.stable() == runs.count() ? "all" : Integer.toString(runs.stable()),
            Figures.digits(user.median(), 3),
            Figures.digits(user.low(), 3),
            Figures.digits(user.high(), 3),
            Figures.duration(ttft.median()),
            Figures.duration(ttft.low()),
            Figures.duration(ttft.high()))
        .of("simulated", runs.count())
        .of("keep_up", runs.stable())
        .of("requests_per_second", rate)
        .of("user", user.median())
        .between(user.low(), user.high())
        .of("ttft_p90_seconds", ttft.median());
    report.restsOn(
        "Simulated samples: taken at evenly spread ranks of the closed form's speed; each has its"
            + " own error of step times.");
  }

  private static void ways(StudyKit kit, StudyReport report) {
    Table table =
        new Table(
            "at " + Words.speed(kit.scenario()), ">users", ">tok/s in all", ">$/M output", "plan");
    for (List<String> way : WAYS) {
      String[] changes = {
        "model.quantization=" + way.get(1), "system.id=" + way.get(2), "system.racks=" + way.get(3)
      };
      PlanPoint best = bestThatFits(kit, changes);
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

  private static @Nullable PlanPoint bestThatFits(StudyKit kit, String... changes) {
    return kit.fit(changes).verdict() == Verdict.DOES_NOT_FIT ? null : kit.plans(changes).best();
  }
}
