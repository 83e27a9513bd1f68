package dev.dryrack.cli.view;

import dev.dryrack.cli.experiment.Replications;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.run.DecodePool;
import dev.dryrack.cli.run.PoolChoice;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.engine.Disaggregation;
import dev.dryrack.serving.metrics.Latencies;
import dev.dryrack.serving.metrics.Latency;
import dev.dryrack.serving.metrics.PrefixCacheResult;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RequestCounts;
import dev.dryrack.serving.metrics.RunEnd;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.Throughput;
import dev.dryrack.serving.metrics.TransferResult;
import dev.dryrack.serving.plan.Deployment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run for people. */
public final class RunView {

  private final RunOutcome run;
  private final RunResult result;
  private final Report report = new Report();

  private RunView(RunOutcome run) {
    this.run = run;
    this.result = run.result();
  }

  /** The whole report, facts for programs included. */
  public static Report of(RunOutcome run) {
    return of(run, null);
  }

  /** The same of the first of several replications, after what all of them came to. */
  public static Report of(RunOutcome run, @Nullable Replications replications) {
    RunView view = new RunView(run);
    view.head();
    if (replications != null) {
      ReplicationsView.add(view.report, replications);
    }
    view.verdict();
    view.latency();
    ClassView.add(view.report, view.result, run.setup().slo().bounds());
    view.throughput();
    view.use();
    BalanceView.add(view.report, view.result);
    view.transfers();
    SpeculationView.add(view.report, run);
    view.prefixCache();
    TierView.add(view.report, run);
    view.cost();
    view.breakdowns();
    EvidenceView.add(view.report, run.evidence(), run.evidence().remarks());
    RunFacts.add(
        view.report, run, replications == null ? Map.of() : ReplicationsView.facts(replications));
    return view.report;
  }

  private void head() {
    if (!run.title().isEmpty()) {
      report.line(Tone.HEADING, run.title());
    }
    Table table = new Table("", "");
    DeploymentView.rows(table, run.deployment(), run.planNote());
    table.row("KV cache", DeploymentView.kv(run.deployment(), run.budget()));
    decodePool(table);
    if (run.speculation() != null) {
      table.row("drafts", SpeculationView.describe(run.speculation()));
    }
    table.row("load", run.load());
    run.counts()
        .dropped()
        .forEach(
            (reason, rows) ->
                table.row("", DeploymentView.count(rows, "row") + " dropped: " + reason));
    if (run.counts().noted().containsKey("stopped-at-end")) {
      table.row("", "reading stopped at the window's end");
    }
    report.table(table);
  }

  /** Only where it is of another kind: what stands above is then the pool that prefills. */
  private void decodePool(Table table) {
    DecodePool pool = run.decode();
    if (pool == null) {
      return;
    }
    Deployment decode = pool.fit().deployment();
    table.row("", "the above is of the pool that prefills; the one that decodes:");
    DeploymentView.poolRows(table, decode);
    table.row("KV cache", DeploymentView.kv(decode, pool.fit().budget()));
  }

  private void breakdowns() {
    DecodePool pool = run.decode();
    if (pool != null) {
      report.heading("Replicas that prefill");
    }
    BreakdownView.add(report, run.ledger().breakdown(), run.ledger().steps());
    if (pool != null) {
      report.heading("Replicas that decode");
      BreakdownView.add(report, pool.ledger().breakdown(), pool.ledger().steps());
    }
  }

  private void verdict() {
    report.gap();
    if (result.end() == RunEnd.STOPPED) {
      report.line(Tone.WARNING, "INTERRUPTED: what follows is the part that was finished.");
    }
    String verdict = run.verdict().toUpperCase(Locale.ROOT).replace('_', ' ');
    boolean judged = !run.servedNothing() && !run.measuredNothing();
    Tone tone = judged ? tone() : Tone.BAD;
    RequestCounts requests = result.requests();
    report.line(
        tone,
        verdict
            + ": "
            + Figures.whole(requests.finished())
            + " of "
            + Figures.whole(requests.arrived())
            + (requests.arrived() == 1 ? " request" : " requests")
            + " finished in "
            + Figures.duration(result.endPicos() * 1e-12)
            + " of simulated time"
            + rest(requests));
    if (judged) {
      report.line(explain());
    }
    run.remarks().forEach(remark -> report.line(Tone.WARNING, remark));
  }

