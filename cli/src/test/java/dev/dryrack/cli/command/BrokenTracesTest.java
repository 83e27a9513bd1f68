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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
    texts.put("header only", AZURE);
    texts.put("no requests", "{\"block_size\":64,\"requests\":[]}");
    texts.put("a chat", "{\"messages\": [{\"role\": \"user\"}], \"output_length\": 5}\n");
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

  /** A row of each further format; 4711 is a length. */
  private static final Map<String, String> FURTHER =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "Azure LMM",
                  "TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-10-15T12:00:00.269Z,0,4711,4\n"),
              Map.entry(
                  "BurstGPT v1",
                  "Timestamp,Model,Request tokens,Response tokens\n5,ChatGPT,4711,18\n"),
              Map.entry(
                  "BurstGPT v3",
                  "Timestamp,Session ID,Request tokens,Response tokens\n5,a,4711,18\n"),
              Map.entry("Vidur", "arrived_at,num_prefill_tokens,num_decode_tokens\n0.0,4711,44\n"),
              Map.entry("Vidur lengths", "num_prefill_tokens,num_decode_tokens\n4711,44\n"),
              Map.entry(
                  "splitwise-sim",
                  "request_id,arrival_timestamp,prompt_size,token_size\n0,0.25,4711,44\n"),
              Map.entry(
                  "LLMServingSim CSV", "arrival_time_ns,input_toks,output_toks\n5,4711,531\n"),
              Map.entry(
                  "BLIS", "session_id,input_tokens,output_tokens,arrival_time_us\ns,4711,44,0\n"),
              Map.entry(
                  "AIPerf",
                  "{\"session_id\":\"a\",\"timestamp\":0,\"output_length\":4,\"input_length\":4711}\n"),
              Map.entry(
                  "Qwen-Bailian",
                  "{\"chat_id\":1,\"parent_chat_id\":-1,\"timestamp\":6.1,\"output_length\":1,\"input_length\":4711}\n"),
              Map.entry(
                  "kv-cache-tester",
                  "{\"block_size\":64,\"requests\":[{\"t\":0,\"out\":5,\"in\":4711}]}\n"),
              Map.entry(
                  "LLMServingSim",
                  "{\"arrival_time_ns\":7,\"sub_requests\":[{\"output_toks\":2,\"input_toks\":4711}]}\n"),
              Map.entry("vLLM bench", "{\"output_lens\":[1,2],\"input_lens\":[5,4711]}\n"),
              Map.entry("dryrack", "{\"arrival_s\":0,\"output_tokens\":3,\"input_tokens\":4711}\n"),
              Map.entry("AIPerf turns", "{\"text\":\"a\",\"output_length\":4711}\n"),
              Map.entry(
                  "ShareGPT",
                  "[{\"conversations\":[{\"from\":\"human\",\"value\":\"4711\"},{\"from\":\"gpt\",\"value\":\"a\"}]}]\n")));

  @Test
  void everyFurtherFormatIsRefusedWhenDamaged() throws IOException {
    for (Map.Entry<String, String> format : FURTHER.entrySet()) {
      String text = format.getValue();
      boolean holdsText = text.contains("\"text\"") || text.contains("conversations");
      String flags = holdsText ? " --chars-per-token 4" : "";
      Files.writeString(folder.resolve("bad"), text);
      Result good = call("trace inspect bad" + flags);
      assertThat(good.code()).as(good.err()).isZero();
      int cut = text.contains("{") ? text.length() - 2 : text.indexOf("4711") + 4;
      String value = text.contains("\"4711\"") ? "\"4711\"" : "4711";
      List<String> broken =
          List.of(
              text.substring(0, cut),
              text.replace(value, "NaN"),
              text.replace(value, "-5"),
              text.replace(value, "99999999999999999999"),
              text.replace(value, "[".repeat(200_000)),
              text + (text.startsWith("{") ? "TIMESTAMP,a\n" : MOONCAKE));
      for (String bad : broken) {
        Files.writeString(folder.resolve("bad"), bad);
        Result result = call("trace inspect bad" + flags);
        String what =
            format.getKey()
                + ", "
                + bad.substring(0, Math.min(80, bad.length()))
                + ": "
                + result.err();
        assertThat(result.code()).as(what).isEqualTo(4);
        assertThat(result.out()).as(what).isEmpty();
        assertThat(result.err()).as(what).containsPattern("bad:\\d+: ").hasSizeLessThan(1500);
      }
    }
  }

  @Test
  void aColumnThatTheFormatDoesNotHaveIsNamedOnce() throws IOException {
    Files.writeString(
        folder.resolve("a.csv"), AZURE.replace("\n", ",Tenant\n") + ROW.replace("\n", ",x\n"));
    for (String line :
        new String[] {
          "trace inspect a.csv",
          "trace convert a.csv --to vidur-csv -o out",
          "run --model llama-3.1-8b --on h100 --gpus 1 --trace a.csv"
        }) {
      Result result = call(line);
      assertThat(result.code()).as(line + result.err()).isZero();
      assertThat(result.err().split("Tenant", -1)).as(line + result.err()).hasSize(2);
      assertThat(result.err()).contains("not read, as unknown in this format: Tenant (1)");
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
    Map<String, String> repeated =
        Map.of(
            "{\"block_size\":64,\"requests\":[", "{\"t\":1,\"in\":5,\"out\":5},",
            "{\"arrival_time_ns\":0,\"sub_requests\":[", "{\"input_toks\":5,\"output_toks\":5},",
            "{\"input_lens\":[", "5,",
            "TIMESTAMP", ",x");
    for (Map.Entry<String, String> line : repeated.entrySet()) {
      byte[] piece = line.getValue().repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
      assertThat(fed(line.getKey(), piece, (1 << 30) / piece.length))
          .containsPattern("<stdin>:\\d+: ");
    }
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
