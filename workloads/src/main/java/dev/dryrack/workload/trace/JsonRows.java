package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Rows of JSON objects one after another, read token by token: a row is never held as a tree, so
 * memory does not depend on its length.
 */
abstract class JsonRows extends JsonValues {

  /** Most bytes from one row to the next: far above any row, and read in a few seconds. */
  private static final long MAX_ROW_BYTES = 1 << 26;

  private boolean inArray;

  JsonRows(TraceInput input) {
    super(input);
  }

  /** Goes on with the next file; false if there is none. */
  boolean openNext() throws IOException {
    return false;
  }

  @Override
  final boolean next() throws IOException {
    try {
      dropReason = -1;
      remarks = 0;
      boolean found = more();
      while (!found && nextObject()) {
        readRow();
        found = rowReady();
      }
      return found || atEnd();
    } catch (JacksonIOException e) {
      throw e.getCause() instanceof TraceException ? (TraceException) e.getCause() : broken(e);
    } catch (JacksonException e) {
      throw broken(e);
    }
  }

  private boolean nextObject() throws IOException {
    limitBytes(mostBytes());
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_ARRAY && !inArray && line == 0) {
      inArray = true;
      token = parser.nextToken();
    } else if (token == JsonToken.END_ARRAY && inArray) {
      inArray = false;
      token = parser.nextToken();
      if (token != null) {
        line = parser.currentTokenLocation().getLineNr();
        throw defect(line, "row", shown(), "stands behind the end of the array; split the file");
      }
    }
    if (token == null) {
      return openNext() && nextObject();
    }
    line = parser.currentTokenLocation().getLineNr();
    if (token != JsonToken.START_OBJECT) {
      throw defect(line, "row", shown(), "does not begin with '{'; a row is one JSON object");
    }
    return true;
  }

  /** Most bytes of an object and of the blanks before it. */
  long mostBytes() {
    return MAX_ROW_BYTES;
  }

  /** Moves to a further request of the object read last; false if there is none. */
  boolean more() throws IOException {
    return false;
  }

  /** Moves to a request held back until the input has ended; false if there is none. */
  boolean atEnd() throws IOException {
    return false;
  }

  /** False if the object read last held no request at all. */
  boolean rowReady() {
    return true;
  }

  /** Reads the members of the object just begun, up to and including its end. */
  private void readRow() throws IOException {
    begin();
    int seen = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      int which = fieldOf(field);
      if (which == 0) {
        passOver(field);
        continue;
      }
      if ((seen & which) != 0 && !mayRepeat(which)) {
        throw defect(line, field, shown(), "stands twice in the row; remove one");
      }
      seen |= which;
      read(which, field);
    }
    end(seen);
  }

  /** Passes over the value at the cursor; remarks it if the format has no such member. */
  final void passOver(String field) {
    if (!isOfFormat(field)) {
      unknown.note(field);
    }
    parser.skipChildren();
  }

  /** Whether a member that is not read is one of the format. */
  abstract boolean isOfFormat(String name);

  /** Forgets the row before. */
  void begin() throws TraceException {
    runs = 0;
  }

  /** A bit for a member that is read; 0 for one that is passed over. */
  abstract int fieldOf(String name);

  /** Whether members of this bit may stand in a row more than once. */
  boolean mayRepeat(int which) {
    return false;
  }

  /** Reads the value at the cursor. */
  abstract void read(int which, String field) throws IOException;

  /** Completes the row from the members seen, given as their bits. */
  abstract void end(int seen) throws IOException;

  final void require(int seen, int field, String name) throws TraceException {
    if ((seen & field) == 0) {
      throw missing(name);
    }
  }
}
