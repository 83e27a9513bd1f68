package dev.dryrack.workload.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Finds the format of a trace by its first bytes. */
final class FormatDetector {

  private FormatDetector() {}

  /** Rows of the input, whatever its format; refuses what it does not know. */
  static TraceRows rowsOf(TraceInput input, TraceOptions options) throws IOException {
    input.peek();
    if (TarEntries.isTar(input)) {
      return poolOf(input, options);
    }
    skipByteOrderMark(input);
    int first = firstByte(input);
    if (first < 0) {
      throw input.defect(1, "the file is empty; " + known());
    }
    if (first == '{' || first == '[') {
      return jsonRows(input, options);
    }
    CsvLayout best = layoutOf(header(input));
    if (best == null) {
      throw input.defect(
          1,
          "the content is of no known format: it begins with '" + start(input) + "'; " + known());
    }
    return new CsvRows(input, best);
  }

  /** The ServeGen pool of an archive. */
  private static TraceRows poolOf(TraceInput input, TraceOptions options) throws IOException {
    ServeGenPool pool = new ServeGenPool();
    TarEntries entries = new TarEntries(input);
    while (entries.next()) {
      if (ServeGenPool.isPart(entries.name().replaceFirst(".*/", ""))) {
        pool.read(entries.open());
      }
    }
    if (pool.isEmpty()) {
      throw input.defect(
          1,
          "the archive holds no ServeGen pool (chunk-0-trace.csv, chunk-0-dataset.json, ...);"
              + " unpack it and give a trace file");
    }
    ServeGenRows rows = pool.rows(input.name(), options);
    input.close();
    return rows;
  }

  /** Opens a file of a folder, and refuses one that does not begin with an agentic session. */
  static TraceInput openAgentic(Path file) throws IOException {
    TraceInput input = TraceInput.open(file);
    try {
      requireAgentic(input);
      return input;
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  private static void requireAgentic(TraceInput input) throws IOException {
    input.peek();
    skipByteOrderMark(input);
    int first = firstByte(input);
    if (first < 0) {
      throw input.defect(1, "the file is empty; remove it from the folder");
    }
    if (!isAgentic(firstKeys(input))) {
      throw input.defect(
          1,
          "is no agentic session of kv-cache-tester (requests, block_size), as all JSON files of"
              + " a folder must be; name the file by itself, or move it out of the folder");
    }
  }

  private static boolean isAgentic(Set<String> keys) {
    return keys.contains("requests");
  }

  /** The layout whose columns the header has, or of which it has the most; null for none. */
  private static @Nullable CsvLayout layoutOf(String[] header) {
    CsvLayout best = null;
    int most = 1;
    boolean whole = false;
    for (CsvLayout layout : CsvLayout.values()) {
      int columns = layout.columnsIn(header);
      boolean all = columns == layout.neededColumns();
      if ((all && !whole && columns > 1) || (all == whole && columns > most)) {
        best = layout;
        most = columns;
        whole = all;
      }
    }
    return best;
  }

  private static TraceRows jsonRows(TraceInput input, TraceOptions options) throws IOException {
    Set<String> keys = firstKeys(input);
    if (keys.contains("parent_chat_id")) {
      return new QwenRows(input, options.blockTokens());
    }
    if (isAgentic(keys)) {
      return new AgenticRows(input, options, List.of());
    }
    if (keys.contains("input_toks") || keys.contains("sub_requests")) {
      return new LlmServingSimRows(input, options.turns());
    }
    if (keys.contains("input_lens") || keys.contains("output_lens")) {
      return new BenchResultRows(input);
    }
    if (keys.contains("conversations")) {
      return new ShareGptRows(input, options);
    }
    if (keys.stream().anyMatch(MooncakeRows::tellsFormat)) {
      return new MooncakeRows(input, options);
    }
    if (keys.contains("arrival_s") && keys.contains("input_tokens")) {
      return new DryrackRows(input, options);
    }
    if (keys.contains("turns") || keys.contains("text") || keys.contains("texts")) {
      return new AiperfTurnRows(input, options);
    }
    throw input.defect(
        1, "the content is JSON of no known format: its first row has " + keys + "; " + known());
  }

  /** Keys of the first object, as far as the buffer reaches. */
  private static Set<String> firstKeys(TraceInput input) {
    Set<String> keys = new TreeSet<>();
    try (JsonParser parser =
        JsonValues.FACTORY.createParser(
            ObjectReadContext.empty(),
            input.buffer,
            input.position,
            input.limit - input.position)) {
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        parser.nextToken();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        keys.add(parser.currentName());
        parser.nextToken();
        parser.skipChildren();
      }
    } catch (JacksonException e) {
      // A first row that is longer than the buffer, or broken: the keys so far decide, and the
      // reader reports the defect with its place.
    }
    return keys;
  }

  private static void skipByteOrderMark(TraceInput input) {
    byte[] bytes = input.buffer;
    int at = input.position;
    if (input.limit - at >= 3
        && bytes[at] == (byte) 0xef
        && bytes[at + 1] == (byte) 0xbb
        && bytes[at + 2] == (byte) 0xbf) {
      input.position = at + 3;
    }
  }

  private static int firstByte(TraceInput input) {
    for (int at = input.position; at < input.limit; at++) {
      byte b = input.buffer[at];
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return b & 0xff;
      }
    }
    return -1;
  }

  /** Column names of the first line that is not blank. */
  private static String[] header(TraceInput input) {
    String text =
        new String(
                input.buffer, input.position, input.limit - input.position, StandardCharsets.UTF_8)
            .stripLeading();
    int end = text.indexOf('\n');
    String[] names = (end < 0 ? text : text.substring(0, end)).split(",", -1);
    for (int i = 0; i < names.length; i++) {
      names[i] = names[i].strip();
      if (names[i].length() > 1 && names[i].startsWith("\"") && names[i].endsWith("\"")) {
        names[i] = names[i].substring(1, names[i].length() - 1);
      }
    }
    return names;
  }

  private static String start(TraceInput input) {
    int length = Math.min(80, input.limit - input.position);
    String text = new String(input.buffer, input.position, length, StandardCharsets.UTF_8);
    return TraceInput.printable(text, 60);
  }

  private static String known() {
    StringBuilder formats =
        new StringBuilder(
            "known are JSON of dryrack (arrival_s), Mooncake or AIPerf (input_length, turns), Qwen-Bailian (parent_chat_id),"
                + " kv-cache-tester (requests, block_size), LLMServingSim (input_toks or"
                + " sub_requests), vLLM bench results (input_lens) and ShareGPT (conversations),"
                + " and CSV with the columns ");
    String separator = "";
    for (CsvLayout layout : CsvLayout.values()) {
      formats.append(separator).append(layout.columns());
      separator = " or ";
    }
    return formats.append(", each plain, gzip or zstd, and ServeGen pools").toString();
  }
}
