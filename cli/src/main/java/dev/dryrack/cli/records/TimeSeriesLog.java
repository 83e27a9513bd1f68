package dev.dryrack.cli.records;

import dev.dryrack.serving.engine.StateSampler;
import java.nio.file.Path;
import java.util.List;

/** Writes the state of each replica at a fixed interval of simulated time, a row each. */
final class TimeSeriesLog implements StateSampler.Sink, AutoCloseable {

  private static final double PICOS_PER_SECOND = 1e12;

  private static final List<String> COLUMNS =
      List.of(
          "time_ms",
          "replica",
          "waiting",
          "running",
          "kv_blocks",
          "kv_fraction",
          "arrived",
          "finished",
          "preempted",
          "steps",
          "prompt_tokens_per_second",
          "output_tokens_per_second",
          "busy_fraction",
          "cached_fraction");

  private final RowFile rows;

  TimeSeriesLog(Path file) {
    rows = new RowFile(file, COLUMNS);
  }

  @Override
  public void sample(StateSampler.Sample sample) {
    double seconds = sample.intervalPicos() / PICOS_PER_SECOND;
    long used = sample.usedBlocks();
    rows.millis(sample.atPicos());
    rows.whole(sample.replica());
    rows.whole(sample.waiting());
    rows.whole(sample.running());
    rows.whole(used);
    rows.number((double) used / sample.blocks());
    rows.whole(sample.arrived());
    rows.whole(sample.finished());
    rows.whole(sample.preempted());
    rows.whole(sample.steps());
    rows.number(sample.prefillTokens() / seconds);
    rows.number(sample.outputTokens() / seconds);
    rows.number(sample.busyFraction());
    if (sample.admittedTokens() > 0) {
      rows.number((double) sample.cachedTokens() / sample.admittedTokens());
    } else {
      rows.none();
    }
    rows.endRow();
  }

  @Override
  public void close() {
    rows.close();
  }
}
