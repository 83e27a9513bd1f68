package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.serving.planning.LatencyLimits;
import dev.dryrack.serving.planning.LaunchCommand;
import dev.dryrack.serving.planning.PlanPoint;
import dev.dryrack.serving.planning.PlanSearch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A search of plans, for people and programs. */
public final class PlanView {

  private static final String SCHEMA = "dryrack-plan/1";

  /** Rows of the frontier that people are shown; programs get all. */
  private static final int SHOWN = 12;

  private final PlanSearch search;
  private final LatencyLimits limits;
  private final GpuPrice price;
  private final Report report = new Report();

  private PlanView(PlanSearch search, GpuPrice price) {
    this.search = search;
    this.limits = search.question().latency();
    this.price = price;
  }

  /** The whole report of a search that found points. */
  public static Report of(PlanSearch search, GpuPrice price) {
    PlanView view = new PlanView(search, price);
    PlanPoint best = search.best();
    view.head(best);
    view.frontier(best);
    if (best != null) {
      view.launch(best);
    }
    view.report.heading("What this rests on");
    view.report.line(
        "  Closed form: nothing queues, so a TTFT under load is longer; check with dryrack run."
            + " Times within +-"
            + Figures.digits(100 * search.points().get(0).relativeBand(), 2)
            + " % in four cases of five for the first plan.");
    view.allFacts(best);
    return view.report;
  }

  private void head(@Nullable PlanPoint best) {
    if (best == null) {
      PlanPoint nearest = search.nearest();
      report.line(
          Tone.BAD,
          "NO PLAN keeps to the limits"
              + (nearest == null
                  ? "."
                  : "; the nearest, "
                      + nearest.deployment().plan().label()
                      + " at "
                      + DeploymentView.count(nearest.load().concurrency(), "request")
                      + ", has TTFT "
                      + Figures.duration(nearest.rates().ttftSeconds())
                      + " and TPOT "
                      + Figures.duration(nearest.rates().tpotSeconds())
                      + "."));
    } else {
      boolean sure = limits.metBy(best, 1 + best.relativeBand());
      report.line(
          sure || !limits.any() ? Tone.GOOD : Tone.WARNING,
          "BEST: "
              + best.deployment().plan().label()
              + " with "
              + DeploymentView.count(best.load().concurrency(), "request")
              + " at once: "
              + Figures.digits(best.perGpu(), 3)
              + " output tokens/s per GPU, "
              + Figures.digits(best.perUser(), 3)
              + " per user"
              + (!limits.any()
                  ? " (no limit of latency was asked for)."
                  : sure ? "." : ", if steps are no slower than predicted."));
    }
    Table table = new Table("", "");
    var any = search.points().get(0);
    table.row("model", DeploymentView.model(any.deployment().model()));
    table.row("system", any.deployment().plan().gpus() + " GPUs of " + systemId(any));
    table.row(
        "load",
        Figures.whole(any.load().inputTokens())
            + " tokens in, "
            + Figures.whole(any.load().outputTokens())
            + " out");
    table.row(
        "searched",
        DeploymentView.count(search.plans().size(), "plan")
            + " that fit, "
            + DeploymentView.count(search.points().size(), "point"));
    report.table(table);
  }

  private static String systemId(PlanPoint point) {
    return point.deployment().cluster().system().id();
  }

  private void frontier(@Nullable PlanPoint best) {
    report.heading("Best plans: nothing is faster for a user and serves more per GPU");
    Table table =
        new Table(">tok/s user", ">tok/s GPU", ">at once", ">TTFT", ">$/M out", ">budget", "plan");
    List<PlanPoint> frontier = search.frontier();
    int step = Math.max(1, (frontier.size() + SHOWN - 1) / SHOWN);
    for (int i = 0; i < frontier.size(); i++) {
      PlanPoint point = frontier.get(i);
      if (i % step == 0 || i == frontier.size() - 1 || point.equals(best)) {
        table.row(
            Figures.digits(point.perUser(), 3),
            Figures.digits(point.perGpu(), 3),
            Figures.whole(point.load().concurrency()),
            Figures.duration(point.rates().ttftSeconds()),
            Figures.dollars(usdPerMillion(point)),
            Figures.whole(point.limits().maxNumBatchedTokens()),
            point.deployment().plan().label() + (point.equals(best) ? " (best)" : ""));
      }
    }
    report.table(table);
    report.line(
        Tone.NOTE,
        "  all cost on output tokens, at "
            + Figures.dollars(price.usdPerGpuHour())
            + " per GPU-hour"
            + (price.assumed() ? " (ASSUMED)" : " (" + price.contract() + ")"));
  }

  private double usdPerMillion(PlanPoint point) {
    return price.usdPerGpuHour() / 3600 / point.perGpu() * 1e6;
  }

  private void launch(PlanPoint best) {
    for (LaunchCommand launch : commands(best)) {
      report.heading("Start it with " + launch.engine());
      if (launch.command().isEmpty()) {
        report.line("  " + launch.note() + ".");
        alternative();
        continue;
      }
      launch.command().lines().forEach(line -> report.line("  " + line));
      if (!launch.note().isEmpty()) {
        report.line(Tone.NOTE, "  " + launch.note());
      }
    }
  }

  /** The best that vLLM can do where it cannot do the best. */
  private void alternative() {
    PlanPoint point = search.best(one -> LaunchCommand.vllmCan(one.deployment().plan()));
    if (point == null) {
      report.line("  No plan that it can run keeps to the limits.");
      return;
    }
    report.line(
        "  Its best is "
            + point.deployment().plan().label()
            + ": "
            + Figures.digits(point.perGpu(), 3)
            + " output tokens/s per GPU, "
            + Figures.digits(point.perUser(), 3)
            + " per user.");
    commands(point).get(0).command().lines().forEach(line -> report.line("  " + line));
  }

  private List<LaunchCommand> commands(PlanPoint best) {
    return List.of(
        LaunchCommand.vllm(best.deployment(), best.limits()),
        LaunchCommand.sglang(best.deployment(), best.limits()));
  }

  private void allFacts(@Nullable PlanPoint best) {
    report.fact("schema", SCHEMA).fact("dryrack", Version.number());
    report.fact("plans", search.plans().size());
    report.fact("points", search.points().size());
    report.fact("best", best == null ? null : facts(best));
    List<Object> frontier = new ArrayList<>();
    search.frontier().forEach(point -> frontier.add(facts(point)));
    report.fact("frontier", frontier);
    Map<String, Object> commands = new LinkedHashMap<>();
    if (best != null) {
      for (LaunchCommand launch : commands(best)) {
        commands.put(launch.engine(), launch.command().isEmpty() ? null : launch.command());
      }
    }
    report.fact("commands", commands);
  }

  private Map<String, Object> facts(PlanPoint point) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("plan", DeploymentView.planFacts(point.deployment().plan()));
    facts.put("max_num_batched_tokens", point.limits().maxNumBatchedTokens());
    facts.put("concurrency", point.load().concurrency());
    facts.put("tokens_per_second_per_user", point.perUser());
    facts.put("output_tokens_per_second_per_gpu", point.perGpu());
    facts.put("ttft_seconds", point.rates().ttftSeconds());
    facts.put("tpot_seconds", point.rates().tpotSeconds());
    facts.put("usd_per_million_output_tokens", usdPerMillion(point));
    facts.put("relative_band", point.relativeBand());
    return facts;
  }
}
