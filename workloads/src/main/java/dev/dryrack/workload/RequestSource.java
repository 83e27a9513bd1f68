package dev.dryrack.workload;

import java.io.Closeable;
import java.io.IOException;

/**
 * A stream of requests in order of arrival, read one at a time.
 *
 * <p>A source is a cursor: {@link #advance()} moves to the next request, the accessors describe it.
 * Arrivals never go back in time and start at 0. A source holds a bounded amount of memory however
 * many requests it yields, and allocates nothing per request in steady state where its input allows
 * it. Not thread-safe.
 */
public interface RequestSource extends Closeable {

  /**
   * Moves to the next request.
   *
   * @return false when there are no more; the accessors then keep what they had
   * @throws TraceException if the input has a defect, naming file, line, field and remedy
   * @throws IOException if the input cannot be read
   */
  boolean advance() throws IOException;

  /** When the request arrives, in picoseconds from the first arrival. */
  long arrivalPicos();

  /**
   * Prompt length in tokens, at least 1; 0 only of a trace that is read to be looked at, with
   * lengths of 0 kept.
   */
  int inputTokens();

  /** Output length in tokens, as the prompt's. Only the served system's physics may see it. */
  int outputTokens();

  /** Priority class of the request, smaller is served first; 0 where the input has none. */
  default int priority() {
    return 0;
  }

  /** How many priority classes there are: {@link #priority} is below that. */
  default int priorityClasses() {
    return 1;
  }

  /** What was read and what became of it, up to now. */
  SourceCounts counts();

  /** One line for people: what the requests are and where they are from. */
  String description();

  @Override
  void close() throws IOException;
}
