package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.Spread;
import dev.dryrack.serving.metrics.TransferResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** How evenly routers spread the work over replicas. */
final class BalanceView {

  private record Row(
      String name,
      String key,
      ToDoubleFunction<ReplicaResult> figure,
      DoubleFunction<String> text) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("requests", "requests", ReplicaResult::requests, BalanceView::whole),
          new Row(
              "prompt tokens", "prefill_tokens", ReplicaResult::prefillTokens, BalanceView::whole),
          new Row(
              "output tokens", "decode_tokens", ReplicaResult::decodeTokens, BalanceView::whole),
          new Row("running", "mean_running", ReplicaResult::meanRunning, BalanceView::digits),
          new Row("busy", "busy_fraction", ReplicaResult::busyFraction, Figures::percent),
          new Row("KV peak", "peak_kv_fraction", ReplicaResult::peakKvFraction, Figures::percent));

  private BalanceView() {}

  /** Adds a table per pool of several replicas. */
  static void add(Report report, RunResult result) {
    pools(result)
        .forEach(
            (pool, replicas) -> {
              if (replicas.size() > 1) {
                table(report, pool, replicas);
              }
            });
  }

  private static void table(Report report, String pool, List<ReplicaResult> replicas) {
    report.heading("Balance over " + Figures.whole(replicas.size()) + " " + pool);
    Table table = new Table("", ">least", ">mean", ">most", ">spread");
    for (Row row : ROWS) {
      Spread spread = Spread.of(replicas, row.figure());
      table.row(
          row.name(),
          row.text().apply(spread.least()),
          row.text().apply(spread.mean()),
          row.text().apply(spread.most()),
          Figures.percent(spread.variation()));
    }
    report.table(table);
    report.line(
        Tone.NOTE,
        "  of a replica; spread: standard deviation over replicas, of the mean; prompt tokens"
            + " computed");
  }

  /** The same for programs; empty where nothing could be uneven. */
  static Map<String, Object> facts(RunResult result) {
    Map<String, Object> facts = new LinkedHashMap<>();
    pools(result)
        .forEach(
            (pool, replicas) -> {
              if (replicas.size() > 1) {
                facts.put(pool.replace(' ', '_'), spreads(replicas));
              }
            });
    return facts;
  }

  private static Map<String, Object> spreads(List<ReplicaResult> replicas) {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (Row row : ROWS) {
      Spread spread = Spread.of(replicas, row.figure());
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("least", spread.least());
      values.put("mean", spread.mean());
      values.put("most", spread.most());
      values.put("variation", spread.variation());
      facts.put(row.key(), values);
    }
    return facts;
  }

  private static Map<String, List<ReplicaResult>> pools(RunResult result) {
    Map<String, List<ReplicaResult>> pools = new LinkedHashMap<>();
    List<ReplicaResult> replicas = result.replicas();
    TransferResult transfers = result.transfers();
    if (transfers == null) {
      pools.put("replicas", replicas);
    } else {
      int prefills = transfers.prefillReplicas();
      pools.put("prefill replicas", replicas.subList(0, prefills));
      pools.put("decode replicas", replicas.subList(prefills, replicas.size()));
    }
    return pools;
  }

  private static String whole(double value) {
    return Figures.whole(Math.round(value));
  }

  private static String digits(double value) {
    return Figures.digits(value, 3);
  }
}
