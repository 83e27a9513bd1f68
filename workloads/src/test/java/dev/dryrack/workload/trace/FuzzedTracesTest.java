package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged traces are read or refused; they never crash, hang or lose rows in silence. */
final class FuzzedTracesTest {

  private static final long SEED = 42;
  private static final int ROUNDS = 1_500;

  static final String AZURE_ROWS = azureRows(60);
  static final String MOONCAKE_ROWS = mooncakeRows(30);

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

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void everyOtherFormatIsReadOrRefusedWhenDamaged(int format) throws IOException {
    String text = SessionTracesTest.SAMPLES.get(format);
    assertThat(Traces.read(text, OPTIONS)).as("undamaged").isNotEmpty();
    fuzz(Traces.bytes(text), false);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void textTurnsAndTheOwnFormatAreReadOrRefusedWhenDamaged(int format) throws IOException {
    String text = TextTurnsTest.SAMPLES.get(format);
    assertThat(Traces.read(text, OPTIONS)).as("undamaged").isNotEmpty();
    fuzz(Traces.bytes(text), false);
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
      readOrRefused(ServeGenTest.tar(files), round, -1);
    }
  }

  @Test
  void damagedZstdIsReadOrRefused() {
    byte[] good = Traces.zstd(Traces.bytes(AZURE_ROWS));
    for (int round = 0; round < ROUNDS; round++) {
      readOrRefused(damaged(good, new Random(SEED + round)), round, -1);
    }
  }

  private static final TraceOptions OPTIONS = TraceOptions.DEFAULTS.withCharactersPerToken(4);

  static void fuzz(byte[] plain, boolean gzip) {
    byte[] good = gzip ? Traces.gzip(plain) : plain;
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(SEED + round);
      byte[] bad = damaged(good, random);
      readOrRefused(bad, round, gzip ? -1 : rowsOf(bad));
    }
  }

  /** Reads what is there; {@code rows} that it must have if it is accepted, -1 if not known. */
  private static void readOrRefused(byte[] content, int round, long rows) {
    try (SessionSource source = Traces.open(content, OPTIONS)) {
      long requests = 0;
      long last = 0;
      while (source.advance()) {
        requests++;
        assertThat(source.arrivalPicos()).isGreaterThanOrEqualTo(last);
        assertThat(source.inputTokens()).isPositive();
        assertThat(source.outputTokens()).isPositive();
        last = source.arrivalPicos();
      }
      SourceCounts counts = source.counts();
      assertThat(counts.emitted()).as("seed %d", SEED + round).isEqualTo(requests);
      if (rows >= 0) {
        assertThat(counts.read()).as("seed %d", SEED + round).isEqualTo(rows);
      }
    } catch (TraceException refused) {
      assertThat(refused.getMessage()).as("seed %d", SEED + round).startsWith("trace:");
    } catch (IOException | RuntimeException crash) {
      throw new AssertionError("seed " + (SEED + round), crash);
    }
  }

  /** Rows that a file which was accepted must have; -1 if that is not plain. */
  private static long rowsOf(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    String marker = text.contains("\"arrival_s\"") ? "\"input_tokens\"" : "\"input_length\"";
    if (text.indexOf('\0') >= 0) {
      return -1; // an archive
    }
    if (!text.contains(marker) && text.indexOf('{') >= 0) {
      return -1; // several requests to an object: not told by its text
    }
    if (text.contains(marker)) {
      return text.split(marker, -1).length - 1L;
    }
    long lines = Pattern.compile("\n").splitAsStream(text).filter(l -> !l.isBlank()).count();
    return lines - 1;
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bad = good.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bad.length);
      switch (random.nextInt(5)) {
        case 0 -> bad[at] = (byte) random.nextInt(256);
        case 1 -> bad[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bad = Arrays.copyOf(bad, Math.max(1, at));
        case 3 -> bad = without(bad, at, 1 + random.nextInt(20));
        default -> bad[at] = (byte) ",\"\n{}[]-.e0".charAt(random.nextInt(11));
      }
    }
    return bad;
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
