package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.ServeGenClient.Lengths;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads the token counts of a ServeGen client: an object of windows by their start in seconds, each
 * an object of distributions by the name of what they count.
 */
final class ServeGenLengths extends JsonRows {

  private final ServeGenClient client;
  private long windowSeconds;

  private ServeGenLengths(TraceInput input, ServeGenClient client) {
    super(input);
    this.client = client;
  }

  /** Reads all windows into a client. */
  static void read(TraceInput input, ServeGenClient client) throws IOException {
    ServeGenLengths lengths = new ServeGenLengths(input, client);
    boolean found = false;
    while (lengths.next()) {
      found = true;
    }
    if (!found) {
      throw input.defect(1, "the file is empty; a ServeGen dataset is one JSON object");
    }
  }

  @Override
  int fieldOf(String name) {
    windowSeconds = -1;
    if (name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      windowSeconds = name.isEmpty() ? -1 : Long.parseLong(name);
    }
    // Windows are told apart by their names, not by bits: each is its own.
    return Integer.MIN_VALUE;
  }

  @Override
  boolean mayRepeat(int which) {
    return true;
  }

  @Override
  boolean isOfFormat(String name) {
    return true;
  }

  @Override
  void read(int which, String field) throws IOException {
    line = parser.currentTokenLocation().getLineNr();
    if (windowSeconds < 0) {
      throw defect(line, field, "", "is not the start of a window in whole seconds");
    }
    if (client.hasLengths(windowSeconds)) {
      throw defect(line, field, "", "stands twice; remove one of the windows");
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw defect(line, field, shown(), "is not an object of distributions");
    }
    int seen = 0;
    @Nullable TokenHistogram input = null;
    @Nullable TokenHistogram output = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String counted = parser.currentName();
      parser.nextToken();
      switch (counted) {
        case "input_tokens" -> {
          seen = once(seen, 1, counted);
          input = histogram(counted);
        }
        case "output_tokens" -> {
          seen = once(seen, 2, counted);
          output = histogram(counted);
        }
        case "reason_ratio" -> parser.skipChildren();
        default ->
            throw defect(
                line,
                counted,
                "",
                "is not read: only pools of text with input_tokens and output_tokens are");
      }
    }
    if (input == null || output == null) {
      throw missing(input == null ? "input_tokens" : "output_tokens");
    }
    client.enter(windowSeconds, new Lengths(input, output));
  }

  private TokenHistogram histogram(String field) throws TraceException {
    String text = readText(field);
    try {
      return TokenHistogram.parse(text);
    } catch (IllegalArgumentException e) {
      throw defect(line, field, text, e.getMessage() + "; download the file again");
    }
  }

  @Override
  void end(int seen) {
    // a window is entered when it is read
  }

  @Override
  String timeField() {
    return "window";
  }

  @Override
  String inputField() {
    return "input_tokens";
  }

  @Override
  String outputField() {
    return "output_tokens";
  }

  @Override
  String format() {
    return "ServeGen dataset";
  }
}
