package dev.dryrack.cli.run;

import dev.dryrack.cli.process.ResultWriter;
import dev.dryrack.serving.engine.Rejection;
import dev.dryrack.serving.engine.RequestRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes one CSV row per request, in the order in which they end. Times are milliseconds of
 * simulated time with nanoseconds as decimals; what did not happen is empty.
 */
public final class RequestLog implements RequestRecorder, AutoCloseable {

  private static final long PICOS_PER_NANO = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ResultWriter file;
  private final StringBuilder row = new StringBuilder();

  /**
   * Opens the file and writes the headings.
   *
   * @throws IOException if it cannot be created
   */
  public RequestLog(Path path) throws IOException {
    file = new ResultWriter(path.toString(), Files.newOutputStream(path));
    file.line(
        "request,status,replica,rank,prompt_tokens,output_tokens,preemptions,arrival_ms,sent_ms,"
            + "scheduled_ms,first_token_ms,finish_ms,ttft_ms,tpot_ms,e2el_ms");
  }

  @Override
  public void finished(
      long request,
      int replica,
      int rank,
      int promptTokens,
      int outputTokens,
      int preemptions,
      long arrivalPicos,
      long sentPicos,
      long scheduledPicos,
      long firstTokenPicos,
      long finishPicos) {
    row.setLength(0);
    row.append(request).append(",finished,").append(replica).append(',').append(rank);
    row.append(',').append(promptTokens).append(',').append(outputTokens);
    row.append(',').append(preemptions);
    time(arrivalPicos);
    time(sentPicos);
    time(scheduledPicos);
    time(firstTokenPicos);
    time(finishPicos);
    time(firstTokenPicos - sentPicos);
    if (outputTokens > 1) {
      time((finishPicos - firstTokenPicos) / (outputTokens - 1));
    } else {
      row.append(',');
    }
    time(finishPicos - sentPicos);
    file.line(row.toString());
  }

  @Override
  public void rejected(
      long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection reason) {
    row.setLength(0);
    row.append(request).append(',').append(reason.id()).append(",,,").append(promptTokens);
    row.append(',').append(outputTokens).append(',');
    time(arrivalPicos);
    row.append(",,,,,,,");
    file.line(row.toString());
  }

  /** Milliseconds with six decimals, exactly rounded down to nanoseconds. */
  private void time(long picos) {
    long nanos = picos / PICOS_PER_NANO;
    long fraction = nanos % NANOS_PER_MILLI;
    row.append(',').append(nanos / NANOS_PER_MILLI).append('.');
    for (long digit = NANOS_PER_MILLI / 10; digit > 0; digit /= 10) {
      row.append((char) ('0' + fraction / digit % 10));
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
