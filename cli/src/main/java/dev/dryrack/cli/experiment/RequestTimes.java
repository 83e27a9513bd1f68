package dev.dryrack.cli.experiment;

import dev.dryrack.serving.engine.Rejection;
import dev.dryrack.serving.engine.RequestRecorder;
import dev.dryrack.serving.engine.RequestView;
import java.util.Arrays;

/**
 * Keeps when each request of a run was sent, its TTFT and its E2E, by the number of the request.
 */
final class RequestTimes implements RequestRecorder {

  private static final double SECONDS_PER_PICO = 1e-12;
  private static final double MILLIS_PER_PICO = 1e-9;
  private static final int INITIAL = 1024;

  /** By request; a request that has not finished has an E2E of 0. */
  private long[] sentPicos = new long[INITIAL];

  private long[] ttftPicos = new long[INITIAL];
  private long[] e2ePicos = new long[INITIAL];
  private int[] outputTokens = new int[INITIAL];
  private int seen;

  @Override
  public void finished(RequestView request) {
    int index = Math.toIntExact(request.id());
    if (index >= sentPicos.length) {
      int length = Math.max(index + 1, 2 * sentPicos.length);
      sentPicos = Arrays.copyOf(sentPicos, length);
      ttftPicos = Arrays.copyOf(ttftPicos, length);
      e2ePicos = Arrays.copyOf(e2ePicos, length);
      outputTokens = Arrays.copyOf(outputTokens, length);
    }
    long sent = request.sentPicos();
    sentPicos[index] = sent;
    ttftPicos[index] = request.firstTokenPicos() - sent;
    e2ePicos[index] = request.finishPicos() - sent;
    outputTokens[index] = request.outputTokens();
    seen = Math.max(seen, index + 1);
  }

  @Override
  public void rejected(
      long request, int promptTokens, int outputs, long arrivalPicos, Rejection reason) {
    // It has no latency.
  }

  /** Numbers up to and without this one may have finished. */
  int seen() {
    return seen;
  }

  /** Whether a request finished and was sent after the warm-up. */
  boolean isMeasured(int request, long warmupPicos) {
    return request < seen && e2ePicos[request] > 0 && sentPicos[request] >= warmupPicos;
  }

  double ttftSeconds(int request) {
    return ttftPicos[request] * SECONDS_PER_PICO;
  }

  double e2eSeconds(int request) {
    return e2ePicos[request] * SECONDS_PER_PICO;
  }

  /** Time per output token; NaN if there was only one. */
  double tpotSeconds(int request) {
    int gaps = outputTokens[request] - 1;
    return gaps == 0
        ? Double.NaN
        : (e2ePicos[request] - ttftPicos[request]) * SECONDS_PER_PICO / gaps;
  }

  /** The requests that finished. */
  int count() {
    return finished().length;
  }

  /** TTFT of the requests that finished, by number. */
  double[] ttftMillis() {
    return finishedMillis(ttftPicos);
  }

  /** E2E of the requests that finished, by number. */
  double[] e2eMillis() {
    return finishedMillis(e2ePicos);
  }

  /** When the requests that finished were sent, by number. */
  double[] sentMillis() {
    return finishedMillis(sentPicos);
  }

  private double[] finishedMillis(long[] picos) {
    return Arrays.stream(finished()).mapToDouble(i -> picos[i] * MILLIS_PER_PICO).toArray();
  }

  /** When the n-th request of those that finished was sent, from 0. */
  long sentPicos(int n) {
    return sentPicos[finished()[n]];
  }

  private int[] finished() {
    int[] finished = new int[seen];
    int count = 0;
    for (int i = 0; i < seen; i++) {
      if (e2ePicos[i] > 0) {
        finished[count++] = i;
      }
    }
    return Arrays.copyOf(finished, count);
  }
}
