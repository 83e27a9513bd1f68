package dev.dryrack.workload.trace;

/**
 * How to replay a trace. Immutable; start from {@link #DEFAULTS} and derive.
 *
 * @param firstRequests requests to emit at most; {@link Long#MAX_VALUE} for all
 * @param speed factor by which time runs faster: 2 halves every gap
 * @param startOffsetPicos requests earlier than this after the trace's first are dropped
 * @param endOffsetPicos reading ends at the first request at or after this; {@link Long#MAX_VALUE}
 *     for never
 * @param inputScale factor of prompt lengths, which are rounded and stay at least 1; a longer
 *     prompt's further tokens are shared with no other, a shorter one loses blocks at its end
 * @param outputScale factor of output lengths
 * @param contextLimitTokens largest input + output, of lengths as scaled; {@link Integer#MAX_VALUE}
 *     for none
 * @param overContext what happens to requests beyond the context limit
 * @param zeroLengths what happens to requests with an input or output of 0 tokens
 * @param negativeLengths what happens to requests with a negative length
 * @param reorderRows how many rows are held back to put late ones in order, at least 1 (no
 *     reordering); a row that comes too late even so is refused
 * @param blockTokens tokens per prefix block; 0 for the format's own
 * @param turns when the later turns of a session arrive
 * @param turnInput what the input length of a later turn means
 * @param sessionGapPicos time between the starts of successive sessions, where the format gives
 *     times within sessions only (agentic sessions of kv-cache-tester); {@link #ASSUMED_GAP} for a
 *     minute
 * @param charactersPerToken estimate of the characters of one token, for formats that hold text; 0
 *     to refuse text
 * @param seed of what is drawn, where the format holds distributions (ServeGen)
 */
