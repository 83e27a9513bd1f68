package dev.dryrack.workload.transform;

import dev.dryrack.workload.SessionSource;

/** A copy of the request at a cursor; reusable. */
final class HeldRequest {

  long arrivalPicos;
  int inputTokens = 1;
  int outputTokens = 1;
  int priority;
  int session = -1;
  int turn;
  long previous = -1;
  long delayPicos;
  int runs;
  long[] runStart = new long[0];
  int[] runLength = new int[0];

  void copy(SessionSource from) {
    arrivalPicos = from.arrivalPicos();
    inputTokens = from.inputTokens();
    outputTokens = from.outputTokens();
    priority = from.priority();
    session = from.sessionId();
    turn = from.turn();
    previous = from.previousRequest();
    delayPicos = from.delayPicos();
    runs = from.prefixRuns();
    if (runs > runStart.length) {
      runStart = new long[runs + runs / 2];
      runLength = new int[runs + runs / 2];
    }
    for (int run = 0; run < runs; run++) {
      runStart[run] = from.prefixRunStart(run);
      runLength[run] = from.prefixRunLength(run);
    }
  }
}
