package dev.dryrack.cli.records;

import dev.dryrack.serving.engine.StepObserver;
import dev.dryrack.serving.engine.StepView;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a row per step, of every n-th step of a replica, of those that overlap a window of time.
 */
final class StepLog implements StepObserver, AutoCloseable {

  private static final List<String> COLUMNS =
      List.of(
          "step",
          "replica",
          "begin_ms",
          "end_ms",
          "step_ms",
          "running",
          "waiting",
          "prompt_tokens",
          "decode_tokens",
          "max_rank_tokens",
          "slowest_rank_sequences",
          "slowest_rank_context_tokens",
          "kv_blocks");

  private final RowFile rows;
  private final long every;
  private final TimeWindow window;

  StepLog(Path file, long every, TimeWindow window) {
    rows = new RowFile(file, COLUMNS);
    this.every = every;
    this.window = window;
  }

  @Override
  public void onPrefillChunk(int chunkTokens, long contextTokens) {
    // The step's sum of prompt tokens tells it.
  }

  @Override
  public void onStep(StepView step) {
    if (step.number() % every != 0 || !window.overlaps(step.beginPicos(), step.endPicos())) {
      return;
    }
    rows.whole(step.number());
    rows.whole(step.replica());
    rows.millis(step.beginPicos());
    rows.millis(step.endPicos());
    rows.millis(step.picos());
    rows.whole(step.running());
    rows.whole(step.waiting());
    rows.whole(step.prefillTokens());
    rows.whole(step.totalTokens() - step.prefillTokens());
    rows.whole(step.maxRankTokens());
    rows.whole(step.decodingSequences());
    rows.whole(step.decodingContextTokens());
    rows.whole(step.usedBlocks());
    rows.endRow();
  }

  @Override
  public void close() {
    rows.close();
  }
}
