package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces that {@code dryrack run} replays. */
final class RunTraceTest {

  @TempDir Path folder;

  @BeforeEach
  void writeTraces() throws IOException {
    SampleTraces.write(folder);
  }

  private Result call(String line) {
    return new Cli().directory(folder).call(line.split(" ", -1));
  }

  @Test
  void aRunTakesTheSameChangesAndProfiles() {
    String[] base = "run --model llama-3.1-8b --on h100 --gpus 1 --json".split(" ", -1);
    for (String load :
        List.of(
            "--trace azure.csv --speed 2 --start 60s --end 240s --num-prompts 50",
            "--trace blocks.jsonl --spread 3s --seed 3 --input-scale 0.5",
            "--profile azure-conv --num-prompts 50 --request-rate 3 --seed 2")) {
      Result result = new Cli().directory(folder).call(concat(base, load));
      assertThat(result.code()).as(result.err()).isZero();
    }
    for (String load :
        List.of(
            "--speed 2",
            "--trace azure.csv --profile azure-conv",
            "--profile azure-conv --isl 5",
            "--profile nobody",
            "--trace azure.csv --speed 1",
            "--trace azure.csv --open-loop",
            "--trace blocks.jsonl --open-loop",
            "--trace azure.csv --spread 3s",
            "--request-rate inf --burstiness 2",
            "--trace azure.csv --seed 3",
            "--trace azure.csv --speed 2 --trace-rate 2",
            "--trace azure.csv --trace-block-size 16",
            "--trace azure.csv --session-gap 3s",
            "--trace azure.csv --session-gap 60s",
            "--trace azure.csv --chars-per-token 4",
            "--trace azure.csv --turn-input new",
            "--trace azure.csv --over-context drop",
            "--trace azure.csv --zero-lengths keep",
            "--reorder-rows 3")) {
      Result result = new Cli().directory(folder).call(concat(base, load));
      assertThat(result.code()).as(load + result.err()).isEqualTo(2);
      assertThat(result.err()).isNotBlank().doesNotContain("\tat ");
    }
  }

