package dev.dryrack.serving.engine;

import java.util.Arrays;

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
  long finished;
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
    Arrays.fill(finish, -1);
  }

  @Override
  public void finished(
      long request,
      int replicaIndex,
      int rankIndex,
      int promptTokens,
      int outputTokens,
      int preemptionCount,
      long arrivalPicos,
      long sentPicos,
      long scheduledPicos,
      long firstTokenPicos,
      long finishPicos) {
    int i = (int) request;
    arrival[i] = arrivalPicos;
    sent[i] = sentPicos;
    scheduled[i] = scheduledPicos;
    firstToken[i] = firstTokenPicos;
    finish[i] = finishPicos;
    preemptions[i] = preemptionCount;
    replica[i] = replicaIndex;
    rank[i] = rankIndex;
    finished++;
    mix(request);
    mix(sentPicos);
    mix(firstTokenPicos);
    mix(finishPicos);
  }

  @Override
  public void rejected(
      long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection reason) {
    rejected[(int) request] = true;
    mix(~request);
  }

  private void mix(long value) {
    digest = (digest ^ value) * 0x9E3779B97F4A7C15L;
    digest ^= digest >>> 29;
  }
}
