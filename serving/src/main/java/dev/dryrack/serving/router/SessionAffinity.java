package dev.dryrack.serving.router;

import java.util.Arrays;

/**
 * That of the session's request before; for the first of a session the one with the fewest
 * sessions; for requests without one the one with the fewest unfinished requests.
 *
 * <p>Sessions are counted from their first request on: nobody says when one ends. O(log targets); 4
 * bytes per session.
 */
final class SessionAffinity implements Router {

  private static final int NONE = -1;

  private final LoadTree requests;
  private final LoadTree sessions;
  private int[] targetOf = new int[0];

  SessionAffinity(Targets targets) {
    requests = new LoadTree(targets.count());
    sessions = new LoadTree(targets.count());
  }

  @Override
  public int choose(RoutedRequest request) {
    int session = request.session();
    if (session == RoutedRequest.NO_SESSION) {
      return requests.leastLoaded();
    }
    boolean known = session < targetOf.length && targetOf[session] != NONE;
    return known ? targetOf[session] : sessions.leastLoaded();
  }

  @Override
  public void sent(int target, RoutedRequest request) {
    requests.change(target, 1);
    int session = request.session();
    if (session == RoutedRequest.NO_SESSION) {
      return;
    }
    if (session >= targetOf.length) {
      int size = targetOf.length;
      targetOf = Arrays.copyOf(targetOf, Math.max(1024, Math.max(session + 1, 2 * size)));
      Arrays.fill(targetOf, size, targetOf.length, NONE);
    }
    if (targetOf[session] == NONE) {
      sessions.change(target, 1);
    }
    targetOf[session] = target;
  }

  @Override
  public void left(int target, int promptTokens) {
    requests.change(target, -1);
  }
}
