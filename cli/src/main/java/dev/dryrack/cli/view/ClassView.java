package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Table;
import dev.dryrack.serving.metrics.ClassResult;
import dev.dryrack.serving.metrics.Latency;
import dev.dryrack.serving.metrics.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of requests by their priority class, where a load has several. */
final class ClassView {

  private ClassView() {}

  static void add(Report report, RunResult result, boolean limited) {
    if (result.classes().isEmpty()) {
      return;
    }
    report.heading("By priority: mean and 99th percentile, ms");
    List<String> heads =
        new ArrayList<>(List.of("", ">requests", ">rejected", ">TTFT", ">p99", ">TPOT", ">p99"));
    heads.addAll(List.of(">E2E", ">p99", limited ? ">good" : ""));
    Table table = new Table(heads.toArray(String[]::new));
    for (ClassResult one : result.classes()) {
      double share = one.measured() == 0 ? Double.NaN : (double) one.good() / one.measured();
      table.row(
          Integer.toString(one.priority()),
          Figures.whole(one.measured()),
          Figures.whole(one.rejected()),
          Figures.millis(one.ttft().mean()),
          Figures.millis(one.ttft().p99()),
          Figures.millis(one.tpot().mean()),
          Figures.millis(one.tpot().p99()),
          Figures.millis(one.e2e().mean()),
          Figures.millis(one.e2e().p99()),
          limited ? Figures.percent(share) : "");
    }
    report.table(table);
  }

  static List<Object> facts(RunResult result, boolean limited) {
    List<Object> all = new ArrayList<>();
    for (ClassResult one : result.classes()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("priority", one.priority());
      facts.put("measured", one.measured());
      facts.put("rejected", one.rejected());
      facts.put("good", one.good());
      facts.put("request_throughput", one.requestsPerSecond());
      facts.put("request_goodput", limited ? one.goodRequestsPerSecond() : null);
      facts.put("ttft_seconds", quantiles(one.ttft()));
      facts.put("tpot_seconds", quantiles(one.tpot()));
      facts.put("e2el_seconds", quantiles(one.e2e()));
      all.add(facts);
    }
    return all;
  }

  private static Map<String, Object> quantiles(Latency latency) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("mean", latency.mean());
    facts.put("p50", latency.p50());
    facts.put("p90", latency.p90());
    facts.put("p99", latency.p99());
    return facts;
  }
}
