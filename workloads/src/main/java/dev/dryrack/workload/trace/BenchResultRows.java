package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.util.Arrays;
import tools.jackson.core.JsonToken;

/**
 * The detailed result of {@code vllm bench serve --save-result --save-detailed} as a workload:
 * arrays {@code input_lens}, {@code output_lens} and, where the version writes them, {@code
 * start_times} in seconds. Without start times all requests arrive at once, remarked as untimed.
 * The three arrays are held in memory.
 *
 * <p>Source: vllm-project/vllm, vllm/benchmarks/serve.py (2026).
 */
final class BenchResultRows extends JsonRows {

  private static final int MAX_REQUESTS = 1 << 22;

  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int START = 4;

  private int[] inputs = new int[0];
  private int[] outputs = new int[0];
  private long[] startSeconds = new long[0];
  private long[] startPicos = new long[0];
  private int requests;
  private int taken;

  BenchResultRows(TraceInput input) {
    super(input);
  }

  @Override
  int fieldOf(String name) {
    return switch (name) {
      case "input_lens" -> INPUT;
      case "output_lens" -> OUTPUT;
      case "start_times" -> START;
      default -> 0;
    };
  }

  /** The object is the whole of a run. */
  @Override
  long mostBytes() {
    return 1 << 29;
  }

  @Override
  boolean isOfFormat(String name) {
    return true;
  }

  @Override
  void read(int which, String field) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw defect(line, field, shown(), "is not an array with one number per request");
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      switch (which) {
        case INPUT -> {
          inputs = grown(inputs, count);
          inputs[count++] = readTokens(field);
        }
        case OUTPUT -> {
          outputs = grown(outputs, count);
          outputs[count++] = readTokens(field);
        }
        default -> {
          requireLess(count);
          if (count == startSeconds.length) {
            startSeconds = Arrays.copyOf(startSeconds, Math.max(256, count * 2));
            startPicos = Arrays.copyOf(startPicos, Math.max(256, count * 2));
          }
          readTime(field, 0);
          startSeconds[count] = seconds;
          startPicos[count++] = picos;
        }
      }
    }
    checkLength(field, count);
  }

  private void requireLess(int count) throws TraceException {
    if (count >= MAX_REQUESTS) {
      throw defect(
          line, "result", "", "is of more than " + MAX_REQUESTS + " requests; this is no result");
    }
  }

  private int[] grown(int[] values, int count) throws TraceException {
    requireLess(count);
    return count < values.length ? values : Arrays.copyOf(values, Math.max(256, count * 2));
  }

  private void checkLength(String field, int count) throws TraceException {
    if (requests >= 0 && requests != count) {
      throw defect(
          line,
          field,
          count + " numbers",
          "do not match the " + requests + " of the array before; the result is damaged");
    }
    requests = count;
  }

  @Override
  void begin() throws TraceException {
    super.begin();
    requests = -1;
    taken = 0;
    startSeconds = new long[0];
  }

  @Override
  void end(int seen) throws TraceException {
    require(seen, INPUT, "input_lens");
    require(seen, OUTPUT, "output_lens");
    if (requests == 0) {
      throw defect(line, "input_lens", "[]", "has no request; remove the result");
    }
  }

  @Override
  boolean rowReady() {
    return more();
  }

  @Override
  boolean more() {
    if (taken >= requests) {
      return false;
    }
    boolean timed = startSeconds.length > 0;
    seconds = timed ? startSeconds[taken] : 0;
    picos = timed ? startPicos[taken] : 0;
    remarks = timed ? 0 : RowTally.UNTIMED;
    inputTokens = inputs[taken];
    outputTokens = outputs[taken++];
    return true;
  }

  @Override
  String timeField() {
    return "start_times";
  }

  @Override
  String inputField() {
    return "input_lens";
  }

  @Override
  String outputField() {
    return "output_lens";
  }

  @Override
  String format() {
    return "vLLM bench result";
  }
}
