package dev.dryrack.workload.synthetic;

import java.util.List;

/**
 * The outline of a session: stretches in which the context only grows. Between stretches the
 * context is cut, begun anew by a subagent, or taken up again where the subagent was called.
 *
 * @param stretches at least one
 */
public record SessionSketch(List<Stretch> stretches) {

  /**
   * A stretch of turns.
   *
   * @param turns its requests, at least 1
   * @param firstTokens its first prompt
   * @param lastTokens its last prompt
   * @param basis number of the earlier stretch of the session whose last prompt the first prompt
   *     repeats; -1 for none
   * @param repeatedTokens tokens of that prompt that it repeats
   */
  public record Stretch(int turns, int firstTokens, int lastTokens, int basis, int repeatedTokens) {
    public Stretch {
      Require.holds(turns >= 1, "turns of a stretch", turns, "at least 1");
      Require.holds(firstTokens >= 1, "first prompt of a stretch", firstTokens, "at least 1");
      Require.holds(lastTokens >= 1, "last prompt of a stretch", lastTokens, "at least 1");
      Require.holds(basis >= -1, "basis of a stretch", basis, "-1 or more");
      Require.holds(repeatedTokens >= 0, "repeated tokens", repeatedTokens, "0 or more");
    }
  }

  public SessionSketch {
    stretches = List.copyOf(stretches);
    Require.holds(!stretches.isEmpty(), "number of stretches", stretches.size(), "at least 1");
    for (int i = 0; i < stretches.size(); i++) {
      int basis = stretches.get(i).basis();
      Require.holds(basis < i, "basis of stretch " + i, basis, "an earlier stretch");
    }
  }

  /** Requests of the session. */
  public int turns() {
    int sum = 0;
    for (Stretch stretch : stretches) {
      sum += stretch.turns();
    }
    return sum;
  }
}
