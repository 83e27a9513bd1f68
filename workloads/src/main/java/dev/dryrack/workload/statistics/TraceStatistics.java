package dev.dryrack.workload.statistics;

import dev.dryrack.workload.SourceCounts;
import java.util.List;

/**
 * What a trace is like.
 *
 * @param description of the source
 * @param counts rows read, emitted and dropped
 * @param durationSeconds from the first to the last arrival
 * @param requestsPerSecond (requests - 1) / duration; NaN if all arrive at once
 * @param windows requests per 1 s, 10 s and 60 s
 * @param gaps times between arrivals
 * @param times how arrivals are stamped
 * @param input prompt lengths in tokens
 * @param output output lengths in tokens
 * @param total input + output lengths in tokens
 * @param correlation of input and output lengths
 * @param sessions number of sessions; 0 if the trace has none
 * @param turnsPerSession requests of each session; empty if the trace has none
 * @param prefix sharing of prompt prefixes
 */
public record TraceStatistics(
    String description,
    SourceCounts counts,
    double durationSeconds,
    double requestsPerSecond,
    List<WindowStatistics> windows,
    GapStatistics gaps,
    TimeStatistics times,
    Distribution input,
    Distribution output,
    Distribution total,
    Correlation correlation,
    int sessions,
    Distribution turnsPerSession,
    PrefixStatistics prefix) {

  public TraceStatistics {
    windows = List.copyOf(windows);
  }
}
