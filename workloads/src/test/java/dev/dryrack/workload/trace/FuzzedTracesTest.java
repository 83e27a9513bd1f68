package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.TraceOptions.BadLength;
import dev.dryrack.workload.trace.TraceOptions.OverContext;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged traces are read or refused; they never crash, hang or lose rows in silence. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FuzzedTracesTest {

  private static final long SEED = 42;
  private static final int ROUNDS = 500;

  private static final String AZURE_ROWS = azureRows(60);
  private static final String MOONCAKE_ROWS = mooncakeRows(30);

  private static String azureRows(int count) {
    StringBuilder text = new StringBuilder(Traces.AZURE);
    for (int i = 0; i < count; i++) {
      text.append("2023-11-16 18:15:").append(10 + i / 2).append('.').append(1000000 + i);
      text.append(',').append(i * 13 + 1).append(',').append(i + 1).append("\r\n");
    }
    return text.toString();
  }

  private static String mooncakeRows(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("{\"timestamp\": ").append(i * 100).append(", \"input_length\": ");
      text.append(i * 100 + 1).append(", \"output_length\": ").append(i + 1);
      text.append(", \"hash_ids\": [0");
      for (int block = 1; block <= i * 100 / 512; block++) {
        text.append(", ").append(i * 10 + block);
      }
      text.append("]}\n");
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void damagedCsvIsReadOrRefused(boolean gzip) {
    fuzz(Traces.bytes(AZURE_ROWS), gzip);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void damagedJsonIsReadOrRefused(boolean gzip) {
    fuzz(Traces.bytes(MOONCAKE_ROWS), gzip);
  }

  static List<FormatSamples> files() {
    return FormatSamples.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFormatIsReadOrRefusedWhenDamaged(FormatSamples sample) {
    byte[] good = Traces.bytes(sample.text());
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bad = damaged(good, new Random(SEED + round));
      readOrRefused(bad, round, OPTIONS, rowsOf(sample, bad));
      readOrRefused(bad, round, LENIENT, -1);
    }
  }

  @Test
  void aDamagedServeGenPoolIsReadOrRefused() {
    fuzz(ServeGenTest.tar(ServeGenTest.pool()), false);
  }

  @Test
  void partsOfAServeGenPoolAreReadOrRefusedWhenDamaged() {
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(SEED + round);
      Map<String, String> files = ServeGenTest.pool();
      String part = new ArrayList<>(files.keySet()).get(random.nextInt(files.size()));
      byte[] bad = damaged(Traces.bytes(String.valueOf(files.get(part))), random);
      files.put(part, new String(bad, StandardCharsets.UTF_8));
      readOrRefused(ServeGenTest.tar(files), round, OPTIONS, -1);
    }
  }

  @Test
  void damagedZstdIsReadOrRefused() {
    byte[] good = Traces.zstd(Traces.bytes(AZURE_ROWS));
    for (int round = 0; round < ROUNDS; round++) {
      readOrRefused(damaged(good, new Random(SEED + round)), round, OPTIONS, -1);
    }
  }

  private static final TraceOptions OPTIONS = FormatSamples.OPTIONS;

  private static final TraceOptions LENIENT =
      OPTIONS
          .withBadLengths(BadLength.CLAMP_TO_ONE, BadLength.DROP)
          .withContextLimit(2_000, OverContext.TRUNCATE_INPUT)
          .withTurns(Turns.OPEN_LOOP)
          .withSpeed(3);

  private static void fuzz(byte[] plain, boolean gzip) {
    byte[] good = gzip ? Traces.gzip(plain) : plain;
    for (int round = 0; round < ROUNDS; round++) {
      readOrRefused(damaged(good, new Random(SEED + round)), round, OPTIONS, -1);
    }
  }

  /** Reads what is there; {@code rows} that it must have if it is accepted, -1 if not known. */
  private static void readOrRefused(byte[] content, int round, TraceOptions options, long rows) {
    try (SessionSource source = Traces.open(content, options)) {
      long requests = 0;
      long last = 0;
      while (source.advance()) {
        assertThat(source.arrivalPicos()).isGreaterThanOrEqualTo(last);
        assertThat(source.inputTokens()).isPositive();
        assertThat(source.outputTokens()).isPositive();
        assertThat(source.previousRequest()).isLessThan(requests);
        last = source.arrivalPicos();
        requests++;
      }
      SourceCounts counts = source.counts();
      long dropped = counts.dropped().values().stream().mapToLong(Long::longValue).sum();
      assertThat(counts.emitted()).as("seed %d", SEED + round).isEqualTo(requests);
      assertThat(counts.read()).as("seed %d", SEED + round).isEqualTo(requests + dropped);
      if (rows >= 0) {
        assertThat(counts.read())
            .as("seed %d: %s", SEED + round, new String(content, StandardCharsets.UTF_8))
            .isEqualTo(rows);
      }
    } catch (TraceException refused) {
      assertThat(refused.getMessage()).as("seed %d", SEED + round).startsWith("trace:");
    } catch (IOException | RuntimeException crash) {
      throw new AssertionError("seed " + (SEED + round), crash);
    }
  }

  /**
   * Rows that a file which was accepted must have, told by its text and not by a reader: lines of
   * CSV, members of the name of the prompt length in JSON; -1 where rows are not told so.
   */
  private static long rowsOf(FormatSamples sample, byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (sample.isCsv()) {
      return Pattern.compile("\n").splitAsStream(text).filter(l -> !l.isBlank()).count() - 1;
    }
    if (List.of("value", "text", "input_lens").contains(sample.field())) {
      return -1;
    }
    return text.split('"' + sample.field() + '"', -1).length - 1L;
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bad = good.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bad.length);
      switch (random.nextInt(6)) {
        case 0 -> bad[at] = (byte) random.nextInt(256);
        case 1 -> bad[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bad = Arrays.copyOf(bad, Math.max(1, at));
        case 4 -> bad = repeated(bad, at, 1 + random.nextInt(200));
        case 3 -> bad = without(bad, at, 1 + random.nextInt(20));
        default -> bad[at] = (byte) ",\"\n{}[]-.e0".charAt(random.nextInt(11));
      }
    }
    return bad;
  }

  private static byte[] repeated(byte[] from, int at, int count) {
    int end = Math.min(from.length, at + count);
    byte[] more = Arrays.copyOf(from, from.length + end - at);
    System.arraycopy(from, at, more, end, from.length - at);
    return more;
  }

  private static byte[] without(byte[] from, int at, int count) {
    int end = Math.min(from.length, at + count);
    byte[] rest = new byte[Math.max(1, from.length - (end - at))];
    System.arraycopy(from, 0, rest, 0, Math.min(at, rest.length));
    System.arraycopy(from, end, rest, Math.min(at, rest.length), from.length - end);
    return rest;
  }

  @Test
  void undamagedTracesAreReadWhole() throws IOException {
    assertThat(Traces.read(AZURE_ROWS, TraceOptions.DEFAULTS)).hasSize(60);
    assertThat(Traces.read(MOONCAKE_ROWS, TraceOptions.DEFAULTS)).hasSize(30);
  }
}