  @Test
  void aSessionLoadThatWasGeneratedIsRunAgain() {
    assertThat(
            call("trace synth --request-rate 2 --turns 4 --think-time 8s --isl 100 --new-tokens 20"
                    + " --osl 10 --sessions 25 -o load.jsonl")
                .code())
        .isZero();
    String run = "run --model llama-3.1-8b --on h100 --gpus 1 --json --trace load.jsonl";
    Result refused = new Cli().directory(folder).call(run.split(" ", -1));
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err()).contains("state the size of blocks with --trace-block-size");
    Result read = new Cli().directory(folder).call((run + " --trace-block-size 16").split(" ", -1));
    assertThat(read.code()).as(read.err()).isZero();
    assertThat(Json.parse(read.out()).number("completed")).isEqualTo(100);
  }

  @Test
  void aRunReadsRowsAsItIsTold() throws IOException {
    Files.writeString(
        folder.resolve("rows.csv"),
        "arrived_at,num_prefill_tokens,num_decode_tokens\n0,9,0\n5,900,5\n1,9,-5\n");
    String run = "run --model llama-3.1-8b --on h100 --gpus 1 --json --trace rows.csv ";
    Result one =
        new Cli()
            .directory(folder)
            .call(
                (run + "--zero-lengths one --negative-lengths drop --max-context 100").split(" "));
    assertThat(one.code()).as(one.err()).isZero();
    assertThat(Json.parse(one.out()).number("completed")).isEqualTo(1);
    assertThat(one.err()).contains("negative-output 1", "over-context 1");
    Result late =
        new Cli()
            .directory(folder)
            .call((run + "--negative-lengths one --reorder-rows 1").split(" ", -1));
    assertThat(late.code()).isEqualTo(4);
    assertThat(late.err()).contains("rows.csv:4: arrived_at", "raise --reorder-rows");
  }

  /** A remedy that names a flag names one of the command that was called. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "arrived_at,num_prefill_tokens,num_decode_tokens\n0,9,9\n5,9,-5\n",
        "arrived_at,num_prefill_tokens,num_decode_tokens\n9,9,9\n5,9,5\n",
        "{\"timestamp\": 1, \"input_length\": 50, \"output_length\": 5, \"hash_ids\": [1,2]}\n",
        "[{\"conversations\": [{\"from\": \"human\", \"value\": \"a\"}]}]\n",
        "{\"text_input\": \"a\", \"output_length\": 5}\n",
        "arrived_at,num_prefill_tokens,num_decode_tokens\n0,9,9\n1e9,9,5\n"
      })
  void remediesNameFlagsOfTheCommand(String text) throws IOException {
    Files.writeString(folder.resolve("bad"), text);
    for (String line :
        List.of(
            "run --model llama-3.1-8b --on h100 --gpus 1 --reorder-rows 1 --trace bad",
            "trace inspect bad --reorder-rows 1",
            "trace convert bad --to azure-csv -o - --reorder-rows 1",
            "trace synth --fit bad -o - --reorder-rows 1")) {
      Result result = new Cli().directory(folder).call(line.split(" ", -1));
      assertThat(result.code()).as(result.err()).isEqualTo(4);
      String command = line.replaceFirst("((?:trace )?\\w+).*", "$1");
      String help = new Cli().call((command + " --help").split(" ", -1)).out();
      java.util.regex.Matcher flag =
          java.util.regex.Pattern.compile(" (--[a-z-]+)").matcher(result.err());
      assertThat(flag.find()).as(result.err()).isTrue();
      do {
        assertThat(help).as(command).contains(flag.group(1) + "=");
      } while (flag.find());
      assertThat(result.err()).doesNotContain("dryrack trace");
    }
  }

  @Test
  void aRunSaysThatItDoesNotReusePrefixesAndThatTurnsWait() {
    String[] base = "run --model llama-3.1-8b --on h100 --gpus 1 --json".split(" ", -1);
    Result blocks =
        new Cli().directory(folder).call(concat(base, "--trace blocks.jsonl --prefix-cache off"));
    assertThat(blocks.err()).contains("note: shared prefixes are not reused");
    assertThat(blocks.out()).contains("shared prefixes are not reused");
    Result turns = new Cli().directory(folder).call(concat(base, "--trace sessions.jsonl"));
    assertThat(turns.out()).contains("a turn waits for the one before it");
    Result open =
        new Cli().directory(folder).call(concat(base, "--trace sessions.jsonl --open-loop"));
    assertThat(open.out()).doesNotContain("a turn waits");
    Json closed = Json.parse(turns.out());
    assertThat(closed.number("completed")).isEqualTo(200);
    assertThat(closed.number("request_throughput"))
        .isLessThan(Json.parse(open.out()).number("request_throughput"));
  }

  @Test
  void aRunDoesNotSayThatTurnsWaitWhereTheyHaveTimes() throws IOException {
    Files.writeString(
        folder.resolve("timed.jsonl"),
        """
        {"timestamp": 0, "session_id": "a", "input_length": 50, "output_length": 5}
        {"timestamp": 9, "session_id": "a", "input_length": 50, "output_length": 5}
        """);
    Files.writeString(
        folder.resolve("mixed.jsonl"),
        Files.readString(folder.resolve("timed.jsonl"))
            + "{\"delay\": 9, \"session_id\": \"a\", \"input_length\": 50, \"output_length\": 5}\n");
    assertThat(
            call("run --model llama-3.1-8b --on h100 --gpus 1 --trace mixed.jsonl")
                .out()
                .replaceAll("\\s+", " "))
        .contains("; a turn that has no time of its own waits for the one before it");
    for (String trace : List.of("timed.jsonl", "blocks.jsonl")) {
      Result run = call("run --model llama-3.1-8b --on h100 --gpus 1 --trace " + trace);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out().replaceAll("\\s+", " ")).doesNotContain("a turn waits");
    }
  }

  private static String[] concat(String[] base, String more) {
    return (String.join(" ", base) + " " + more).split(" ", -1);
  }
}
