package dev.dryrack.cli.run;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.synthetic.SessionLoadSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which rows of a trace are not among its requests, and why, in words. */
public final class DroppedRows {

  /** Reasons that are a user's wish, not a property of the rows. */
  private static final Set<String> ASKED_FOR = Set.of("before-window", "after-window");

  private static final String UNKNOWN = "unknown-field:";

  private DroppedRows() {}

  /** Why a source holds no request at all. */
  public static String whyEmpty(SourceCounts counts) {
    return counts.read() == 0
        ? "there is no request in it: it has no rows"
        : "there is no request in it: all of its "
            + (counts.read() == 1 ? "one row is" : Figures.whole(counts.read()) + " rows are")
            + " dropped ("
            + listed(counts.dropped(), Set.of())
            + ")";
  }

  /** Whether what is missing is the data's fault: nobody asked to leave any of it out. */
  public static boolean byData(SourceCounts counts) {
    return counts.dropped().keySet().stream().noneMatch(ASKED_FOR::contains);
  }

  /** The rows dropped for what they are, in a line; empty if there are none. */
  public static String note(SourceCounts counts) {
    long rows = 0;
    for (Map.Entry<String, Long> dropped : counts.dropped().entrySet()) {
      rows += ASKED_FOR.contains(dropped.getKey()) ? 0 : dropped.getValue();
    }
    return rows == 0
        ? ""
        : Figures.whole(rows)
            + " of "
            + Figures.whole(counts.read())
            + " rows dropped: "
            + listed(counts.dropped(), ASKED_FOR);
  }

  /** What the rows have that their format has not, in a line; empty if there is nothing. */
  public static String unknown(SourceCounts counts) {
    List<String> parts = new ArrayList<>();
    counts
        .noted()
        .forEach(
            (remark, rows) -> {
              if (remark.startsWith(UNKNOWN)) {
                parts.add(remark.substring(UNKNOWN.length()) + " (" + Figures.whole(rows) + ")");
              }
            });
    return parts.isEmpty()
        ? ""
        : "not read, as unknown in this format: " + String.join(", ", parts);
  }

  /** What sets the first requests of an imitation apart from whole sessions; empty for nothing. */
  public static String unfinished(SourceCounts counts) {
    Long sessions = counts.noted().get(SessionLoadSource.SESSION_UNFINISHED);
    return sessions == null
        ? ""
        : Figures.whole(sessions)
            + " sessions have turns left after "
            + Figures.whole(counts.emitted())
            + " requests: early turns have shorter prompts and come in fewer bursts than whole"
            + " sessions, which --sessions N makes";
  }

  private static String listed(Map<String, Long> dropped, Set<String> without) {
    List<String> parts = new ArrayList<>();
    dropped.forEach(
        (reason, rows) -> {
          if (!without.contains(reason)) {
            parts.add(reason + " " + Figures.whole(rows));
          }
        });
    return String.join(", ", parts);
  }
}
