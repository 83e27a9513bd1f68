package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.ServeGenClient.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the client pool of ServeGen: for each client {@code chunk-N-trace.csv}, without a header,
 * of {@code window_start_s, rate, cv, family, shape, scale}, and {@code chunk-N-dataset.json} of
 * token counts. The shares of reasoning tokens ({@code reason_ratio}) do not change lengths and are
 * not used; pools of images, audio or video are refused.
 *
 * <p>Source: alibaba/ServeGen, README and data (2025); Xiang et al., arXiv 2505.09999.
 */
final class ServeGenPool {

  private static final Pattern PART =
      Pattern.compile("chunk-(\\d{1,9})-(trace\\.csv|dataset\\.json)(\\.gz|\\.zst)?");
  private static final int COLUMNS = 6;
  private static final int MAX_ARRIVALS = 10_000_000;
  private static final long MAX_SECONDS = 100L * 86_400;

  private final TreeMap<Integer, ServeGenClient> clients = new TreeMap<>();
  private final FilePlaces files = new FilePlaces();
  private final Decimals decimals = new Decimals();
  private int fileCount;

  /** Whether a file of this name is part of a pool. */
  static boolean isPart(String name) {
    return PART.matcher(name).matches();
  }

  /** Reads a part, whose kind its name tells, and closes it. */
  void read(TraceInput input) throws IOException {
    try (input) {
      Matcher part = PART.matcher(input.name().replaceFirst(".*[/\\\\:]", ""));
      if (!part.matches()) {
        throw input.defect(1, "is no part of a ServeGen pool");
      }
      ServeGenClient client =
          clients.computeIfAbsent(Integer.parseInt(part.group(1)), ServeGenClient::new);
      files.enter(input.name());
      if (part.group(2).equals("trace.csv")) {
        client.traceFile = fileCount;
        readWindows(input, client);
      } else {
        ServeGenLengths.read(input, client);
      }
      fileCount++;
    }
  }

  private void readWindows(TraceInput input, ServeGenClient client) throws IOException {
    input.peek();
    CsvLine csv = new CsvLine(input);
    double previous = -ServeGenClient.WINDOW_SECONDS;
    while (csv.next()) {
      if (csv.fields() != COLUMNS) {
        throw csv.defect(
            "the row has "
                + csv.fields()
                + " fields; a ServeGen window has 6:"
                + " window_start_s,rate,cv,family,shape,scale");
      }
      double start = number(input, csv, 0, "window_start_s", MAX_SECONDS);
      if (start != Math.rint(start) || start < previous + ServeGenClient.WINDOW_SECONDS) {
        throw input.defect(
            csv.line(),
            "window_start_s",
            csv.text(0),
            "is not a whole number 600 or more above the row before");
      }
      previous = start;
      double arrivals =
          number(input, csv, 1, "rate", MAX_ARRIVALS / (double) ServeGenClient.WINDOW_SECONDS)
              * ServeGenClient.WINDOW_SECONDS;
      if (Math.round(arrivals) > 0) {
        client.enter((long) start, window(input, csv, Math.round(arrivals)));
      }
    }
  }

  private Window window(TraceInput input, CsvLine csv, long arrivals) throws TraceException {
    String family = csv.text(3);
    if (!family.equals("Gamma") && !family.equals("Weibull")) {
      throw input.defect(
          csv.line(), "family", family, "is neither Gamma nor Weibull, and requests arrive");
    }
    double shape = number(input, csv, 4, "shape", 1e6);
    if (!(shape >= 1e-6)) {
      throw input.defect(csv.line(), "shape", csv.text(4), "is not 0.000001 or more");
    }
    return new Window(csv.line(), arrivals, family.equals("Weibull"), shape);
  }

  private double number(TraceInput input, CsvLine csv, int column, String field, double most)
      throws TraceException {
    String text = csv.text(column);
    if (decimals.parse(csv.bytes(), csv.start(column), csv.end(column))) {
      double value = Double.parseDouble(text);
      if (value >= 0 && value <= most) {
        return value;
      }
    }
    throw input.defect(csv.line(), field, text, "is not a number of 0 to " + most);
  }

  /** The rows of the pool, once all parts are read. */
  ServeGenRows rows(String name, TraceOptions options) throws TraceException {
    List<ServeGenClient> complete = new ArrayList<>();
    for (ServeGenClient client : clients.values()) {
      boolean windows = client.traceFile >= 0;
      if (!windows || !client.hasLengths()) {
        throw new TraceException(
            name
                + ": client "
                + client.number
                + " of the ServeGen pool has no chunk-"
                + client.number
                + (windows ? "-dataset.json" : "-trace.csv")
                + "; add it, or remove the client");
      }
      complete.add(client);
    }
    return new ServeGenRows(name, complete, files, options.seed());
  }

  /** Whether any part was read. */
  boolean isEmpty() {
    return clients.isEmpty();
  }
}
