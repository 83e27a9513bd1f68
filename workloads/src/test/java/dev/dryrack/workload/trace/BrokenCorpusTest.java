package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same damage done to a trace of every format: each is refused with file and line, soon, and in
 * few words. What is refused as a whole here is fuzzed byte by byte in {@link FuzzedTracesTest}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class BrokenCorpusTest {

  private static final List<String> NO_LENGTH =
      List.of(
          "NaN",
          "Infinity",
          "-Infinity",
          "-5",
          "5.5",
          "3000000000",
          "99999999999999999999",
          "1e400",
          "",
          "x",
          "true",
          "null",
          "[5]",
          "{}",
          "0x10",
          "1_000",
          "--1",
          "1e",
          "\u0000\u0001\u0002\u00ff");

  private static final List<String> NO_TIME =
      List.of("NaN", "Infinity", "-5", "99999999999999999999", "1e400", "", "x", "\u0000");

  static List<FormatSamples> files() {
    return FormatSamples.files();
  }

  static List<FormatSamples> csv() {
    return FormatSamples.CSV;
  }

  static List<FormatSamples> json() {
    return FormatSamples.JSON;
  }

  private static void refused(String what, byte[] content) {
    String message = Traces.refusal(content, FormatSamples.OPTIONS);
    assertThat(message).as(what).matches("(?s)trace:\\d+: .*").hasSizeLessThan(1500);
  }

  private static void refused(String what, String text) {
    refused(what, Traces.bytes(text));
    refused(what + ", zipped", Traces.gzip(Traces.bytes(text)));
  }

  @ParameterizedTest
  @MethodSource("files")
  void undamagedItIsRead(FormatSamples sample) throws IOException {
    for (byte[] content :
        List.of(
            Traces.bytes(sample.text()),
            Traces.bytes("\ufeff" + sample.text().stripTrailing().replace("\n", "\r\n")),
            Traces.zstd(Traces.bytes(sample.text())))) {
      try (SessionSource source = Traces.open(content, FormatSamples.OPTIONS)) {
        while (source.advance()) {
          assertThat(source.inputTokens()).isPositive();
        }
        assertThat(source.counts().read()).isEqualTo(sample.rows());
        assertThat(source.counts().noted().keySet())
            .noneMatch(remark -> remark.startsWith("unknown-field"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsNoLengthOrTimeIsRefused(FormatSamples sample) {
    for (String bad : NO_LENGTH) {
      for (String good : List.of("4711", "4712")) {
        if (sample.text().contains(good)) {
          refused(good + " -> " + bad, sample.text().replace(good, bad));
        }
      }
    }
    for (String bad : NO_TIME) {
      if (sample.text().contains("4713")) {
        refused("4713 -> " + bad, sample.text().replace("4713", bad));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("json")
  void whatIsNoTextIsRefused(FormatSamples sample) {
    if (sample.field().equals("value") || sample.field().equals("text")) {
      Matcher member = member(sample);
      for (String bad : List.of("NaN", "5", "true", "null", "{}")) {
        String text = "\"" + sample.field() + "\": " + bad;
        refused(
            bad,
            new StringBuilder(sample.text())
                .replace(member.start(), member.end(), text)
                .toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileThatIsCutOffWithinARowIsRefused(FormatSamples sample) {
    String text = sample.text().stripTrailing();
    int inRow = sample.isCsv() ? text.lastIndexOf("4711") + 4 : text.length() - 1;
    refused("cut off", text.substring(0, inRow));
    byte[] zipped = Traces.gzip(Traces.bytes(text));
    refused("gzip cut off", Arrays.copyOf(zipped, zipped.length - 9));
    byte[] packed = Traces.zstd(Traces.bytes(text));
    refused("zstd cut off", Arrays.copyOf(packed, packed.length - 5));
  }

  @ParameterizedTest
  @MethodSource("files")
  void aNeededFieldThatIsMissingOrTwiceIsNamed(FormatSamples sample) {
    String name = sample.field();
    if (sample.isCsv()) {
      String text = sample.text();
      refused("missing", text.replaceFirst(name, name + "s"));
      String[] lines = text.split("\n", -1);
      lines[0] += "," + name;
      for (int i = 1; i < lines.length - 1; i++) {
        lines[i] += ",1";
      }
      assertThat(Traces.refusal(String.join("\n", lines)))
          .startsWith("trace:1: column '" + name + "' stands twice");
    } else {
      Matcher member = member(sample);
      String before = sample.text().substring(0, member.start());
      String behind = sample.text().substring(member.end());
      String renamed = member.group().replace(name, name + "z");
      refused("missing", before + renamed + behind);
      String twice = before + member.group() + ", " + member.group() + behind;
      assertThat(Traces.refusal(Traces.bytes(twice), FormatSamples.OPTIONS))
          .matches("(?s)trace:\\d+: " + name + " .* stands twice .*");
    }
  }

  /** The last member that is a prompt length. */
  private static Matcher member(FormatSamples sample) {
    Matcher members =
        Pattern.compile("\"" + sample.field() + "\": (\\d+|\"[^\"]*\"|\\[[^]]*])")
            .matcher(sample.text());
    int last = -1;
    while (members.find()) {
      last = members.start();
    }
    assertThat(members.find(last)).isTrue();
    return members;
  }

  @ParameterizedTest
  @MethodSource("files")
  void twoFormatsInOneFileAreRefused(FormatSamples sample) {
    for (FormatSamples other : FormatSamples.files()) {
      boolean sameRows =
          sample.equals(other)
              || (sample.field().equals("input_length")
                  && other.field().equals("input_length")
                  && !sample.name().startsWith("Qwen")
                  && !other.name().startsWith("Qwen"));
      if (sample.isCsv() || !sameRows) {
        refused(sample + " and " + other, sample.text() + other.text());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("csv")
  void aLineWithoutAnEndIsRefused(FormatSamples sample) {
    refused("long field", sample.text().replace("4711", "1".repeat(2_000_000)));
    refused("long row", sample.text() + "1,".repeat(1_000_000));
    refused("long header", sample.text().replaceFirst("\n", ",x".repeat(1_000_000) + "\n"));
  }

  @ParameterizedTest
  @MethodSource("json")
  void bombsAreRefused(FormatSamples sample) {
    Matcher member = member(sample);
    String before = sample.text().substring(0, member.start());
    String behind = sample.text().substring(member.end());
    String name = "\"" + sample.field() + "\": ";
    String unknown = "\"unknown\": ";
    for (String key : List.of(name, unknown)) {
      refused("arrays", Traces.bytes(before + key + "[".repeat(300_000)));
      String closed = "[".repeat(70) + "]".repeat(70);
      refused("closed", Traces.bytes(before + key + closed + behind));
      refused("objects", Traces.bytes(before + key + "{\"a\":".repeat(100_000) + "1"));
    }
    String digits = "1".repeat(3_000_000);
    refused("digits", Traces.bytes(before + name + digits + behind));
    String longText = "\"" + "x".repeat(5_000_000) + "\"";
    refused("a long text", Traces.bytes(before + name + longText + behind));
    refused("a long name", Traces.bytes(before + "\"" + digits + "\": 1, " + behind));
    refused("an endless array", Traces.bytes(before + name + "[1" + ",1".repeat(500_000)));
  }

  @Test
  void requestsBeyondAllMeasureInOneSessionAreRefusedBeforeMemoryEnds() {
    String request = "{\"t\":1,\"in\":5,\"out\":5},";
    refused("agentic", "{\"block_size\":64,\"requests\":[" + request.repeat(70_000));
    String sub = "{\"input_toks\":5,\"output_toks\":5},";
    refused("sub", "{\"arrival_time_ns\":0,\"sub_requests\":[" + sub.repeat(70_000));
    refused("turns", "{\"turns\":[" + "{\"text\":\"a\",\"output_length\":5},".repeat(70_000));
    String turn = "{\"from\":\"human\",\"value\":\"a\"},{\"from\":\"gpt\",\"value\":\"a\"},";
    refused("turns", "{\"conversations\":[" + turn.repeat(70_000));
    refused("lengths", "{\"input_lens\":[" + "1,".repeat(5_000_000));
    StringBuilder runs = new StringBuilder();
    for (int i = 0; i < 1_100_000; i++) {
      runs.append('[').append(i * 2).append(",1],");
    }
    refused("runs", "{\"block_size\":64,\"requests\":[{\"t\":1,\"in\":5,\"hash_runs\":[" + runs);
  }

  @Test
  void damagedPartsOfAPoolAreNamed(@TempDir Path folder) throws IOException {
    Map<String, String> damages = new LinkedHashMap<>();
    damages.put("0.01,1.0", "NaN,1.0");
    damages.put("0.01", "-0.01");
    damages.put("0.01,1.0,", "1e400,1.0,");
    damages.put("Gamma,1.0", "Gamma,NaN");
    damages.put("Gamma,", "Gauss,");
    damages.put("Gamma,1.0,100", "Gamma,1.0");
    damages.put("0,0.01,1.0", "\u0000,\u0001,\u0002");
    damages.put("600,0,0,,0,0", "0,0,0,,0,0");
    damages.put("{10: 0.25", "{-10: 0.25");
    damages.put("0.25", "NaN");
    damages.put("0.75}", "0.75");
    damages.put("\"{10: 0.25, 20: 0.75}\"", "[".repeat(100_000));
    damages.put("\"input_tokens\"", "\"inputs\"");
    damages.put("\"reason_ratio\": \"{0.5", "\"input_tokens\": \"{0.5");
    damages.put("\"21600\"", "\"0\"");
    damages.forEach(
        (good, bad) -> {
          for (String part : List.of("chunk-0-trace.csv", "chunk-0-dataset.json")) {
            Map<String, String> files = FormatSamples.pool();
            String text = String.valueOf(files.get(part));
            if (text.contains(good)) {
              files.put(part, text.replace(good, bad));
              assertThat(Traces.refusal(ServeGenTest.tar(files), FormatSamples.OPTIONS))
                  .as(good)
                  .containsPattern(Pattern.quote(part) + ":\\d+: ");
              assertThat(refusalOfFolder(folder, files))
                  .as(good)
                  .containsPattern(Pattern.quote(part) + ":\\d+: ");
            }
          }
        });
    Map<String, String> lacking = FormatSamples.pool();
    lacking.remove("chunk-12-trace.csv");
    assertThat(Traces.refusal(ServeGenTest.tar(lacking), FormatSamples.OPTIONS))
        .contains("has no chunk-12-trace.csv");
  }

  @Test
  void aBrokenSessionOfAFolderIsNamed(@TempDir Path folder) throws IOException {
    for (FormatSamples other : FormatSamples.JSON) {
      if (!other.name().equals("kv-cache-tester")) {
        Map<String, String> files = Map.of("a.json", agentic(), "b.json", other.text());
        assertThat(refusalOfFolder(folder, files)).as(other.name()).contains("b.json:1: ");
      }
    }
    for (String bad : NO_LENGTH) {
      Map<String, String> files =
          Map.of("a.json", agentic(), "b.json", agentic().replace("4711", bad));
      assertThat(refusalOfFolder(folder, files)).as(bad).containsPattern("b.json:\\d+: ");
    }
    Map<String, String> files =
        Map.of("a.json", agentic(), "b.json", agentic().substring(0, agentic().length() - 3));
    assertThat(refusalOfFolder(folder, files)).containsPattern("b.json:\\d+: ");
  }

  private static String agentic() {
    return FormatSamples.JSON.stream()
        .filter(sample -> sample.name().equals("kv-cache-tester"))
        .findFirst()
        .orElseThrow()
        .text();
  }

  private static String refusalOfFolder(Path folder, Map<String, String> files) {
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
      try (SessionSource source = TraceFiles.open(folder, FormatSamples.OPTIONS)) {
        while (source.advance()) {
          assertThat(source.inputTokens()).isPositive();
        }
      }
      return fail("read without complaint");
    } catch (TraceException refused) {
      return String.valueOf(refused.getMessage());
    } catch (IOException e) {
      return fail("not a TraceException: " + e, e);
    } finally {
      files.keySet().forEach(name -> assertThat(folder.resolve(name).toFile().delete()).isTrue());
    }
  }
}
