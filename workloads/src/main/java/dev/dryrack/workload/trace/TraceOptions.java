package dev.dryrack.workload.trace;

/**
 * How to replay a trace. Immutable; start from {@link #DEFAULTS} and derive.
 *
 * @param firstRequests requests to emit at most; {@link Long#MAX_VALUE} for all
 * @param speed factor by which time runs faster: 2 halves every gap
 * @param startOffsetPicos requests earlier than this after the trace's first are dropped
 * @param endOffsetPicos reading ends at the first request at or after this; {@link Long#MAX_VALUE}
 *     for never
 * @param contextLimitTokens largest input + output; {@link Integer#MAX_VALUE} for none
 * @param overContext what happens to requests beyond the context limit
 * @param zeroLengths what happens to requests with an input or output of 0 tokens
 * @param negativeLengths what happens to requests with a negative length
 * @param reorderRows how many rows are held back to put late ones in order, at least 1 (no
 *     reordering); a row that comes too late even so is refused
 * @param blockTokens tokens per prefix block; 0 for the format's own
 */
public record TraceOptions(
    long firstRequests,
    double speed,
    long startOffsetPicos,
    long endOffsetPicos,
    int contextLimitTokens,
    OverContext overContext,
    BadLength zeroLengths,
    BadLength negativeLengths,
    int reorderRows,
    int blockTokens) {

  /** What happens to a request whose input + output exceeds the context limit. */
  public enum OverContext {
    /** It is dropped as {@code over-context}, as vLLM's bench does. */
    DROP,
    /**
     * Its input is cut to what the output leaves, as Vidur does; it is dropped where the output
     * alone leaves nothing.
     */
    TRUNCATE_INPUT
  }

  /** What happens to a request with a zero or negative length. */
  public enum BadLength {
    /** It is dropped as {@code zero-input}, {@code zero-output}, {@code negative-...}. */
    DROP,
    /** The length becomes 1. */
    CLAMP_TO_ONE,
    /** Reading fails with the row's place and value. */
    REFUSE
  }

  /** The whole trace at its own speed; zero lengths dropped, negative ones refused. */
  public static final TraceOptions DEFAULTS =
      new TraceOptions(
          Long.MAX_VALUE,
          1.0,
          0,
          Long.MAX_VALUE,
          Integer.MAX_VALUE,
          OverContext.DROP,
          BadLength.DROP,
          BadLength.REFUSE,
          4096,
          0);

  public TraceOptions {
    require(firstRequests >= 1, "firstRequests", firstRequests, "at least 1");
    require(speed > 0 && speed < 1e12, "speed", speed, "above 0 and below 1e12");
    require(startOffsetPicos >= 0, "startOffsetPicos", startOffsetPicos, "at least 0");
    require(
        endOffsetPicos > startOffsetPicos,
        "endOffsetPicos",
        endOffsetPicos,
        "after startOffsetPicos " + startOffsetPicos);
    require(contextLimitTokens >= 2, "contextLimitTokens", contextLimitTokens, "at least 2");
    require(reorderRows >= 1 && reorderRows <= 1 << 20, "reorderRows", reorderRows, "1 to 1048576");
    require(blockTokens >= 0 && blockTokens <= 1 << 20, "blockTokens", blockTokens, "0 to 1048576");
  }

  private static void require(boolean holds, String field, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be " + allowed);
    }
  }

  /** Emits at most so many requests. */
  public TraceOptions withFirstRequests(long requests) {
    return new TraceOptions(
        requests,
        speed,
        startOffsetPicos,
        endOffsetPicos,
        contextLimitTokens,
        overContext,
        zeroLengths,
        negativeLengths,
        reorderRows,
        blockTokens);
  }

  /** Replays so many times faster. */
  public TraceOptions withSpeed(double factor) {
    return new TraceOptions(
        firstRequests,
        factor,
        startOffsetPicos,
        endOffsetPicos,
        contextLimitTokens,
        overContext,
        zeroLengths,
        negativeLengths,
        reorderRows,
        blockTokens);
  }

  /** Replays only requests of [start, end) after the trace's first, in time before speed. */
  public TraceOptions withWindow(long startPicos, long endPicos) {
    return new TraceOptions(
        firstRequests,
        speed,
        startPicos,
        endPicos,
        contextLimitTokens,
        overContext,
        zeroLengths,
        negativeLengths,
        reorderRows,
        blockTokens);
  }

  /** Limits input + output. */
  public TraceOptions withContextLimit(int tokens, OverContext policy) {
    return new TraceOptions(
        firstRequests,
        speed,
        startOffsetPicos,
        endOffsetPicos,
        tokens,
        policy,
        zeroLengths,
        negativeLengths,
        reorderRows,
        blockTokens);
  }

  /** Sets the policies for lengths of 0 and below 0. */
  public TraceOptions withBadLengths(BadLength zero, BadLength negative) {
    return new TraceOptions(
        firstRequests,
        speed,
        startOffsetPicos,
        endOffsetPicos,
        contextLimitTokens,
        overContext,
        zero,
        negative,
        reorderRows,
        blockTokens);
  }

  /** Holds back so many rows to put late ones in order. */
  public TraceOptions withReorderRows(int rows) {
    return new TraceOptions(
        firstRequests,
        speed,
        startOffsetPicos,
        endOffsetPicos,
        contextLimitTokens,
        overContext,
        zeroLengths,
        negativeLengths,
        rows,
        blockTokens);
  }

  /** Sets the tokens per prefix block where the format's own does not hold. */
  public TraceOptions withBlockTokens(int tokens) {
    return new TraceOptions(
        firstRequests,
        speed,
        startOffsetPicos,
        endOffsetPicos,
        contextLimitTokens,
        overContext,
        zeroLengths,
        negativeLengths,
        reorderRows,
        tokens);
  }
}
