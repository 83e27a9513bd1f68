package dev.dryrack.cli.records;

import dev.dryrack.serving.engine.Rejection;
import dev.dryrack.serving.engine.RequestRecorder;
import dev.dryrack.serving.engine.RequestView;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes one row per request, in the order in which they end; behind them those that had not ended
 * when the run did. Times are milliseconds of simulated time with nanoseconds as decimals.
 */
final class RequestLog implements RequestRecorder, AutoCloseable {

  private static final List<String> COLUMNS =
      List.of(
          "request",
          "status",
          "replica",
          "rank",
          "prompt_tokens",
          "output_tokens",
          "preemptions",
          "arrival_ms",
          "sent_ms",
          "scheduled_ms",
          "first_token_ms",
          "finish_ms",
          "ttft_ms",
          "tpot_ms",
          "e2el_ms",
          "emitted_tokens",
          "cached_tokens");

  private final RowFile rows;

  RequestLog(Path file) {
    rows = new RowFile(file, COLUMNS);
  }

  @Override
  public void finished(RequestView request) {
    row(request, "finished");
  }

  @Override
  public void unfinished(RequestView request) {
    row(request, request.isWaiting() ? "waiting" : "running");
  }

  private void row(RequestView request, String status) {
    rows.whole(request.id());
    rows.word(status);
    rows.whole(request.replica());
    rows.whole(request.rank());
    rows.whole(request.promptTokens());
    rows.whole(request.outputTokens());
    rows.whole(request.preemptions());
    long sent = request.sentPicos();
    long first = request.firstTokenPicos();
    long finish = request.finishPicos();
    rows.millis(request.arrivalPicos());
    rows.millis(sent);
    rows.millis(request.scheduledPicos());
    rows.millis(first);
    rows.millis(finish);
    rows.millis(first < 0 ? first : first - sent);
    int gaps = request.outputTokens() - 1;
    rows.millis(finish < 0 || gaps < 1 ? RequestView.NEVER : (finish - first) / gaps);
    rows.millis(finish < 0 ? finish : finish - sent);
    rows.whole(request.emittedTokens());
    rows.whole(request.cachedTokens());
    rows.endRow();
  }

  @Override
  public void rejected(
      long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection reason) {
    rows.whole(request);
    rows.word(reason.id());
    rows.none();
    rows.none();
    rows.whole(promptTokens);
    rows.whole(outputTokens);
    rows.whole(0);
    rows.millis(arrivalPicos);
    for (int i = COLUMNS.indexOf("sent_ms"); i < COLUMNS.indexOf("emitted_tokens"); i++) {
      rows.none();
    }
    rows.whole(0);
    rows.whole(0);
    rows.endRow();
  }

  @Override
  public void close() {
    rows.close();
  }
}
