package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.plan.EngineLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A run of Vidur (microsoft/vidur @ 7d47513), replayed with its operator tables, gives its batches
 * and the times of its requests. Skipped where the run is not beside the checkout.
 */
class ReferenceRunTest {

  private static final int PROMPT = 1000;
  private static final int OUTPUT = 200;
  private static final double SECONDS_PER_PICO = 1e-12;

  /** Sums of whole picoseconds against sums of doubles, over 10,000 steps. */
  private static final double ROUNDING_SECONDS = 1e-7;

  private static List<Sequence> arrivals(Path file) throws IOException {
    List<Sequence> requests = new ArrayList<>();
    for (String[] cells : rows(file)) {
      long picos = Math.round(Double.parseDouble(cells[1]) / SECONDS_PER_PICO);
      requests.add(new Sequence(requests.size(), picos, PROMPT, OUTPUT));
    }
    return requests;
  }

  private static List<String[]> rows(Path file) throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      rows.add(line.split(",", -1));
    }
    return rows.subList(1, rows.size());
  }

  private static ServingSetup setup() throws IOException {
    Path add = SharedData.file("facts/reference_run/op_tables_ms/add_predictions.csv.gz");
    Path folder = add.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalStateException("no folder of " + add);
    }
    EngineLimits limits = new EngineLimits(128, 512, 0, 16, 0.9, 4096);
    return ServingSetup.builder(new OperatorTables(folder, PROMPT), limits)
        .kv(16_384, 16, 0)
        .scheduling(Scheduling.of(new SchedulerPolicy.Sarathi(0.01)))
        .build();
  }

  /** A batch: when it ends, what it takes, and its requests and tokens. */
  private record Batch(double endSeconds, double seconds, int requests, long tokens) {}

  private static final class Batches implements StepObserver {
    final List<Batch> all = new ArrayList<>();
    private int chunks;

    @Override
    public void onPrefillChunk(int chunkTokens, long contextTokens) {
      chunks++;
    }

    @Override
    public void onStep(StepView step) {
      all.add(
          new Batch(
              step.endPicos() * SECONDS_PER_PICO,
              step.picos() * SECONDS_PER_PICO,
              chunks + step.decodingSequences(),
              step.totalTokens()));
      chunks = 0;
    }
  }

  @Test
  void twoHundredRequestsGiveTheSameBatches() throws IOException {
    List<Sequence> requests = arrivals(SharedData.file("facts/reference_run/arrivals_n200.csv"));
    Batches batches = new Batches();
    new ServingSimulation(setup(), null, batches).run(new ListSource(requests));
    List<String[]> expected = rows(SharedData.file("facts/reference_run/batches_n200.csv"));
    assertThat(batches.all).hasSize(expected.size()).hasSize(2218);
    double furthest = 0;
    for (int i = 0; i < expected.size(); i++) {
      String[] row = expected.get(i);
      Batch batch = batches.all.get(i);
      double duration = Double.parseDouble(row[2]);
      double end = Double.parseDouble(row[1]) + duration;
      long tokens = 0;
      for (String each : row[7].split(" ", -1)) {
        tokens += Long.parseLong(each);
      }
      assertThat(batch.requests())
          .as("requests of batch %s", i)
          .isEqualTo(row[7].split(" ", -1).length);
      assertThat(batch.tokens()).as("tokens of batch %s", i).isEqualTo(tokens);
      assertThat(Math.abs(batch.seconds() - duration)).as("duration of %s", i).isLessThan(1e-10);
      furthest = Math.max(furthest, Math.abs(batch.endSeconds() - end));
    }
    assertThat(furthest).isLessThan(ROUNDING_SECONDS);
  }

  @Test
  void aThousandRequestsEndAtTheSameTimes() throws IOException {
    List<Sequence> requests = arrivals(SharedData.file("facts/reference_run/arrivals_n1000.csv"));
    Records records = new Records(requests.size());
    new ServingSimulation(setup(), records, null).run(new ListSource(requests));
    List<String[]> rows = rows(SharedData.file("facts/reference_run/request_metrics_n1000.csv"));
    assertThat(rows).hasSize(1000);
    double sum = 0;
    for (String[] row : rows) {
      int request = Integer.parseInt(row[0]);
      double e2e = (records.finish[request] - records.arrival[request]) * SECONDS_PER_PICO;
      double prefill = (records.firstToken[request] - records.arrival[request]) * SECONDS_PER_PICO;
      assertThat(Math.abs(e2e - Double.parseDouble(row[1])))
          .as("E2E of %s", request)
          .isLessThan(ROUNDING_SECONDS);
      assertThat(Math.abs(prefill - Double.parseDouble(row[11])))
          .as("prefill of %s", request)
          .isLessThan(ROUNDING_SECONDS);
      sum += e2e;
    }
    // The mean that the run's own summary gives.
    assertThat(sum / 1000).isBetween(18.1585, 18.1595);
  }
}
