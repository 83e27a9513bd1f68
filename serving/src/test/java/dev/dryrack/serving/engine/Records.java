package dev.dryrack.serving.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keeps what a run says of each request, and a digest of it in the order in which it was said. */
final class Records implements RequestRecorder {

  final long[] arrival;
  final long[] sent;
  final long[] scheduled;
  final long[] firstToken;
  final long[] finish;
  final int[] preemptions;
  final int[] replica;
  final int[] rank;
  final boolean[] rejected;
  final @Nullable Rejection[] reason;
  long finished;
  long unfinished;
  long emittedOfUnfinished;
  long digest = 1;

  Records(int requests) {
    arrival = new long[requests];
    sent = new long[requests];
    scheduled = new long[requests];
    firstToken = new long[requests];
    finish = new long[requests];
    preemptions = new int[requests];
    replica = new int[requests];
    rank = new int[requests];
    rejected = new boolean[requests];
    reason = new Rejection[requests];
    Arrays.fill(finish, -1);
  }

  @Override
  public void finished(RequestView request) {
    int i = (int) request.id();
    arrival[i] = request.arrivalPicos();
    sent[i] = request.sentPicos();
    scheduled[i] = request.scheduledPicos();
    firstToken[i] = request.firstTokenPicos();
    finish[i] = request.finishPicos();
    preemptions[i] = request.preemptions();
    replica[i] = request.replica();
    rank[i] = request.rank();
    finished++;
    mix(request.id());
    mix(sent[i]);
    mix(firstToken[i]);
    mix(finish[i]);
  }

  @Override
  public void unfinished(RequestView request) {
    unfinished++;
    emittedOfUnfinished += request.emittedTokens();
  }

  @Override
  public void rejected(
      long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection why) {
    rejected[(int) request] = true;
    reason[(int) request] = why;
    mix(~request);
  }

  private void mix(long value) {
    digest = (digest ^ value) * 0x9E3779B97F4A7C15L;
    digest ^= digest >>> 29;
  }
}
