package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.TraceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every defect is told with file, line, field, value and remedy. */
final class BrokenTracesTest {

  private static final String ROW = "2023-11-16 18:15:46.5,10,1\n";
  private static final String JSON =
      "{\"timestamp\":0,\"input_length\":5,\"output_length\":1,\"hash_ids\":[1]}\n";

  private static String azure(String row) {
    return Traces.refusal(Traces.AZURE + ROW + row + "\n");
  }

  private static String mooncake(String row) {
    return Traces.refusal(JSON + row);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> TraceFiles.open(Path.of("no", "such.csv"), TraceOptions.DEFAULTS))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("such.csv: no such file; check the path");
  }

  @Test
  void aFolderIsNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> TraceFiles.open(folder, TraceOptions.DEFAULTS))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("is a directory that holds neither a ServeGen pool");
  }

  @Test
  void anEmptyFileIsNamed() {
    assertThat(Traces.refusal("")).startsWith("trace:1: the file is empty; known are");
    assertThat(Traces.refusal(Traces.gzip(new byte[0]), TraceOptions.DEFAULTS))
        .startsWith("trace:1: the file is empty");
    assertThat(Traces.refusal("\n \n")).startsWith("trace:1: the file is empty");
  }

  @Test
  void unknownContentIsShownWithTheKnownFormats() {
    assertThat(Traces.refusal("PK\u0003\u0004 zip"))
        .startsWith("trace:1: the content is of no known format: it begins with 'PK?? zip'")
        .contains("Mooncake or AIPerf")
        .contains("TIMESTAMP,ContextTokens,GeneratedTokens");
    assertThat(Traces.refusal("{\"prompt\": \"hello\"}"))
        .startsWith("trace:1: the content is JSON of no known format: its first row has [prompt]");
  }

  @Test
  void aMissingColumnIsNamed() {
    assertThat(Traces.refusal("TIMESTAMP,ContextTokens\n" + ROW))
        .startsWith("trace:1: column 'GeneratedTokens' is missing; ");
  }

  @Test
  void aDoubledColumnIsNamed() {
    assertThat(Traces.refusal("TIMESTAMP,ContextTokens,GeneratedTokens,ContextTokens\n"))
        .startsWith("trace:1: column 'ContextTokens' stands twice");
  }

  @Test
  void brokenCsvRowsAreNamedWithTheirLine() {
    assertThat(azure("2023-11-16 18:15:47,10"))
        .startsWith("trace:3: the row has 2 fields, the header 3; repair or remove");
    assertThat(azure("2023-11-16 18:15:47,10,1,2"))
        .startsWith("trace:3: the row has 4 fields, the header 3");
    assertThat(azure("2023-11-16 18:15:47,ten,1"))
        .startsWith("trace:3: ContextTokens 'ten' is not a number of tokens; repair or remove");
    assertThat(azure("2023-11-16 18:15:47,,1")).startsWith("trace:3: ContextTokens '' is empty");
    assertThat(azure("2023-11-16 18:15:47,NaN,1"))
        .startsWith("trace:3: ContextTokens 'NaN' is not a number");
    assertThat(azure("2023-11-16 18:15:47,1.5,1"))
        .startsWith("trace:3: ContextTokens '1.5' is not a whole number");
    assertThat(azure("2023-11-16 18:15:47,1,2147483648"))
        .startsWith("trace:3: GeneratedTokens '2147483648' is more tokens than 2147483647");
    assertThat(azure("2023-11-16 18:15:47,1,99999999999999999999999"))
        .startsWith("trace:3: GeneratedTokens '99999999999999999999999' is more tokens");
    assertThat(azure("2023-02-30 18:15:47,1,1"))
        .startsWith("trace:3: TIMESTAMP '2023-02-30 18:15:47' is not a time; expected yyyy");
    assertThat(azure("\"2023-11-16 18:15:47,1,1"))
        .startsWith("trace:3: a double quote is not closed on its line");
    assertThat(Traces.refusal("arrived_at,num_prefill_tokens,num_decode_tokens\n1e99,1,1\n"))
        .startsWith("trace:2: arrived_at '1e99' is too large for a time");
  }

  @Test
  void columnsBesideTheLengthsAreCheckedToo() {
    String images = "TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-10-15T12:00:00Z,";
    assertThat(Traces.refusal(images + "x,7,1\n"))
        .startsWith("trace:2: NumImages 'x' is not a number of images; repair or remove the row");
    assertThat(Traces.refusal(images + "-1,7,1\n"))
        .startsWith("trace:2: NumImages '-1' is a negative number of images; repair or");
    assertThat(Traces.refusal(images + ",7,1\n"))
        .startsWith("trace:2: NumImages '' is empty; give a number of images or remove the row");
    String total = "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n";
    assertThat(Traces.refusal(total + "5,ChatGPT,472,18,490,API log\n6,ChatGPT,4,5,8,API log\n"))
        .startsWith("trace:3: Total tokens '8' is not the sum 9 of Request tokens and Response")
        .contains("repair or remove the row");
    assertThat(
            Traces.refusal(
                "num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio\n37,5,x,7\n"))
        .startsWith("trace:2: num_total_tokens 'x' is not a number of tokens");
  }

  @Test
  void aTraceWithoutARequestIsNamedWithTheLine() {
    assertThat(Traces.refusal(Traces.AZURE))
        .startsWith("trace:1: no row stands behind the header; copy the file again");
    assertThat(Traces.refusal("\n" + Traces.AZURE + "\n\n")).startsWith("trace:2: no row stands");
    assertThat(Traces.refusal("\n{\"block_size\": 64, \"requests\": []}"))
        .startsWith("trace:2: requests '[]' has no request; remove the session");
    assertThat(Traces.refusal("{\"input_lens\": [], \"output_lens\": []}"))
        .startsWith("trace:1: input_lens '[]' has no request; remove the result");
  }

  @Test
  void aChatInsteadOfLengthsIsToldWhatIsMissing() {
    for (String chat :
        new String[] {
          "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"output_length\": 5}",
          "{\"timestamp\": 3, \"payload\": {\"prompt\": \"a\"}, \"output_length\": 5}"
        }) {
      assertThat(Traces.refusal(chat))
          .matches("trace:1: (messages|payload) '\\{...}' is a chat, and a simulator needs .*")
          .contains("input_length is missing", "Count the tokens of ", "as input_length");
    }
    assertThat(mooncake("{\"timestamp\": 3, \"messages\": [], \"output_length\": 5}"))
        .startsWith("trace:2: messages '{...}' is a chat");
  }

  @Test
  void aBlockIdBeyondALongIsNamed() {
    for (String ids : new String[] {"99999999999999999999", "1,18446744073709551615"}) {
      assertThat(Traces.refusal(JSON.replace("[1]", "[" + ids + "]")))
          .matches("trace:1: hash_ids '\\d+' is beyond 9223372036854775807; number blocks .*");
    }
  }

  @Test
  void aRequestThatIsNamedTwiceIsTold() {
    String row =
        "{\"chat_id\":7,\"parent_chat_id\":-1,\"timestamp\":1,\"input_length\":9,\"output_length\":2}\n";
    assertThat(Traces.refusal(row + row))
        .startsWith("trace:2: chat_id '7' is that of a request above, but names one request; ");
  }

  /** 64 MiB between one row and the next, of a document of a whole session or run 512 MiB. */
  @Test
  void aRowWithoutEndIsRefusedInBoundedMemory() throws IOException {
    String unread = "{\"timestamp\":0,\"input_length\":5,\"output_length\":1,\"x\":";
    for (String endless :
        new String[] {
          endless(" ", JSON),
          endless("a", JSON + unread + '"'),
          endless("1,", JSON + unread + '['),
          endless(" ", JSON + unread)
        }) {
      assertThat(endless)
          .startsWith("trace:2: the row goes on for more than 64 MiB; this is no row of a trace: ");
    }
  }

  @Test
  @Tag("slow")
  void aSessionOrARunWithoutEndIsRefusedToo() throws IOException {
    assertThat(endless("a", "{\"block_size\":64,\"requests\":[],\"x\":\""))
        .startsWith("trace:1: the row goes on for more than 512 MiB");
    assertThat(endless("1,", "{\"input_lens\":[1],\"x\":["))
        .startsWith("trace:1: the row goes on for more than 512 MiB");
  }

  /** What is said of a beginning that is followed by the same text without end. */
  private static String endless(String repeated, String start) throws IOException {
    byte[] more = Traces.bytes(repeated.repeat(1 << 15));
    InputStream input =
        new SequenceInputStream(
            new ByteArrayInputStream(Traces.bytes(start)),
            new InputStream() {
              private int phase;

              @Override
              public int read() {
                throw new UnsupportedOperationException("read in pieces");
              }

              @Override
              public int read(byte[] into, int offset, int length) {
                int given = Math.min(length, more.length - phase);
                System.arraycopy(more, phase, into, offset, given);
                phase = (phase + given) % repeated.length();
                return given;
              }
            });
    try (SessionSource source = TraceFiles.open("trace", input, TraceOptions.DEFAULTS)) {
      while (source.advance()) {
        assertThat(source.inputTokens()).isPositive();
      }
      return "read without complaint";
    } catch (TraceException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void brokenJsonRowsAreNamedWithTheirLine() {
    assertThat(mooncake("{\"timestamp\":0,\"input_length\":5,\"output_len"))
        .startsWith("trace:2: the file ends within this row");
    assertThat(mooncake("{\"timestamp\":0,,}")).startsWith("trace:2: not valid JSON (column ");
    assertThat(mooncake("[1,2]")).startsWith("trace:2: row '[' does not begin with '{'");
    assertThat(mooncake("7")).startsWith("trace:2: row '7' does not begin with '{'");
    assertThat(mooncake("{\"timestamp\":0,\"output_length\":5}"))
        .startsWith("trace:2: input_length is missing");
    assertThat(mooncake("{\"timestamp\":0,\"input_length\":\"5\",\"output_length\":1}"))
        .startsWith("trace:2: input_length '5' is not a number");
    assertThat(mooncake("{\"timestamp\":0,\"input_length\":null,\"output_length\":1}"))
        .startsWith("trace:2: input_length 'null' is not a number");
    String nan = "{\"timestamp\":NaN,\"input_length\":5,\"output_length\":1}";
    assertThat(mooncake(nan)).startsWith("trace:2: timestamp 'NaN' is not a number");
    assertThat(Traces.refusal(nan)).startsWith("trace:1: timestamp 'NaN' is not a number");
    assertThat(
            mooncake("{\"timestamp\":0,\"input_length\":5,\"input_length\":5,\"output_length\":1}"))
        .startsWith("trace:2: input_length '5' stands twice");
    assertThat(mooncake("{\"timestamp\":0,\"input_length\":3000000000,\"output_length\":1}"))
        .startsWith("trace:2: input_length '3000000000' is more tokens");
    assertThat(
            mooncake(
                "{\"timestamp\":0,\"input_length\":5,\"output_length\":1,\"hash_ids\":[1,2,3]}"))
        .startsWith("trace:2: hash_ids '3 ids' do not match input_length 5 with blocks of 512");
    assertThat(
            mooncake("{\"timestamp\":0,\"input_length\":5,\"output_length\":1,\"hash_ids\":[1.5]}"))
        .startsWith("trace:2: hash_ids '1.5' is not a whole number");
    assertThat(mooncake("{\"timestamp\":0,\"input_length\":5,\"output_length\":1,\"hash_ids\":7}"))
        .startsWith("trace:2: hash_ids '7' is not an array");
    assertThat(
            mooncake(
                "{\"timestamp\":0,\"input_length\":5,\"output_length\":1,\"hash_ids\":[99999999999999999999]}"))
        .startsWith("trace:2: ");
  }

  @Test
  void negativeBlockIdsAndAParentOfItselfAreNamed() {
    assertThat(
            mooncake("{\"timestamp\":0,\"input_length\":5,\"output_length\":1,\"hash_ids\":[-3]}"))
        .startsWith("trace:2: hash_ids '-3' is negative, which no block id is");
    assertThat(
            Traces.refusal(
                "{\"chat_id\":7,\"parent_chat_id\":7,\"timestamp\":0,\"input_length\":5,"
                    + "\"output_length\":1,\"hash_ids\":[1]}\n"))
        .startsWith("trace:1: parent_chat_id '7' is the request itself");
  }

  @Test
  void aRowOfAnotherFormatAmongMooncakesIsNamed() {
    assertThat(
            mooncake(
                "{\"chat_id\":1,\"parent_chat_id\":-1,\"timestamp\":6.1,\"input_length\":5,"
                    + "\"output_length\":1,\"hash_ids\":[1]}\n"))
        .startsWith("trace:2: parent_chat_id '-1' is of another format than the rows above");
  }

  @Test
  void anAgenticRequestBeforeTheOneAboveItIsNamed() {
    assertThat(
            Traces.refusal(
                "{\"id\":\"a\",\"block_size\":64,\"requests\":[{\"t\":5,\"in\":9,\"out\":1},"
                    + "{\"t\":4,\"in\":9,\"out\":1}]}"))
        .startsWith("trace:1: request 1 t '4.0 s' is before the request above it, at 5.0 s");
  }

  @Test
  void anAgenticRequestOfAnUnknownKindIsNamed() {
    assertThat(
            Traces.refusal(
                "{\"id\":\"a\",\"block_size\":64,\"requests\":[{\"t\":5,\"type\":\"subagnt\","
                    + "\"in\":9,\"out\":1}]}"))
        .startsWith("trace:1: type 'subagnt' is not a kind of request");
  }

  @Test
  void aTextBeyondAllMeasureIsCalledSo() {
    assertThat(mooncake("{\"timestamp\":0,\"text_input\":\"" + "x".repeat(5_000_000) + "\"}"))
        .startsWith("trace:2: not valid JSON")
        .contains("a text is longer than 4194304 characters");
  }

  private static String turn(String session, String when) {
    return "{\"session_id\":\""
        + session
        + "\",\""
        + when
        + ",\"input_length\":5,\"output_length\":1}\n";
  }

  @Test
  void turnsThatWaitAreNotOutOfOrder() throws IOException {
    String rows =
        turn("a", "timestamp\":0") + turn("a", "delay\":9000") + turn("b", "timestamp\":2");
    String late = turn("c", "timestamp\":1");
    for (String text : new String[] {rows, rows + late}) {
      try (var source = Traces.open(Traces.bytes(text), TraceOptions.DEFAULTS)) {
        while (source.advance()) {
          assertThat(source.inputTokens()).isPositive();
        }
        assertThat(source.counts().noted().getOrDefault("out-of-order", 0L))
            .isEqualTo(text.equals(rows) ? 0L : 1L);
      }
    }
  }

  @Test
  void mixedFormatsAreRefusedAtTheFirstForeignRow() {
    assertThat(azure(JSON)).startsWith("trace:3: ");
    assertThat(mooncake(ROW)).startsWith("trace:2: ");
  }

  @Test
  void aBombOfNestedJsonIsRefusedInBoundedMemory() {
    assertThat(mooncake("{\"x\":" + "[".repeat(2_000_000))).startsWith("trace:2: ");
  }

  @Test
  void aLineWithoutEndIsRefusedInBoundedMemory() throws IOException {
    InputStream endless =
        new InputStream() {
          private long given;

          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            byte[] header = Traces.bytes(Traces.AZURE);
            if (given == 0) {
              System.arraycopy(header, 0, into, offset, 2);
              given = 2;
              return 2;
            }
            if (given < header.length) {
              int count = Math.min(length, (int) (header.length - given));
              System.arraycopy(header, (int) given, into, offset, count);
              given += count;
              return count;
            }
            Arrays.fill(into, offset, offset + length, (byte) '1');
            return length;
          }
        };
    try (var source = TraceFiles.open("endless", endless, TraceOptions.DEFAULTS)) {
      assertThatThrownBy(source::advance)
          .isInstanceOf(TraceException.class)
          .hasMessageStartingWith("endless:2: the line is longer than 1048576 bytes");
    }
  }

  @Test
  void aTruncatedGzipIsToldWithTheLineItBreaksOffAt() {
    StringBuilder text = new StringBuilder(Traces.AZURE);
    for (int i = 0; i < 40_000; i++) {
      text.append("2023-11-16 18:15:46.").append(1000000 + i * 37).append(',').append(i + 1);
      text.append(",5\n");
    }
    byte[] whole = Traces.gzip(Traces.bytes(text.toString()));
    assertThat(Traces.refusal(Arrays.copyOf(whole, whole.length / 2), TraceOptions.DEFAULTS))
        .matches("trace:\\d{4,5}: the gzip stream ends here, before its end mark.*copy it again");
    assertThat(Traces.refusal(Arrays.copyOf(whole, whole.length - 3), TraceOptions.DEFAULTS))
        .contains("the gzip stream ends here");
    assertThat(Traces.refusal(Arrays.copyOf(whole, 5), TraceOptions.DEFAULTS))
        .contains("ends within its header");
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 0x55;
    damaged[whole.length / 2 + 1] ^= 0x55;
    assertThat(Traces.refusal(damaged, TraceOptions.DEFAULTS)).startsWith("trace:");
  }

  @Test
  void aBrokenZstdStreamIsToldWithTheLineItBreaksOffAt() throws IOException {
    StringBuilder text = new StringBuilder(Traces.AZURE);
    for (int i = 0; i < 40_000; i++) {
      text.append("2023-11-16 18:15:46.").append(1000000 + i * 37).append(',').append(i + 1);
      text.append(",5\n");
    }
    byte[] whole = Traces.zstd(Traces.bytes(text.toString()));
    assertThat(Traces.read(whole, TraceOptions.DEFAULTS)).hasSize(40_000);
    byte[] twice = Arrays.copyOf(whole, whole.length * 2);
    System.arraycopy(whole, 0, twice, whole.length, whole.length);
    assertThat(Traces.refusal(twice, TraceOptions.DEFAULTS))
        .as("the second frame is read too, and begins with a header")
        .startsWith("trace:40002: TIMESTAMP 'TIMESTAMP' is not a time");
    assertThat(Traces.refusal(Arrays.copyOf(whole, whole.length * 3 / 4), TraceOptions.DEFAULTS))
        .matches("trace:\\d+: the zstd stream ends here, before its end mark.*copy it again");
    for (int kept : new int[] {4, 5, 9, whole.length - 1}) {
      assertThat(Traces.refusal(Arrays.copyOf(whole, kept), TraceOptions.DEFAULTS))
          .contains("the zstd stream ends here");
    }
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 0x55;
    assertThat(Traces.refusal(damaged, TraceOptions.DEFAULTS)).startsWith("trace:");
    byte[] garbage = Arrays.copyOf(whole, whole.length + 7);
    assertThat(Traces.refusal(garbage, TraceOptions.DEFAULTS))
        .contains("the zstd stream is damaged here");
  }

  @Test
  void aSecondGzipMemberThatIsDamagedIsNotLostInSilence() throws IOException {
    byte[] one = Traces.gzip(Traces.bytes(Traces.AZURE + ROW));
    byte[] two = Traces.gzip(Traces.bytes(ROW));
    for (int kept : new int[] {1, 2, 5, 9, 12, two.length - 4}) {
      byte[] cut = Arrays.copyOf(one, one.length + kept);
      System.arraycopy(two, 0, cut, one.length, kept);
      assertThat(Traces.refusal(cut, TraceOptions.DEFAULTS))
          .as("%d bytes of the second member", kept)
          .contains("the gzip stream");
    }
    byte[] other = Arrays.copyOf(one, one.length + 7);
    Arrays.fill(other, one.length, other.length, (byte) 'x');
    assertThat(Traces.refusal(other, TraceOptions.DEFAULTS)).contains("no further gzip member");
    // A member whose end falls anywhere within the buffers is whole all the same.
    for (int rows = 1; rows < 40; rows++) {
      byte[] whole = Traces.gzip(Traces.bytes(Traces.AZURE + ROW.repeat(rows)));
      assertThat(Traces.read(whole, TraceOptions.DEFAULTS)).hasSize(rows);
    }
  }

  @Test
  void aTruncatedMooncakeGzipIsTold() throws IOException {
    byte[] whole = Files.readAllBytes(SharedData.file("traces/mooncake_conversation.jsonl.gz"));
    assertThat(Traces.refusal(Arrays.copyOf(whole, whole.length / 2), TraceOptions.DEFAULTS))
        .matches("trace:\\d{4,5}: the gzip stream ends here, before its end mark.*copy it again");
  }

  @Test
  void impossibleOptionsAreRefusedAtCreation() {
    assertThatThrownBy(() -> TraceOptions.DEFAULTS.withSpeed(0))
        .hasMessage("speed is 0.0; it must be above 0 and below 1e12");
    assertThatThrownBy(() -> TraceOptions.DEFAULTS.withSpeed(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TraceOptions.DEFAULTS.withWindow(5, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TraceOptions.DEFAULTS.withFirstRequests(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
