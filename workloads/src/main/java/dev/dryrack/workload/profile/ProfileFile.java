package dev.dryrack.workload.profile;

import dev.dryrack.workload.TraceException;
import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A {@link LoadProfile} as a small JSON file. Reading is strict: unknown, doubled and missing
 * members are refused with the file's name and line.
 */
public final class ProfileFile {

  private static final String VERSION = "dryrack_profile";
  private static final JsonFactory FACTORY = new JsonFactory();

  private final String file;
  private final JsonParser parser;

  private ProfileFile(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads a profile.
   *
   * @param file what messages call it
   * @throws TraceException if the content is no profile, with file:line
   */
  public static LoadProfile read(String file, InputStream in) throws IOException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      return new ProfileFile(file, parser).read();
    } catch (JacksonException e) {
      throw new TraceException(file + ": not valid JSON: " + e.getMessage(), e);
    }
  }

  /** Whether a file begins like a profile; false where it cannot be read. */
  public static boolean isProfile(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(256), StandardCharsets.UTF_8).strip();
      return start.startsWith("{") && start.contains('"' + VERSION + '"');
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads a profile from a file. */
  public static LoadProfile read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(file.toString(), in);
    }
  }

  private LoadProfile read() throws TraceException {
    parser.nextToken();
    Members profile = new Members("profile");
    double version = profile.number(VERSION);
    if (version != 1) {
      throw defect(VERSION + " is " + version + "; this version reads 1");
    }
    Members arrivals = profile.object("arrivals");
    try {
      LoadProfile read =
          new LoadProfile(
              profile.text("name"),
              profile.text("source"),
              new ArrivalProfile(
                  arrivals.number("requests_per_second"),
                  arrivals.number("segment_seconds"),
                  boxed(arrivals.numbers("relative_rates")),
                  arrivals.number("gap_shape"),
                  arrivals.number("modulation_seconds"),
                  arrivals.number("modulation_variation")),
              profile.table("input_tokens"),
              profile.table("output_tokens"),
              profile.number("rank_correlation"),
              profile.has("reuse") ? reuse(profile.object("reuse")) : null);
      arrivals.finish();
      profile.finish();
      return read;
    } catch (IllegalArgumentException e) {
      throw new TraceException(file + ": " + e.getMessage() + "; repair the profile", e);
    }
  }

  private static List<Double> boxed(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private ReuseProfile reuse(Members reuse) throws TraceException {
    ReuseProfile read =
        new ReuseProfile(
            (int) reuse.number("block_tokens"),
            (int) reuse.number("shared_blocks"),
            reuse.number("shared_fraction"),
            reuse.number("follow_fraction"),
            reuse.table("follow_input_tokens"),
            reuse.table("growth_tokens"),
            reuse.table("gap_seconds"),
            reuse.table("repeated_fraction"),
            reuse.number("growth_correlation"),
            reuse.number("gap_correlation"));
    reuse.finish();
    return read;
  }

  private TraceException defect(String message) {
    return new TraceException(
        file + ":" + parser.currentTokenLocation().getLineNr() + ": " + message);
  }

  /** The members of one object: numbers, texts, lists of numbers and objects. */
  private final class Members {
    private final String name;
    private final TreeMap<String, Object> values = new TreeMap<>();
    private final Set<String> used = new TreeSet<>();

    Members(String name) throws TraceException {
      this.name = name;
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw defect(name + " must be an object in braces");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        if (values.put(key, value(key)) != null) {
          throw defect(key + " stands twice in " + name + "; remove one");
        }
      }
    }

    private Object value(String key) throws TraceException {
      return switch (parser.currentToken()) {
        case VALUE_STRING -> parser.getString();
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
        case START_OBJECT -> new Members(key);
        case START_ARRAY -> list(key);
        default -> throw defect(key + " must be a number, a text, a list or an object");
      };
    }

    /** Numbers, those of lists within the list one after another. */
    private double[] list(String key) throws TraceException {
      List<Double> numbers = new ArrayList<>();
      int depth = 1;
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
          depth++;
        } else if (token == JsonToken.END_ARRAY) {
          depth--;
        } else if (token.isNumeric()) {
          numbers.add(parser.getDoubleValue());
        } else {
          throw defect(key + " must be a list of numbers");
        }
      }
      return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    boolean has(String key) {
      return values.containsKey(key);
    }

    private <T> T take(String key, Class<T> type, String kind) throws TraceException {
      used.add(key);
      @Nullable Object value = values.get(key);
      if (!type.isInstance(value)) {
        throw new TraceException(
            file
                + ": "
                + key
                + (value == null ? " is missing in " : " is not " + kind + " in ")
                + name
                + "; give "
                + kind);
      }
      return type.cast(value);
    }

    double number(String key) throws TraceException {
      return take(key, Double.class, "a number");
    }

    String text(String key) throws TraceException {
      return take(key, String.class, "a text");
    }

    double[] numbers(String key) throws TraceException {
      return take(key, double[].class, "a list of numbers");
    }

    Members object(String key) throws TraceException {
      return take(key, Members.class, "an object");
    }

    /** A table of pairs [fraction, value]. */
    QuantileTable table(String key) throws TraceException {
      double[] flat = numbers(key);
      double[] fractions = new double[flat.length / 2];
      double[] points = new double[flat.length / 2];
      for (int i = 0; i < fractions.length; i++) {
        fractions[i] = flat[2 * i];
        points[i] = flat[2 * i + 1];
      }
      return new QuantileTable(fractions, points);
    }

    void finish() throws TraceException {
      for (String key : values.keySet()) {
        if (!used.contains(key)) {
          throw new TraceException(
              file + ": unknown member " + key + " in " + name + "; remove it");
        }
      }
    }
  }

  /** Writes a profile; the stream stays open. */
  public static void write(LoadProfile profile, OutputStream out) throws IOException {
    try (JsonGenerator json =
        FACTORY.createGenerator(ObjectWriteContext.empty(), new Unclosed(out), JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeNumberProperty(VERSION, 1);
      json.writeStringProperty("name", profile.name());
      json.writeStringProperty("source", profile.source());
      writeArrivals(profile.arrivals(), json);
      writeTable("input_tokens", profile.inputTokens(), json);
      writeTable("output_tokens", profile.outputTokens(), json);
      json.writeNumberProperty("rank_correlation", short9(profile.rankCorrelation()));
      ReuseProfile reuse = profile.reuse();
      if (reuse != null) {
        writeReuse(reuse, json);
      }
      json.writeRaw('\n');
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeArrivals(ArrivalProfile arrivals, JsonGenerator json) {
    json.writeName("arrivals");
    json.writeStartObject();
    json.writeNumberProperty("requests_per_second", short9(arrivals.requestsPerSecond()));
    json.writeNumberProperty("segment_seconds", short9(arrivals.segmentSeconds()));
    json.writeName("relative_rates");
    json.writeStartArray();
    for (double rate : arrivals.relativeRates()) {
      json.writeNumber(short9(rate));
    }
    json.writeEndArray();
    json.writeNumberProperty("gap_shape", short9(arrivals.gapShape()));
    json.writeNumberProperty("modulation_seconds", short9(arrivals.modulationSeconds()));
    json.writeNumberProperty("modulation_variation", short9(arrivals.modulationVariation()));
    json.writeEndObject();
  }

  private static void writeReuse(ReuseProfile reuse, JsonGenerator json) {
    json.writeName("reuse");
    json.writeStartObject();
    json.writeNumberProperty("block_tokens", reuse.blockTokens());
    json.writeNumberProperty("shared_blocks", reuse.sharedBlocks());
    json.writeNumberProperty("shared_fraction", short9(reuse.sharedFraction()));
    json.writeNumberProperty("follow_fraction", short9(reuse.followFraction()));
    writeTable("follow_input_tokens", reuse.followInputTokens(), json);
    writeTable("growth_tokens", reuse.growthTokens(), json);
    writeTable("gap_seconds", reuse.gapSeconds(), json);
    writeTable("repeated_fraction", reuse.repeatedFraction(), json);
    json.writeNumberProperty("growth_correlation", short9(reuse.growthCorrelation()));
    json.writeNumberProperty("gap_correlation", short9(reuse.gapCorrelation()));
    json.writeEndObject();
  }

  private static void writeTable(String name, QuantileTable table, JsonGenerator json) {
    json.writeName(name);
    json.writeStartArray();
    for (int point = 0; point < table.points(); point++) {
      json.writeStartArray();
      json.writeNumber(table.fraction(point));
      json.writeNumber(short9(table.value(point)));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /** A number rounded to 9 decimal places, which keeps files short. */
  private static double short9(double value) {
    return Math.abs(value) < 1e6 ? Math.rint(value * 1e9) / 1e9 : value;
  }

  /** Hands bytes through and does not close what is below. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
