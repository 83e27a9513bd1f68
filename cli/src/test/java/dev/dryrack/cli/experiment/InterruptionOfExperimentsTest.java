package dev.dryrack.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Json;
import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.report.Format;
import dev.dryrack.cli.report.Ink;
import dev.dryrack.cli.report.Renderers;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.resolve.PoolFits;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.scenario.Layers;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.view.CompareView;
import dev.dryrack.cli.view.RunView;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Experiments that are stopped while they run. */
final class InterruptionOfExperimentsTest {

  @Test
  void replicationsKeepWhatWasFinishedAndSayThatTheyWereStopped() {
    Interruption interruption = new Interruption();
    Replications stopped =
        Replications.run(
            candidate("run.precision=0.01%"),
            RunRecords.none(),
            interruption,
            curve -> {},
            number -> requestAt(3, number, interruption));
    assertThat(stopped.interrupted()).isTrue();
    assertThat(stopped.sample().replications()).isEqualTo(3);
    assertThat(text(RunView.of(stopped.first(), stopped)))
        .contains("INTERRUPTED after 3 replications", "not yet known within 0.01 %")
        .doesNotContain("raise --replications");
    Json sim = Json.parse(json(RunView.of(stopped.first(), stopped))).map("sim");
    assertThat(sim.map("experiment").flag("interrupted")).isTrue();
    assertThat(sim.flag("interrupted")).as("of all that was asked for").isTrue();
  }

  @Test
  void comparisonsKeepTheirFinishedRoundsAndSayThatTheyWereStopped() {
    Interruption interruption = new Interruption();
    List<Candidate> two =
        List.of(candidate("run.precision=0.01%"), candidate("engine.max-num-seqs=2"));
    Comparison stopped =
        Comparison.run(two, interruption, number -> requestAt(3, number, interruption));
    assertThat(stopped.interrupted()).isTrue();
    assertThat(stopped.replications()).isEqualTo(3);
    assertThat(text(CompareView.of(List.of("a", "b"), stopped)))
        .contains("INTERRUPTED", "B against A")
        .doesNotContain("raise --replications");
  }

  private static void requestAt(int limit, int number, Interruption interruption) {
    if (number == limit) {
      interruption.request();
    }
  }

  private static Candidate candidate(String change) {
    Layers layers = new Layers();
    layers.addSet("model.id=llama-3.1-8b");
    layers.addSet("system.id=h100");
    layers.addSet("system.gpus=1");
    layers.addSet("load.request-rate=20");
    layers.addSet("load.num-prompts=50");
    layers.addSet(change);
    Scenario scenario = layers.resolve();
    Surroundings surroundings =
        new Surroundings(
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Map.of(),
            false,
            false,
            Path.of(""));
    Resolver resolver = new Resolver(scenario, surroundings);
    return new Candidate(scenario, new PoolFits(resolver.fit(), null), resolver, surroundings);
  }

  private static String json(Report report) {
    return Renderers.render(report, Format.JSON, Ink.PLAIN);
  }

  private static String text(Report report) {
    return String.join(" ", Renderers.render(report, Format.TABLE, Ink.PLAIN).split("\\s+", -1));
  }
}
