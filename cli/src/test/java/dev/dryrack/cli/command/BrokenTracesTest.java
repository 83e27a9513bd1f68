package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corpus of broken inputs: each ends with file and line, exit code 4, and writes nothing. */
final class BrokenTracesTest {

  private static final String AZURE = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
  private static final String ROW = "2023-11-16 18:15:46.5,10,1\n";
  private static final String MOONCAKE =
      "{\"timestamp\":0,\"input_length\":5,\"output_length\":1,\"hash_ids\":[1]}\n";

  @TempDir Path folder;

  private static Map<String, byte[]> corpus() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("empty", "");
    texts.put("blank", "\n\n  \n");
    texts.put("only a mark of byte order", "\ufeff");
    texts.put("prose", "It was a dark and stormy night.\n");
    texts.put("missing column", "TIMESTAMP,ContextTokens\n2023-11-16 18:15:46.5,10\n");
    texts.put("duplicate column", "TIMESTAMP,ContextTokens,ContextTokens,GeneratedTokens\n");
    texts.put("too few fields", AZURE + ROW + "2023-11-16 18:15:47,5\n");
    texts.put("too many fields", AZURE + ROW + "2023-11-16 18:15:47,5,5,5\n");
    texts.put("truncated row", AZURE + ROW + "2023-11-16 18:1");
    texts.put("NaN", AZURE + ROW + "2023-11-16 18:15:47,NaN,5\n");
    texts.put("infinity", AZURE + ROW + "2023-11-16 18:15:47,Infinity,5\n");
    texts.put("negative", AZURE + ROW + "2023-11-16 18:15:47,-5,5\n");
    texts.put("overflow", AZURE + ROW + "2023-11-16 18:15:47,99999999999999999999,5\n");
    texts.put("no such day", AZURE + "2023-02-30 18:15:47,5,5\n");
    texts.put("open quote", AZURE + "\"2023-11-16 18:15:47,5,5\n");
    texts.put("out of order", AZURE + ROW.repeat(5000) + "2001-11-16 18:15:47,5,5\n");
    texts.put("csv and json", AZURE + ROW + MOONCAKE);
    texts.put("json and csv", MOONCAKE + ROW);
    texts.put("two headers", AZURE + ROW + AZURE + ROW);
    texts.put("two json formats", MOONCAKE + "{\"input_toks\":5,\"output_toks\":5}\n");
    texts.put("truncated json", MOONCAKE + "{\"timestamp\":0,\"input_len");
    texts.put("json NaN", MOONCAKE.replace(":5", ":NaN"));
    texts.put("json negative", MOONCAKE.replace(":5", ":-5"));
    texts.put("json overflow", MOONCAKE.replace(":5", ":5e99"));
    texts.put("json text for number", MOONCAKE.replace(":5", ":\"5\""));
    texts.put("json twice the key", MOONCAKE.replace(":5", ":5,\"input_length\":5"));
    texts.put("json blocks", MOONCAKE.replace("[1]", "[1,2,3,4]"));
    texts.put("unknown json", "{\"hello\": \"world\"}\n");
    texts.put("json of a number", "42\n");
    texts.put("bomb of arrays", MOONCAKE + "{\"x\":" + "[".repeat(3_000_000));
    texts.put("bomb of objects", "{\"a\":".repeat(1_000_000));
    texts.put("bomb in blocks", MOONCAKE.replace("[1]", "[".repeat(1_000_000)));
    texts.put("bomb in sessions", "{\"block_size\":64,\"requests\":" + "[".repeat(1_000_000));
    Map<String, byte[]> files = new LinkedHashMap<>();
    texts.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    files.put("binary", noise);
    byte[] binaryRow = (AZURE + ROW + "xxxxxxxxxx\n").getBytes(StandardCharsets.UTF_8);
    Arrays.fill(binaryRow, binaryRow.length - 11, binaryRow.length - 1, (byte) 0);
    files.put("binary within", binaryRow);
    byte[] gzip = gzip((AZURE + ROW.repeat(50_000)).getBytes(StandardCharsets.UTF_8));
    files.put("truncated gzip", Arrays.copyOf(gzip, gzip.length / 2));
    files.put("gzip of nothing", gzip(new byte[0]));
    byte[] damaged = gzip.clone();
    damaged[gzip.length - 6] ^= 1;
    files.put("gzip with a wrong sum", damaged);
    files.put("gzip with a tail", Arrays.copyOf(gzip, gzip.length + 9));
    files.put("truncated zstd", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 4, 0, 1});
    files.put("damaged zstd", Arrays.copyOf(new byte[] {0x28, (byte) 0xb5, 0x2f, -3, 7}, 4000));
    files.put("zip", new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0});
    return files;
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private Result call(String line) {
    return new Cli().directory(folder).call(line.split(" ", -1));
  }

  @Test
  void everyCommandRefusesEveryOneWithFileAndLine() throws IOException {
    for (Map.Entry<String, byte[]> broken : corpus().entrySet()) {
      Files.write(folder.resolve("bad"), broken.getValue());
      for (String line :
          new String[] {
            "trace inspect bad",
            "trace convert bad --to dryrack-jsonl -o out",
            "trace synth --fit bad -o out",
            "run --model llama-3.1-8b --on h100 --gpus 1 --trace bad"
          }) {
        Result result = call(line);
        String what = broken.getKey() + ", " + line + ": " + result.err();
        assertThat(result.code()).as(what).isEqualTo(4);
        assertThat(result.out()).as(what).isEmpty();
        assertThat(result.err()).as(what).containsPattern("bad:\\d+: ").doesNotContain("\tat ");
        assertThat(result.err().length()).as(what).isLessThan(1500);
        assertThat(Files.exists(folder.resolve("out"))).as(what).isFalse();
      }
    }
  }

  @Test
  void foldersWithoutATraceAreRefused() throws IOException {
    Files.createDirectory(folder.resolve("bad"));
    Result result = call("trace inspect bad");
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.err()).contains("bad: is a directory that holds neither");
    Files.writeString(folder.resolve("bad").resolve("chunk-0-trace.csv"), "0,1,1,Gamma,NaN,1\n");
    assertThat(call("trace inspect bad").err()).containsPattern("chunk-0-trace.csv:1: shape 'NaN'");
    assertThat(call("trace inspect bad").code()).isEqualTo(4);
  }

  @Test
  @Tag("slow")
  void aLineOfAGigabyteIsRefusedInAHeapOf64Megabytes() throws Exception {
    for (String start :
        new String[] {
          AZURE + ROW,
          MOONCAKE + "{\"pad\":\"",
          MOONCAKE + "{\"session_id\":\"",
          MOONCAKE + "{\"input_length\":",
          MOONCAKE + "{\"hash_ids\":["
        }) {
      boolean ids = start.endsWith("[");
      byte[] filling = new byte[1 << 20];
      Arrays.fill(filling, (byte) '1');
      for (int i = 0; ids && i < filling.length; i++) {
        filling[i] = (byte) (i % 4 == 3 ? ',' : '1' + i / 4 % 9);
      }
      assertThat(fed(start, filling, 1 << 10)).containsPattern("<stdin>:\\d+: ");
    }
  }

  /** What a process in a small heap says of so many pieces behind a start; it must exit with 4. */
  private String fed(String start, byte[] piece, int pieces) throws Exception {
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.dryrack.cli.Main",
                "trace",
                "inspect",
                "-")
            .redirectError(err.toFile())
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(start.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < pieces; i++) {
        in.write(piece);
      }
    } catch (IOException e) {
      // it has seen enough
    }
    try (InputStream out = process.getInputStream()) {
      assertThat(out.readAllBytes()).isEmpty();
    }
    String message = Files.readString(err);
    assertThat(process.waitFor()).as(message).isEqualTo(4);
    return message;
  }
}