  private Tone tone() {
    return switch (result.stability()) {
      case STABLE -> Tone.GOOD;
      case TOO_SHORT, BACKLOGGED -> Tone.WARNING;
      case OVERLOADED -> Tone.BAD;
    };
  }

  private static String rest(RequestCounts requests) {
    StringBuilder rest = new StringBuilder();
    requests
        .rejectedByReason()
        .forEach(
            (reason, count) ->
                rest.append(", ")
                    .append(Figures.whole(count))
                    .append(" rejected: ")
                    .append(reason));
    if (requests.unfinished() > 0) {
      rest.append(", ").append(Figures.whole(requests.unfinished())).append(" unfinished");
    }
    return rest + ".";
  }

  private String explain() {
    return switch (result.stability()) {
      case STABLE ->
          run.setup().openLoop()
              ? "It keeps up with the requests as they arrive."
              : "A closed loop of "
                  + Figures.whole(run.setup().maxConcurrency())
                  + " clients waits for the system, so it always keeps up.";
      case TOO_SHORT ->
          "Arrivals end too soon to tell whether it keeps up; a longer run at this load shows it.";
      case BACKLOGGED ->
          "Requests waited when arrivals ended: a burst, or an overload too short to tell.";
      case OVERLOADED -> "More arrives than is served: latencies grow with the length of the run.";
    };
  }

  private void latency() {
    report.heading("Latency, ms, of " + Figures.whole(result.requests().measured()) + " requests");
    Latencies all = result.latencies();
    Table table = new Table("", ">mean", ">p50", ">p90", ">p99", "");
    row(table, "TTFT", all.ttft(), "to the first token");
    row(table, "TPOT", all.tpot(), "per output token after the first");
    row(table, "ITL", all.itl(), "between tokens");
    row(table, "E2E", all.e2e(), "to the last token");
    row(table, "queueing", all.queueing(), "part of TTFT: before its first step");
    if (!run.setup().openLoop()) {
      row(table, "TTFT*", all.ttftFromArrival(), "from arrival at the client");
    }
    report.table(table);
  }

  private static void row(Table table, String name, Latency latency, String meaning) {
    table.row(
        name,
        Figures.millis(latency.mean()),
        Figures.millis(latency.p50()),
        Figures.millis(latency.p90()),
        Figures.millis(latency.p99()),
        meaning);
  }

  private void throughput() {
    Throughput rates = result.throughput();
    report.heading("Throughput over " + Figures.duration(rates.windowSeconds()));
    double output = rates.emittedTokensPerSecond();
    Table table = new Table("", ">", "");
    table.row("requests", Figures.digits(rates.requestsPerSecond(), 3), "finished per second");
    if (run.setup().slo().bounds()) {
      table.row(
          "goodput", Figures.digits(rates.goodRequestsPerSecond(), 3), "good ones per second");
    }
    table.row("prompt tokens", Figures.digits(rates.promptTokensPerSecond(), 3), "per second");
    table.row("output tokens", Figures.digits(output, 3), "per second, all GPUs");
    table.row(
        "",
        Figures.digits(rates.outputTokensPerSecondPerGpu(), 3),
        "per second and GPU, of all " + Figures.whole(rates.gpus()));
    domain(table, rates);
    table.row(
        "",
        Figures.digits(rates.outputTokensPerSecondPerUser(), 3),
        "per second and user: 1 / mean TPOT");
    report.table(table);
  }

  private void domain(Table table, Throughput rates) {
    SystemSpec system = run.deployment().cluster().system();
    int size = system.gpusPerDomain();
    if (rates.gpus() > size) {
      table.row(
          "",
          Figures.digits(rates.outputTokensPerSecondPerGpu() * size, 3),
          "per second and " + (size >= 36 ? "rack" : "node") + " of " + size + " GPUs");
    }
  }

