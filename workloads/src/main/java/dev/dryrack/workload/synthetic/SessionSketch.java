package dev.dryrack.workload.synthetic;

import java.util.List;

/**
 * The outline of a session: stretches in which the context only grows, and breaks. Between
 * stretches the context is cut, begun anew by a subagent, or taken up again where the subagent was
 * called.
 *
 * @param stretches at least one
 * @param breaks the long times between turns, in their order
 */
public record SessionSketch(List<Stretch> stretches, List<Break> breaks) {

  /**
   * A stretch of turns.
   *
   * @param turns its requests, at least 1
   * @param prompts lengths of its prompts at its milestones: the first, those 1, 2, 4, 8, ... turns
   *     behind it, and the last
   * @param seconds time up to each milestone from the one before, breaks left out; to the first
   *     from the stretch before
   * @param basis number of the earlier stretch of the session whose last prompt the first prompt
   *     repeats; -1 for none
   * @param repeatedTokens tokens of that prompt that it repeats
   */
  public record Stretch(
      int turns, List<Integer> prompts, List<Double> seconds, int basis, int repeatedTokens) {
    public Stretch {
      prompts = List.copyOf(prompts);
      seconds = List.copyOf(seconds);
      Require.holds(turns >= 1, "turns of a stretch", turns, "at least 1");
      Require.holds(
          prompts.size() == milestones(turns),
          "number of prompts of a stretch of " + turns + " turns",
          prompts.size(),
          Integer.toString(milestones(turns)));
      Require.holds(
          seconds.size() == prompts.size(), "number of times", seconds.size(), "that of prompts");
      for (double time : seconds) {
        Require.holds(time >= 0, "time of a stretch", time, "0 or more");
      }
      for (int prompt : prompts) {
        Require.holds(prompt >= 1, "prompt of a stretch", prompt, "at least 1");
      }
      Require.holds(basis >= -1, "basis of a stretch", basis, "-1 or more");
      Require.holds(repeatedTokens >= 0, "repeated tokens", repeatedTokens, "0 or more");
    }
  }

  /**
   * A time between two turns that is longer than those which are drawn.
   *
   * @param turn of the session, from 1, before which it is
   * @param seconds from the turn before to this one
   */
  public record Break(int turn, double seconds) {
    public Break {
      Require.holds(turn >= 1, "turn of a break", turn, "at least 1");
      Require.holds(seconds >= 0, "length of a break", seconds, "0 or more");
    }
  }

  public SessionSketch {
    stretches = List.copyOf(stretches);
    breaks = List.copyOf(breaks);
    Require.holds(!stretches.isEmpty(), "number of stretches", stretches.size(), "at least 1");
    for (int i = 0; i < stretches.size(); i++) {
      int basis = stretches.get(i).basis();
      Require.holds(basis < i, "basis of stretch " + i, basis, "an earlier stretch");
    }
    int before = 0;
    for (Break pause : breaks) {
      Require.holds(pause.turn() > before, "turn of a break", pause.turn(), "above " + before);
      before = pause.turn();
    }
  }

  /** How many milestones a stretch of so many turns has. */
  public static int milestones(int turns) {
    return turns < 2 ? 1 : 2 + Integer.SIZE - Integer.numberOfLeadingZeros(turns - 2);
  }

  /** The turn of a milestone of a stretch, both from 0. */
  public static int milestone(int number, int turns) {
    return number == 0 ? 0 : Math.min(turns - 1, 1 << (number - 1));
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
