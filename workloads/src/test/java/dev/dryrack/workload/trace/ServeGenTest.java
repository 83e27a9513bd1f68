package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.TraceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeGenTest {

  private static final String LENGTHS =
      """
      {"0": {"input_tokens": "{10: 0.25, 20: 0.75}", "output_tokens": "{7: 1.0}", "reason_ratio": "{0.5: 1.0}"},
       "21600": {"input_tokens": "{}", "output_tokens": "{}"}}
      """;

  /** A pool of two clients: 6 and 3 arrivals in the first window, 12 in one without lengths. */
  static Map<String, String> pool() {
    Map<String, String> files = new TreeMap<>();
    files.put("chunk-0-trace.csv", "0,0.01,1.0,Gamma,1.0,100\n600,0,0,,0,0\n");
    files.put("chunk-0-dataset.json", LENGTHS);
    files.put("chunk-12-trace.csv", "0,0.005,1.0,Weibull,0.5,9\n21600,0.02,1,Gamma,2,25\n");
    files.put("chunk-12-dataset.json", LENGTHS.replace("7: 1.0", "0: 0.5, 8: 5e-1"));
    return files;
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** An archive of the files, as tar writes it. */
  static byte[] tar(Map<String, String> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Map.Entry<String, String> file : files.entrySet()) {
      byte[] content = Traces.bytes(file.getValue());
      byte[] header = new byte[512];
      put(header, 0, "pool/" + file.getKey());
      put(header, 100, "0000644");
      put(header, 124, String.format(Locale.ROOT, "%011o", content.length));
      put(header, 148, "        ");
      header[156] = '0';
      put(header, 257, "ustar");
      int sum = 0;
      for (byte b : header) {
        sum += b & 0xff;
      }
      put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
      out.writeBytes(header);
      out.writeBytes(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
    }
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  private static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  private static List<String> read(SessionSource source) throws IOException {
    try (source) {
      List<String> requests = new ArrayList<>();
      while (source.advance()) {
        requests.add(Traces.shown(source));
      }
      return requests;
    }
  }

  @Test
  void aWindowHoldsItsRateTimesItsLengthAndDropsAreNamed(@TempDir Path folder) throws IOException {
    write(folder, pool());
    try (SessionSource source = TraceFiles.open(folder, TraceOptions.DEFAULTS)) {
      long last = 0;
      while (source.advance()) {
        last = source.arrivalPicos();
        assertThat(source.inputTokens()).isIn(10, 20);
        assertThat(source.outputTokens()).isIn(7, 8);
      }
      assertThat(last).isLessThan(600 * Decimals.PICOS_PER_SECOND);
      assertThat(source.isDrawn()).isTrue();
      assertThat(source.counts().read()).isEqualTo(6 + 3 + 12);
      assertThat(source.counts().dropped()).containsEntry("no-lengths", 12L);
      assertThat(source.counts().emitted())
          .isEqualTo(9 - source.counts().dropped().getOrDefault("zero-output", 0L));
    }
  }

  @Test
  void anArchiveIsReadAsTheFolderIs(@TempDir Path folder) throws IOException {
    write(folder, pool());
    List<String> unpacked = read(TraceFiles.open(folder, TraceOptions.DEFAULTS));
    byte[] archive = tar(pool());
    assertThat(Traces.read(archive, TraceOptions.DEFAULTS)).isEqualTo(unpacked);
    assertThat(Traces.read(Traces.gzip(archive), TraceOptions.DEFAULTS)).isEqualTo(unpacked);
    assertThat(Traces.read(Traces.zstd(archive), TraceOptions.DEFAULTS)).isEqualTo(unpacked);
    assertThat(Traces.read(archive, TraceOptions.DEFAULTS.withSeed(1))).isNotEqualTo(unpacked);
  }

  @Test
  void defectsOfAPartAreNamedWithFileAndLine() {
    refused("chunk-0-trace.csv", "0,0.01", "0,NaN", "chunk-0-trace.csv:1: rate 'NaN' is not");
    refused("chunk-0-trace.csv", "0,0.01", "0,-1", "chunk-0-trace.csv:1: rate '-1' is not");
    refused("chunk-0-trace.csv", "0,0.01", "0,1e99", "chunk-0-trace.csv:1: rate '1e99' is not");
    refused("chunk-0-trace.csv", "600,", "599,", ":2: window_start_s '599' is not a whole number");
    refused("chunk-0-trace.csv", "Gamma", "Pareto", ":1: family 'Pareto' is neither Gamma nor");
    refused("chunk-0-trace.csv", "Gamma,1.0", "Gamma,0", ":1: shape '0' is not 0.000001 or more");
    refused("chunk-0-trace.csv", ",100", "", ":1: the row has 5 fields; a ServeGen window has 6");
    refused("chunk-0-dataset.json", "{10: 0.25", "{1.5: 0.25", "has the entry '1.5: 0.25'");
    refused("chunk-0-dataset.json", "0.75}", "NaN}", "has the entry '20: NaN' without a prob");
    refused("chunk-0-dataset.json", "0.75}", "0.5}", "probabilities that sum to 0.75, not to 1");
    refused("chunk-0-dataset.json", "21600", "0", ":2: 0 '' stands twice");
    refused("chunk-0-dataset.json", "21600", "noon", ":2: noon '' is not the start of a window");
    refused("chunk-0-dataset.json", "input_tokens", "text_tokens", "only pools of text");
    refused("chunk-0-dataset.json", "}}", "", "chunk-0-dataset.json:3: the file ends within");
    Map<String, String> lone = pool();
    lone.remove("chunk-12-dataset.json");
    assertThat(Traces.refusal(tar(lone), TraceOptions.DEFAULTS))
        .isEqualTo(
            "trace: client 12 of the ServeGen pool has no chunk-12-dataset.json; add it, or remove"
                + " the client");
    assertThat(Traces.refusal(tar(Map.of("a.txt", "x")), TraceOptions.DEFAULTS))
        .startsWith("trace:1: the archive holds no ServeGen pool");
  }

  private static void refused(String file, String good, String bad, String message) {
    Map<String, String> files = pool();
    assertThat(files.get(file)).contains(good);
    files.computeIfPresent(file, (name, text) -> text.replace(good, bad));
    assertThat(Traces.refusal(tar(files), TraceOptions.DEFAULTS))
        .startsWith("trace:pool/chunk-0-")
        .contains(message);
  }

  @Test
  void aDamagedArchiveIsRefused() {
    byte[] archive = tar(pool());
    assertThat(Traces.refusal(Arrays.copyOf(archive, 700), TraceOptions.DEFAULTS))
        .contains("the archive ends within pool/chunk-0-dataset.json");
    byte[] damaged = archive.clone();
    damaged[1024 + 3] ^= 1;
    assertThat(Traces.refusal(damaged, TraceOptions.DEFAULTS)).contains("the archive is damaged");
  }

  @Test
  void aRowRefusedByAPolicyIsNamedByItsWindow() {
    TraceOptions strict =
        TraceOptions.DEFAULTS.withBadLengths(
            TraceOptions.BadLength.REFUSE, TraceOptions.BadLength.REFUSE);
    assertThatThrownBy(() -> Traces.read(tar(pool()), strict.withSeed(3)))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith("trace:pool/chunk-12-trace.csv:1: output_tokens '0' is not a");
  }

  /**
   * Expected: rates times 600 summed over all windows of the published files, by another tool
   * (Python, 2026-11-25): 1,383,669 requests a day.
   */
  @Test
  @Tag("slow")
  void thePublishedPoolYieldsAsManyRequestsAsItsRatesSay() throws IOException {
    Path file = SharedData.file("traces/servegen/deepseek-r1.tar.gz");
    try (SessionSource source = TraceFiles.open(file, TraceOptions.DEFAULTS)) {
      long[] perHour = new long[24];
      while (source.advance()) {
        perHour[(int) (source.arrivalPicos() / (3_600 * Decimals.PICOS_PER_SECOND))]++;
      }
      assertThat(source.counts().read()).isEqualTo(1_383_669);
      assertThat(source.counts().dropped()).isEmpty();
      assertThat(Arrays.stream(perHour).sum()).isEqualTo(1_383_669);
    }
  }

  @Test
  void aHistogramIsDrawnWithItsProbabilities() {
    TokenHistogram histogram = TokenHistogram.parse("{1: 2.5e-1, 5: 0.0, 9: 0.75, }");
    assertThat(histogram.mean()).isCloseTo(0.25 + 9 * 0.75, within(1e-12));
    assertThat(histogram.draw(() -> 0L)).isEqualTo(1);
    assertThat(histogram.draw(() -> -1L)).isEqualTo(9);
    assertThat(TokenHistogram.parse("{}").isEmpty()).isTrue();
  }
}
