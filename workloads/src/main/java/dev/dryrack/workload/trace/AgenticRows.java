package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import tools.jackson.core.JsonToken;

/**
 * Agentic coding sessions of kv-cache-tester, one JSON document each, with {@code hash_ids} or the
 * run-length form {@code hash_runs: [[start, count], ...]}.
 *
 * <p>Times count from the start of a session; successive sessions start a stated gap apart ({@link
 * TraceOptions#sessionGapPicos}). A request follows the one before after its {@code think_time};
 * where that is missing, after the recorded pause ({@code t} less {@code t + api_time} of the one
 * before), and where that is missing too, after the difference of their {@code t}, remarked as
 * estimated. A subagent's requests count their time from its entry and follow one another; the
 * first follows the parent's request before, and the parent goes on when the subagent that finished
 * last is done. Block ids are local to the session unless its scope is global.
 *
 * <p>Sessions that overlap in time are held in memory; the rest is read as it is needed. Source:
 * callanjfox/kv-cache-tester, README and traces (2026).
 */
final class AgenticRows extends JsonRows {

  private static final Set<String> FURTHER =
      Set.of("id", "models", "tool_tokens", "system_tokens", "totals");

  private static final int BLOCK_SIZE = 1;
  private static final int SCOPE = 2;
  private static final int REQUESTS = 4;

  /** Chosen for want of a measured one. */
  private static final long ASSUMED_GAP_PICOS = 60 * Decimals.PICOS_PER_SECOND;

  private static final long LATEST_START_PICOS = 60L * 86_400 * Decimals.PICOS_PER_SECOND;

  private final TraceOptions options;
  private final long gapPicos;
  private final Iterator<Path> further;
  private final FilePlaces files = new FilePlaces();
  private final PriorityQueue<AgenticSession> active = new PriorityQueue<>();
  private AgenticSession reading = new AgenticSession(0, 0, 0);
  private int sessions;
  private int blockTokens;
  private boolean localIds;
  private long rowNumber;
  private boolean inputEnded;

  /**
   * Sessions of one file or several.
   *
   * @param further files behind the first, opened one after another
   */
  AgenticRows(TraceInput input, TraceOptions options, List<Path> further) {
    super(input);
    this.options = options;
    gapPicos =
        options.sessionGapPicos() == TraceOptions.ASSUMED_GAP
            ? ASSUMED_GAP_PICOS
            : options.sessionGapPicos();
    this.further = further.iterator();
    files.enter(input.name());
  }

  @Override
  boolean openNext() throws IOException {
    if (!further.hasNext()) {
      return false;
    }
    TraceInput next = FormatDetector.openAgentic(further.next());
    continueWith(next);
    files.enter(next.name());
    return true;
  }

  @Override
  TraceException defect(long place, String field, String value, String message) {
    return files.knows(place)
        ? TraceInput.defect(files.name(place), FilePlaces.line(place), field, value, message)
        : super.defect(place, field, value, message);
  }

  @Override
  int fieldOf(String name) {
    return switch (name) {
      case "block_size" -> BLOCK_SIZE;
      case "hash_id_scope" -> SCOPE;
      case "requests" -> REQUESTS;
      default -> 0;
    };
  }

  @Override
  void begin() throws TraceException {
    super.begin();
    if (gapPicos > 0 && sessions >= LATEST_START_PICOS / gapPicos) {
      throw defect(
          line,
          "session",
          Integer.toString(sessions),
          "starts beyond 60 days: give a shorter --session-gap, or part of the sessions");
    }
    long start = sessions * gapPicos;
    reading = new AgenticSession(sessions++, start, files.place(line));
    localIds = true;
  }

  /** The object is the whole of a session. */
  @Override
  long mostBytes() {
    return 1 << 29;
  }

  @Override
  boolean isOfFormat(String name) {
    return FURTHER.contains(name);
  }

  @Override
  void read(int which, String field) throws IOException {
    switch (which) {
      case BLOCK_SIZE -> readBlockSize(field);
      case SCOPE -> readScope(field);
      default -> readRequests(field, false);
    }
  }

  private void readBlockSize(String field) throws TraceException {
    int tokens = readTokens(field);
    int known = options.blockTokens() == 0 ? blockTokens : options.blockTokens();
    if (tokens < 1 || (known != 0 && known != tokens)) {
      throw defect(
          line,
          field,
          Integer.toString(tokens),
          known == 0 ? "is not a block size" : "differs from " + known + " before or asked for");
    }
    blockTokens = tokens;
  }

  private void readScope(String field) throws TraceException {
    String scope = shown();
    if (!scope.equals("local") && !scope.equals("global")) {
      throw defect(line, field, scope, "is neither local nor global; repair the session");
    }
    localIds = scope.equals("local");
  }

  /** Reads an array of requests; a subagent's count their time from its own. */
  private void readRequests(String field, boolean inSubagent) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw defect(line, field, shown(), "is not an array of requests; repair the session");
    }
    long latestPicos = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw defect(line, field, shown(), "is not a request; repair the session");
      }
      AgenticRequest request = new AgenticRequest(this, reading.index());
      int before = reading.index();
      request.read(inSubagent);
      if (request.isSubagent()) {
        reading.endSubagent(before, request.timePicos);
      } else {
        request.check(latestPicos);
        latestPicos = request.timePicos;
        reading.add(request);
        requireFew(reading.index(), field);
        requireFewRuns(reading.runs(), field);
      }
    }
  }

  /** Reads the requests of a subagent. */
  void readSubagent(String field) throws IOException {
    reading.beginSubagent();
    readRequests(field, true);
  }

  @Override
  void end(int seen) throws TraceException {
    require(seen, BLOCK_SIZE, "block_size");
    require(seen, REQUESTS, "requests");
    if (reading.index() == 0) {
      throw defect(line, "requests", "[]", "has no request; remove the session");
    }
    reading.check(this, blockTokens);
    reading.finish(localIds);
    if (!reading.isDone()) {
      active.add(reading);
    }
  }

  @Override
  boolean rowReady() {
    return more();
  }

  /** Takes the earliest request of all active sessions, if no later session can come before it. */
  @Override
  boolean more() {
    AgenticSession earliest = active.peek();
    if (earliest == null) {
      return false;
    }
    long nextStart = sessions * gapPicos;
    if (!inputEnded && earliest.nextPicos() >= nextStart) {
      return false;
    }
    active.poll();
    earliest.take(this, rowNumber++, options.turns());
    if (!earliest.isDone()) {
      active.add(earliest);
    }
    return true;
  }

  @Override
  boolean atEnd() {
    inputEnded = true;
    return more();
  }

  @Override
  boolean mayWait() {
    return true;
  }

  @Override
  boolean spacesSessions() {
    return true;
  }

  @Override
  boolean namesPrefixes() {
    return true;
  }

  @Override
  int blockTokens() {
    return blockTokens;
  }

  @Override
  String timeField() {
    return "t";
  }

  @Override
  String inputField() {
    return "in";
  }

  @Override
  String outputField() {
    return "out";
  }

  @Override
  String format() {
    return "agentic sessions of kv-cache-tester, one starting every "
        + gapPicos / Decimals.PICOS_PER_SECOND
        + (options.sessionGapPicos() == TraceOptions.ASSUMED_GAP ? " s (assumed)" : " s");
  }
}