  private void use() {
    report.heading("Use of the system");
    Table table =
        new Table("", ">busy", ">running", ">waiting", ">KV mean", ">KV peak", ">preempted");
    List<ReplicaResult> replicas = result.replicas();
    for (int i = 0; i < replicas.size() && i < 8; i++) {
      ReplicaResult replica = replicas.get(i);
      table.row(
          name(i),
          Figures.percent(replica.busyFraction()),
          Figures.digits(replica.meanRunning(), 3),
          Figures.digits(replica.meanWaiting(), 3),
          Figures.percent(replica.meanKvFraction()),
          Figures.percent(replica.peakKvFraction()),
          Figures.whole(replica.preemptions()));
    }
    report.table(table);
    if (replicas.size() > 8) {
      report.line("  and " + (replicas.size() - 8) + " more replicas: see --json");
    }
    report.line(
        Tone.NOTE, "  running, waiting: requests, mean over time; KV peak: of the fullest rank");
  }

  private String name(int replica) {
    TransferResult transfers = result.transfers();
    if (transfers == null) {
      return result.replicas().size() == 1 ? "all ranks" : "replica " + replica;
    }
    int prefills = transfers.prefillReplicas();
    return replica < prefills ? "prefill " + replica : "decode " + (replica - prefills);
  }

  private void transfers() {
    TransferResult moved = result.transfers();
    if (moved == null) {
      return;
    }
    report.heading("KV from prefill to decode: " + Figures.whole(moved.transfers()) + " transfers");
    Table table = new Table("", ">mean", "");
    table.row(
        "waiting", Figures.millis(moved.meanWaitSeconds()), "ms until a decode rank has room");
    table.row("transfer", Figures.millis(moved.meanSeconds()), "ms");
    table.row(
        "slow-down",
        Figures.digits(moved.slowdown(), 3),
        "times as long as alone, since transfers overlap");
    table.row(
        "ports busy",
        Figures.percent(moved.busyFraction()),
        "of the time, " + Figures.percent(moved.busiestFraction()) + " the busiest");
    if (layerWise()) {
      table.row("hidden", Figures.percent(moved.hiddenFraction()), "of KV, moved during prefill");
    }
    if (moved.local() > 0) {
      table.row("local", Figures.whole(moved.local()), "prompts computed where they decode");
    }
    report.table(table);
    report.line(
        Tone.NOTE,
        "  KV crosses "
            + (crossesDomains() ? "the scale-out network" : "the scale-up links")
            + (layerWise()
                ? ", layer by layer from the begin of the prefill, as if alone till its end"
                : " after the prefill, not layer by layer; part of TTFT"));
  }

  private boolean layerWise() {
    Disaggregation pools = run.setup().disaggregation();
    return pools != null && pools.layers() > 1;
  }

  private boolean crossesDomains() {
    DecodePool pool = run.decode();
    return pool == null
        ? run.deployment().cluster().domains() > 1
        : PoolChoice.crossesDomains(run.deployment().cluster(), pool.fit().deployment().cluster());
  }

  private void prefixCache() {
    PrefixCacheResult cache = result.prefixCache();
    if (run.setup().prefixCaching() == PrefixCaching.OFF || cache.promptTokens() == 0) {
      return;
    }
    report.heading("Prefix cache: prompt tokens that were not computed again");
    Table table = new Table("", ">tokens", ">share", "");
    table.row(
        "found",
        Figures.whole(cache.hitTokens()),
        Figures.percent(cache.hitFraction()),
        "of " + Figures.whole(cache.promptTokens()) + " prompt tokens");
    table.row(
        "ideal",
        Figures.whole(cache.idealHitTokens()),
        Figures.percent(cache.idealHitFraction()),
        "a cache without limit, shared by all ranks");
    if (cache.resumedHitTokens() > 0) {
      table.row("resumed", Figures.whole(cache.resumedHitTokens()), "", "found after preemption");
    }
    report.table(table);
  }

  private void cost() {
    MoneyView.add(report, run.money(), run.result().throughput().gpus());
  }
}
