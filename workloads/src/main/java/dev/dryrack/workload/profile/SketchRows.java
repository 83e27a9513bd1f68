package dev.dryrack.workload.profile;

import dev.dryrack.workload.synthetic.SessionSketch;
import dev.dryrack.workload.synthetic.SessionSketch.Break;
import dev.dryrack.workload.synthetic.SessionSketch.Stretch;
import java.util.ArrayList;
import java.util.List;

/**
 * Sketches of sessions as a profile's file has them: rows of session, turns, basis, repeated
 * tokens, the prompts at the milestones, as many as the turns ask for, and the times up to them;
 * and rows of session, turn and seconds of its breaks.
 */
final class SketchRows {

  private static final int HEAD = 4;

  private final double[] stretches;
  private final double[] breaks;
  private int at;
  private int breakAt;

  private SketchRows(double[] stretches, double[] breaks) {
    this.stretches = stretches;
    this.breaks = breaks;
  }

  /**
   * The sketches of numbers one after another.
   *
   * @throws IllegalArgumentException if the rows are no sketches
   */
  static List<SessionSketch> sketches(double[] stretches, double[] breaks) {
    return new SketchRows(stretches, breaks).sketches();
  }

  private List<SessionSketch> sketches() {
    List<SessionSketch> sketches = new ArrayList<>();
    while (at < stretches.length) {
      int session = sketches.size();
      List<Stretch> own = new ArrayList<>();
      while (at < stretches.length && stretches[at] == session) {
        own.add(stretch());
      }
      if (own.isEmpty()) {
        throw new IllegalArgumentException(
            "a row of stretches is of session "
                + stretches[at]
                + " where "
                + (session == 0 ? "0" : (session - 1) + " or " + session)
                + " must come; sessions are numbered from 0, in order");
      }
      sketches.add(new SessionSketch(own, breaksOf(session)));
    }
    if (breakAt < breaks.length) {
      throw new IllegalArgumentException(
          "a row of breaks is of session " + breaks[breakAt] + ", out of order or not there");
    }
    return sketches;
  }

  private Stretch stretch() {
    int turns = at + HEAD <= stretches.length ? (int) stretches[at + 1] : 0;
    int count = turns < 1 ? 1 : SessionSketch.milestones(turns);
    if (turns < 1 || at + HEAD + 2 * count > stretches.length) {
      throw new IllegalArgumentException(
          "the stretches end within a row of session "
              + stretches[at]
              + "; a row has session, turns, basis, repeated tokens, its prompts and times");
    }
    List<Integer> prompts = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      prompts.add((int) stretches[at + HEAD + i]);
      seconds.add(stretches[at + HEAD + count + i]);
    }
    Stretch read =
        new Stretch(turns, prompts, seconds, (int) stretches[at + 2], (int) stretches[at + 3]);
    at += HEAD + 2 * count;
    return read;
  }

  private List<Break> breaksOf(int session) {
    List<Break> own = new ArrayList<>();
    while (breakAt < breaks.length && breaks[breakAt] == session) {
      own.add(new Break((int) breaks[breakAt + 1], breaks[breakAt + 2]));
      breakAt += 3;
    }
    return own;
  }
}
