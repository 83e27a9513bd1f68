package dev.dryrack.workload.trace;

import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonToken;

/**
 * AIPerf's {@code single_turn} and {@code multi_turn} inputs as JSON lines: text, counted by the
 * stated characters per token. The turns of a {@code multi_turn} row bring new text each, and the
 * conversation so far stands before it; {@code single_turn} rows of one {@code session_id} follow
 * one another, but each is a whole prompt. Images, audio and video are not counted, which is
 * remarked.
 */
final class AiperfTurnRows extends AiperfRows {

  private static final Set<String> FURTHER = Set.of("role", "type", "model", "max_tokens", "extra");

  private static final int TIME = 1;
  private static final int DELAY = 2;
  private static final int TEXT = 4;
  private static final int OUTPUT = 8;
  private static final int SESSION = 16;
  private static final int TURNS = 32;
  private static final int IMAGE = 64;
  private static final int AUDIO = 128;
  private static final int VIDEO = 256;
  private static final int MEDIA = IMAGE | AUDIO | VIDEO;

  private final List<Turn> turns = new ArrayList<>();
  private Turn reading = new Turn();
  private int taken;
  private int chain = -1;
  private boolean conversation;
  private boolean anySession;

  private static final class Turn {
    private int seen;
    private long seconds;
    private long picos;
    private long delay;
    private long inputTokens;
    private int outputTokens;
  }

  AiperfTurnRows(TraceInput input, TraceOptions options) {
    super(input, options);
  }

  @Override
  int fieldOf(String name) {
    return switch (name) {
      case "timestamp" -> TIME;
      case "delay" -> DELAY;
      case "text", "texts" -> TEXT;
      case "output_length" -> OUTPUT;
      case "session_id" -> SESSION;
      case "turns" -> TURNS;
      case "image", "images" -> IMAGE;
      case "audio", "audios" -> AUDIO;
      case "video", "videos" -> VIDEO;
      default -> 0;
    };
  }

  @Override
  void begin() throws TraceException {
    super.begin();
    turns.clear();
    taken = 0;
    chain = -1;
    reading = new Turn();
  }

  @Override
  boolean isOfFormat(String name) {
    return FURTHER.contains(name);
  }

  @Override
  void read(int which, String field) throws IOException {
    switch (which) {
      case SESSION -> chain = book.number(readText(field));
      case TURNS -> readTurns(field);
      default -> readMember(which, field);
    }
  }

  private void readMember(int which, String field) throws IOException {
    reading.seen |= which;
    switch (which) {
      case TIME -> {
        readTime(field, -3);
        reading.seconds = seconds;
        reading.picos = picos;
      }
      case DELAY -> reading.delay = readDuration(field, -3);
      case OUTPUT -> reading.outputTokens = readTokens(field);
      case TEXT -> readContent(field);
      default -> parser.skipChildren();
    }
  }

  /** A text, an array of texts, or an array of objects whose {@code contents} are texts. */
  private void readContent(String field) throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        readContent(field);
      }
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      boolean any = false;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        boolean text = parser.currentName().equals("contents");
        parser.nextToken();
        any |= text;
        if (text) {
          readContent(field);
        } else {
          parser.skipChildren();
        }
      }
      if (!any) {
        throw defect(line, field, "{}", "has no contents; repair or remove the row");
      }
    } else {
      reading.inputTokens += tokensOf(field, readString(field));
    }
  }

  private void readTurns(String field) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw defect(line, field, shown(), "is not an array of turns; repair or remove the row");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw defect(line, field, shown(), "is not a turn; repair or remove the row");
      }
      reading = new Turn();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String member = parser.currentName();
        parser.nextToken();
        int which = fieldOf(member);
        if (which == 0 || which == TURNS || which == SESSION) {
          passOver(member);
        } else {
          once(reading.seen, which, member);
          readMember(which, member);
        }
      }
      check(reading, "turns " + turns.size());
      turns.add(reading);
      requireFew(turns.size(), field);
    }
    if (turns.isEmpty()) {
      throw defect(line, field, "[]", "has no turn; remove the row");
    }
  }

  private void check(Turn turn, String place) throws TraceException {
    if ((turn.seen & (TEXT | MEDIA)) == 0) {
      throw defect(line, place, "", "has neither text nor media; repair or remove the row");
    }
    if (turn.inputTokens > Integer.MAX_VALUE) {
      throw defect(line, place, turn.inputTokens + " tokens", "is beyond 2147483647");
    }
  }

  @Override
  void end(int seen) throws TraceException {
    if ((seen & TURNS) == 0) {
      check(reading, "row");
      turns.add(reading);
    } else if ((seen & ~(TURNS | SESSION)) != 0) {
      throw defect(line, "turns", "", "stand beside members of a single turn; remove either");
    } else if (chain < 0) {
      chain = book.anonymous();
    }
    conversation = (seen & TURNS) != 0;
    take();
  }

  @Override
  boolean more() throws TraceException {
    if (taken >= turns.size()) {
      return false;
    }
    take();
    return true;
  }

  private void take() throws TraceException {
    Turn turn = turns.get(taken++);
    boolean timed = (turn.seen & TIME) != 0;
    seconds = turn.seconds;
    picos = turn.picos;
    inputTokens = (int) turn.inputTokens;
    outputTokens = turn.outputTokens;
    runs = 0;
    dropReason = (turn.seen & OUTPUT) == 0 ? RowTally.NO_OUTPUT_LENGTH : -1;
    remarks = (turn.seen & MEDIA) == 0 ? 0 : RowTally.MEDIA_NOT_COUNTED;
    if (chain < 0) {
      placeAlone(timed);
    } else {
      anySession = true;
      placeTurn(chain, timed, (turn.seen & DELAY) == 0 ? -1 : turn.delay, conversation);
    }
  }

  @Override
  boolean mayMatter(ReadingChoice choice) {
    return true;
  }

  @Override
  boolean mattered(ReadingChoice choice) {
    return switch (choice) {
      case SPEED, CHARACTERS_PER_TOKEN -> true;
      case TURN_INPUT -> anySession;
      default -> false;
    };
  }

  @Override
  String inputField() {
    return "text";
  }

  @Override
  String outputField() {
    return "output_length";
  }

  @Override
  String format() {
    return "AIPerf turns" + estimate();
  }
}