public record TraceOptions(
    long firstRequests,
    double speed,
    long startOffsetPicos,
    long endOffsetPicos,
    double inputScale,
    double outputScale,
    int contextLimitTokens,
    OverContext overContext,
    BadLength zeroLengths,
    BadLength negativeLengths,
    int reorderRows,
    int blockTokens,
    Turns turns,
    TurnInput turnInput,
    long sessionGapPicos,
    double charactersPerToken,
    long seed) {

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
    /** It stays 0, to be looked at: such a request cannot be served. Not for negative lengths. */
    KEEP,
    /** Reading fails with the row's place and value. */
    REFUSE
  }

  /** When the later turns of a session arrive. */
  public enum Turns {
    /** As the trace says: after the turn before where it gives a delay, else at their times. */
    AS_RECORDED,
    /** Always at their recorded times, however slow the served system is. */
    OPEN_LOOP
  }

  /** What the input length of a later turn of a session means. */
  public enum TurnInput {
    /** What the format defines: AIPerf sessions give new tokens only, all others whole prompts. */
    OF_FORMAT,
    /** The whole prompt. */
    WHOLE_PROMPT,
    /** The new tokens; the prompt is all earlier inputs and outputs of the session and these. */
    NEW_TOKENS
  }

  /** Stands for the gap between sessions that nobody gave. */
  public static final long ASSUMED_GAP = -1;

  /** The whole trace at its own speed; zero lengths dropped, negative ones refused. */
  public static final TraceOptions DEFAULTS =
      new TraceOptions(
          Long.MAX_VALUE,
          1.0,
          0,
          Long.MAX_VALUE,
          1.0,
          1.0,
          Integer.MAX_VALUE,
          OverContext.DROP,
          BadLength.DROP,
          BadLength.REFUSE,
          4096,
          0,
          Turns.AS_RECORDED,
          TurnInput.OF_FORMAT,
          ASSUMED_GAP,
          0,
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
    requireFactor("inputScale", inputScale);
    requireFactor("outputScale", outputScale);
    require(contextLimitTokens >= 2, "contextLimitTokens", contextLimitTokens, "at least 2");
    require(
        negativeLengths != BadLength.KEEP, "negativeLengths", negativeLengths, "another policy");
    require(reorderRows >= 1 && reorderRows <= 1 << 20, "reorderRows", reorderRows, "1 to 1048576");
    require(blockTokens >= 0 && blockTokens <= 1 << 20, "blockTokens", blockTokens, "0 to 1048576");
    require(
        sessionGapPicos == ASSUMED_GAP
            || (sessionGapPicos >= 0 && sessionGapPicos <= 86_400 * Decimals.PICOS_PER_SECOND),
        "sessionGapPicos",
        sessionGapPicos,
        "0 to a day");
    require(
        charactersPerToken >= 0 && charactersPerToken <= 1000,
        "charactersPerToken",
        charactersPerToken,
        "0 to 1000");
  }

  private static void requireFactor(String field, double factor) {
    require(factor > 0 && factor <= 1e9, field, factor, "above 0, up to 1e9");
  }

  private static void require(boolean holds, String field, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be " + allowed);
    }
  }

  /** Emits at most so many requests. */
  public TraceOptions withFirstRequests(long requests) {
    Draft draft = new Draft(this);
    draft.firstRequests = requests;
    return draft.options();
  }

  /** Replays so many times faster. */
  public TraceOptions withSpeed(double factor) {
    Draft draft = new Draft(this);
    draft.speed = factor;
    return draft.options();
  }

  /** Replays only requests of [start, end) after the trace's first, in time before speed. */
  public TraceOptions withWindow(long startPicos, long endPicos) {
    Draft draft = new Draft(this);
    draft.startOffsetPicos = startPicos;
    draft.endOffsetPicos = endPicos;
    return draft.options();
  }

  /** Multiplies lengths. */
  public TraceOptions withLengthScale(double input, double output) {
    Draft draft = new Draft(this);
    draft.inputScale = input;
    draft.outputScale = output;
    return draft.options();
  }

  /** Limits input + output, of lengths as scaled. */
  public TraceOptions withContextLimit(int tokens, OverContext policy) {
    Draft draft = new Draft(this);
    draft.contextLimitTokens = tokens;
    draft.overContext = policy;
    return draft.options();
  }

  /** Sets the policies for lengths of 0 and below 0. */
  public TraceOptions withBadLengths(BadLength zero, BadLength negative) {
    Draft draft = new Draft(this);
    draft.zeroLengths = zero;
    draft.negativeLengths = negative;
    return draft.options();
  }

  /** Holds back so many rows to put late ones in order. */
  public TraceOptions withReorderRows(int rows) {
    Draft draft = new Draft(this);
    draft.reorderRows = rows;
    return draft.options();
  }

  /** Sets the tokens per prefix block where the format's own does not hold. */
  public TraceOptions withBlockTokens(int tokens) {
    Draft draft = new Draft(this);
    draft.blockTokens = tokens;
    return draft.options();
  }

  /** Sets when later turns of sessions arrive. */
  public TraceOptions withTurns(Turns arrival) {
    Draft draft = new Draft(this);
    draft.turns = arrival;
    return draft.options();
  }

  /** Sets what the input length of a later turn means. */
  public TraceOptions withTurnInput(TurnInput meaning) {
    Draft draft = new Draft(this);
    draft.turnInput = meaning;
    return draft.options();
  }

  /** Sets the time between session starts, for formats that have none. */
  public TraceOptions withSessionGap(long picos) {
    Draft draft = new Draft(this);
    draft.sessionGapPicos = picos;
    return draft.options();
  }

  /** Estimates tokens from text by so many characters each. */
  public TraceOptions withCharactersPerToken(double characters) {
    Draft draft = new Draft(this);
    draft.charactersPerToken = characters;
    return draft.options();
  }

  /** Draws what is drawn from another seed. */
  public TraceOptions withSeed(long number) {
    Draft draft = new Draft(this);
    draft.seed = number;
    return draft.options();
  }

  /** The components, open to change. */
  private static final class Draft {
    private long firstRequests;
    private double speed;
    private long startOffsetPicos;
    private long endOffsetPicos;
    private double inputScale;
    private double outputScale;
    private int contextLimitTokens;
    private OverContext overContext;
    private BadLength zeroLengths;
    private BadLength negativeLengths;
    private int reorderRows;
    private int blockTokens;
    private Turns turns;
    private TurnInput turnInput;
    private long sessionGapPicos;
    private double charactersPerToken;
    private long seed;

    Draft(TraceOptions from) {
      firstRequests = from.firstRequests;
      speed = from.speed;
      startOffsetPicos = from.startOffsetPicos;
      endOffsetPicos = from.endOffsetPicos;
      inputScale = from.inputScale;
      outputScale = from.outputScale;
      contextLimitTokens = from.contextLimitTokens;
      overContext = from.overContext;
      zeroLengths = from.zeroLengths;
      negativeLengths = from.negativeLengths;
      reorderRows = from.reorderRows;
      blockTokens = from.blockTokens;
      turns = from.turns;
      turnInput = from.turnInput;
      sessionGapPicos = from.sessionGapPicos;
      charactersPerToken = from.charactersPerToken;
      seed = from.seed;
    }

    TraceOptions options() {
      return new TraceOptions(
          firstRequests,
          speed,
          startOffsetPicos,
          endOffsetPicos,
          inputScale,
          outputScale,
          contextLimitTokens,
          overContext,
          zeroLengths,
          negativeLengths,
          reorderRows,
          blockTokens,
          turns,
          turnInput,
          sessionGapPicos,
          charactersPerToken,
          seed);
    }
  }
}
