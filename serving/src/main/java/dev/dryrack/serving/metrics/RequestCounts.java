package dev.dryrack.serving.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the requests: {@code arrived = rejected + finished + waiting + running}.
 *
 * @param arrived taken from the source: sent or rejected
 * @param rejectedByReason refused, on arrival or while waiting, by reason; reasons that did not
 *     occur are left out
 * @param finished served to the last token
 * @param waiting waiting at the end of the run
 * @param running in the running batch at the end of the run
 * @param measured finished and sent in the measured window: those the latencies are of
 * @param good measured and within the service level objectives
 * @param preempted finished with one preemption or more
 */
public record RequestCounts(
    long arrived,
    Map<String, Long> rejectedByReason,
    long finished,
    long waiting,
    long running,
    long measured,
    long good,
    long preempted) {

  public RequestCounts {
    rejectedByReason = Collections.unmodifiableMap(new TreeMap<>(rejectedByReason));
  }

  /** Refused, for any reason. */
  public long rejected() {
    return rejectedByReason.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Sent but not finished when the run ended. */
  public long unfinished() {
    return waiting + running;
  }
}
