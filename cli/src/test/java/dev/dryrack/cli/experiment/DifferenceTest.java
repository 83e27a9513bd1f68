package dev.dryrack.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Json;
import dev.dryrack.cli.experiment.Difference.Verdict;
import dev.dryrack.cli.report.Format;
import dev.dryrack.cli.report.Ink;
import dev.dryrack.cli.report.Renderers;
import dev.dryrack.cli.view.CompareView;
import dev.dryrack.serving.metrics.Slo;
import dev.dryrack.sim.experiment.ConfidenceInterval;
import dev.dryrack.sim.experiment.StoppingRule;
import dev.dryrack.sim.stat.LatencyHistogram;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A difference that is sure, and yet no more than the edge of a histogram's bucket. */
final class DifferenceTest {

  @Test
  void aQuantileThatDiffersByOneBucketIsNotShownHoweverSureItLooks() {
    LatencyHistogram below = new LatencyHistogram();
    LatencyHistogram above = new LatencyHistogram();
    long edge = 68_681_728; // 1048 x 65,536 ns
    below.record(edge - 1);
    above.record(edge);
    below.record(edge * 2);
    above.record(edge * 2);
    double first = below.quantile(0.5) * 1e-9;
    double other = above.quantile(0.5) * 1e-9;
    assertThat(other - first).isGreaterThan(65e-6);
    assertThat(difference("p50_itl_seconds", first, other).verdict()).isEqualTo(Verdict.NOT_SHOWN);
    assertThat(difference("p50_itl_seconds", other, first).verdict()).isEqualTo(Verdict.NOT_SHOWN);
    assertThat(difference("mean_itl_seconds", first, other).verdict()).isEqualTo(Verdict.REAL);
    assertThat(difference("p50_itl_seconds", first, first * 1.002).verdict())
        .isEqualTo(Verdict.REAL);
    assertThat(difference("p50_itl_seconds", first, first).verdict()).isEqualTo(Verdict.EQUAL);
  }

  @Test
  void programsAreToldSoAndGetNoChanceOfIt() {
    List<Difference> rows =
        List.of(
            difference("p99_ttft_seconds", 1, 1.0009), difference("p99_e2el_seconds", 1, 1.002));
    Comparison comparison =
        new Comparison(List.of(rows), 5, StoppingRule.after(5), false, false, 0, false);
    String json =
        Renderers.render(CompareView.of(List.of("a", "b"), comparison), Format.JSON, Ink.PLAIN);
    Json metrics = Json.parse(json).objects("comparisons").get(0).map("metrics");
    assertThat(metrics.map("p99_ttft_seconds").text("verdict")).isEqualTo("not_shown");
    assertThat(metrics.map("p99_ttft_seconds").isNull("p_value")).isTrue();
    assertThat(metrics.map("p99_e2el_seconds").text("verdict")).isEqualTo("real");
    assertThat(metrics.map("p99_e2el_seconds").number("p_value")).isEqualTo(5e-27);
  }

  /** As five replications in one bucket each give it: next to no half width. */
  private static Difference difference(String key, double baseline, double other) {
    Metric metric =
        Metric.all(Slo.NONE).stream().filter(m -> m.key().equals(key)).findAny().orElseThrow();
    double halfWidth = baseline == other ? 0 : 1e-15;
    ConfidenceInterval interval = new ConfidenceInterval(other - baseline, halfWidth, 0.95, 5);
    return new Difference(metric, baseline, other, interval, 5e-27, Double.NaN);
  }
}
