package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import dev.dryrack.cli.process.Interruption;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceCommandTest {

  @TempDir Path folder;

  @BeforeEach
  void writeTraces() throws IOException {
    SampleTraces.write(folder);
  }

  private Result trace(String line) {
    return new Cli().directory(folder).call(("trace " + line).split(" ", -1));
  }

  private Json inspected(String line) {
    Result result = trace("inspect " + line + " --json");
    assertThat(result.code()).as(result.err()).isZero();
    return Json.parse(result.out());
  }

  private long requests(String line) {
    return (long) inspected(line).number("requests");
  }

  @Test
  void aTraceIsDescribedInEightyColumns() {
    for (String what : List.of("azure.csv", "blocks.jsonl", "sessions.jsonl", "azure-conv")) {
      Result result = trace("inspect " + what);
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).contains("Lengths, tokens", "Arrivals", "Requests over time", "##");
      assertThat(result.out().lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }
  }

  @Test
  void theFactsAreThoseOfTheRows() {
    Json facts = inspected("azure.csv");
    assertThat(facts.number("rows_read")).isEqualTo(300);
    assertThat(facts.number("duration_seconds")).isEqualTo(299);
    assertThat(facts.number("requests_per_second")).isEqualTo(1);
    assertThat(facts.map("input_tokens").number("p50")).isEqualTo(249.5);
    assertThat(facts.objects("windows").get(1).number("index_of_dispersion")).isZero();
    Json prefix = inspected("blocks.jsonl --cache-blocks 2,5").map("prefix");
    assertThat(prefix.number("total_blocks")).isEqualTo(120);
    assertThat(prefix.number("distinct_blocks")).isEqualTo(5);
    assertThat(prefix.number("ideal_hit_blocks")).isEqualTo(115);
    assertThat(prefix.objects("lru").get(0).number("hit_blocks")).isEqualTo(59);
    assertThat(prefix.objects("lru").get(1).number("hit_blocks")).isEqualTo(115);
  }

  @Test
  void everyChangeHasItsEffect() {
    assertThat(inspected("azure.csv --speed 4").number("duration_seconds")).isEqualTo(74.75);
    assertThat(inspected("azure.csv --trace-rate 10").number("requests_per_second"))
        .isCloseTo(10, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(requests("azure.csv --start 60 --end 2min")).isEqualTo(60);
    assertThat(requests("azure.csv --num-prompts 17")).isEqualTo(17);
    assertThat(inspected("azure.csv --input-scale 2").map("input_tokens").number("min"))
        .isEqualTo(200);
    assertThat(inspected("azure.csv --output-scale 3").map("output_tokens").number("min"))
        .isEqualTo(30);
    assertThat(inspected("blocks.jsonl --spread 3s").map("gaps").number("zero_fraction")).isZero();
    assertThat(requests("sessions.jsonl --sessions 3")).isEqualTo(30);
    // The third of the sessions begins at 0.2 s and has nine turns more, 0.5 s apart; the 20th at
    // 1.9.
    assertThat(inspected("sessions.jsonl --sessions 3").number("duration_seconds")).isEqualTo(4.7);
    assertThat(
            inspected("sessions.jsonl --sessions 3 --trace-rate 10").number("requests_per_second"))
        .isCloseTo(10, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(requests("azure.csv --max-context 260 --input-scale 0.5")).isEqualTo(300);
    assertThat(
            inspected("azure.csv --max-context 500 --input-scale 2")
                .map("total_tokens")
                .number("max"))
        .isBetween(480.0, 500.0);
    assertThat(requests("sessions.jsonl --thin 0.5 --seed 4") % 10).isZero();
    assertThat(requests("azure.csv --max-context 200")).isLessThan(300);
    assertThat(inspected("azure.csv --max-context 200 --over-context truncate").number("requests"))
        .isEqualTo(300);
    assertThat(requests("azure.csv blocks.jsonl")).isEqualTo(360);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect",
        "inspect azure.csv --speed 1",
        "inspect azure.csv --speed 2 --trace-rate 3",
        "inspect azure.csv --seed 3",
        "inspect azure.csv --open-loop",
        "inspect azure.csv --request-rate 3",
        "inspect azure.csv --cache-blocks 100",
        "inspect azure.csv --trace-block-size 16",
        "inspect azure.csv --session-gap 3",
        "inspect azure.csv --chars-per-token 4",
        "inspect azure.csv --turn-input new",
        "inspect blocks.jsonl --chars-per-token 4",
        "inspect blocks.jsonl --turn-input new",
        "inspect blocks.jsonl --open-loop",
        "inspect azure.csv --spread 3s",
        "convert blocks.jsonl --open-loop --to azure-csv -o out.csv",
        "inspect azure.csv --cache-ttl 60",
        "inspect blocks.jsonl --cache-ttl soon",
        "inspect azure.csv --over-context drop",
        "inspect azure.csv --start 60 --end 30",
        "inspect azure.csv --start 3000",
        "inspect azure.csv --thin 1",
        "inspect azure.csv --zero-lengths maybe",
        "inspect azure-conv --speed 3",
        "inspect azure-conv --max-context 300",
        "inspect azure-conv --request-rate inf",
        "convert azure.csv -o out.csv",
        "convert azure.csv --to azure-csv",
        "convert azure.csv --to azure-cvs -o out.csv",
        "convert azure.csv --to azure-csv -o ./azure.csv",
        "synth --fit azure.csv -o azure.csv",
        "convert azure-conv --to azure-csv -o out.csv",
        "convert azure.csv --to azure-csv -o - --json",
        "synth",
        "synth azure-cnv -o out.jsonl",
        "synth azure-conv --name x -o out.jsonl",
        "synth azure-conv --fit azure.csv -o out.jsonl",
        "synth --fit azure.csv --to azure-csv -o out.json",
        "synth --fit azure.csv --num-prompts 20 -o out.json",
      })
  void whatHasNoEffectIsRefusedAndNothingIsWritten(String line) {
    Result result = trace(line);
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isNotBlank().doesNotContain("\tat ").doesNotContain("internal");
    assertThat(folder.toFile().list()).hasSize(3);
  }

  @Test
  void whatCannotMatterToAFormatIsRefusedBeforeAnyRowIsRead() throws IOException {
    // The second row is broken: who reads it says so.
    Files.writeString(folder.resolve("a.csv"), "num_prefill_tokens,num_decode_tokens\n1,1\nx,x\n");
    for (String flag : List.of("--speed 2", "--chars-per-token 4", "--turn-input new")) {
      Result result = trace("inspect a.csv " + flag);
      assertThat(result.code()).as(flag).isEqualTo(2);
      assertThat(result.err()).contains(flag.replaceAll(" .*", "") + " has no effect");
    }
    Files.writeString(folder.resolve("s.json"), "[{\"conversations\":[{]");
    for (String flag : List.of("--speed 2", "--turn-input new")) {
      Result result = trace("inspect s.json --chars-per-token 4 " + flag);
      assertThat(result.err()).contains(flag.replaceAll(" .*", "") + " has no effect");
    }
  }

  @Test
  void aCacheThatForgetsHitsLess() {
    Json prefix = inspected("blocks.jsonl --cache-ttl 1s,3s,1h").map("prefix");
    List<Json> lives = prefix.objects("time_to_live");
    assertThat(lives).hasSize(3);
    assertThat(lives.get(0).number("hit_blocks")).isEqualTo(40);
    assertThat(lives.get(2).number("hit_blocks")).isEqualTo(prefix.number("ideal_hit_blocks"));
    Json times = inspected("blocks.jsonl").map("times");
    assertThat(times.number("distinct")).isEqualTo(20);
    assertThat(times.number("most_at_once")).isEqualTo(3);
    assertThat(times.number("unit_seconds")).isEqualTo(3);
    assertThat(times.objects("common_gaps").get(0).number("times")).isEqualTo(19);
  }

  @Test
  void aTraceWithoutACommandIsAMistakeOfUsage() {
    Result result = new Cli().call("trace");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("inspect", "convert", "synth", "name a command");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00,x,5\n",
        "TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00,5\n",
        "TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00,-5,5\n",
        "{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 5\n",
        "no trace at all\n",
        "",
      })
  void aDefectIsNamedByFileAndLineAndLeavesNoFile(String text) throws IOException {
    Files.writeString(folder.resolve("bad"), text);
    for (String line : List.of("inspect bad", "convert bad --to vidur-csv -o out.csv")) {
      Result result = trace(line);
      assertThat(result.code()).as(result.err()).isEqualTo(4);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).containsPattern("bad:\\d+").doesNotContain("\tat ");
    }
    assertThat(Files.exists(folder.resolve("out.csv"))).isFalse();
    assertThat(Files.exists(folder.resolve("out.csv.part"))).isFalse();
  }

  @Test
  void aMissingFileIsBadInput() {
    assertThat(trace("inspect none.csv").code()).isEqualTo(4);
    assertThat(trace("inspect none.csv").err()).contains("none.csv");
  }

  @Test
  void aConvertedTraceHasTheSameStatistics() throws IOException {
    Result result = trace("convert blocks.jsonl --to mooncake-jsonl -o copy.jsonl.gz --json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Json.parse(result.out()).number("requests")).isEqualTo(60);
    try (var gzip = new GZIPInputStream(Files.newInputStream(folder.resolve("copy.jsonl.gz")))) {
      assertThat(gzip.readAllBytes()).isNotEmpty();
    }
    String first = trace("inspect blocks.jsonl --json").out().replace("blocks.jsonl", "X");
    String second = trace("inspect copy.jsonl.gz --json").out().replace("copy.jsonl.gz", "X");
    assertThat(second).isEqualTo(first);
  }

  @Test
  void whatAFormatCannotHoldIsCounted() {
    Result result = trace("convert blocks.jsonl --to azure-csv -o out.csv");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("note: 60 requests lost their prefix blocks");
    Result piped = trace("convert sessions.jsonl --to vidur-csv -o -");
    assertThat(piped.out()).startsWith("arrived_at,num_prefill_tokens,num_decode_tokens\n");
    assertThat(piped.out().lines()).hasSize(201);
    assertThat(piped.err()).contains("note: 200 requests lost their session");
  }

  @Test
  void aProfileMakesTheSameTraceForTheSameSeed() throws IOException {
    assertThat(trace("synth azure-conv --num-prompts 500 -o a.jsonl").code()).isZero();
    assertThat(trace("synth azure-conv --num-prompts 500 --seed 1 -o b.jsonl").code()).isZero();
    assertThat(trace("synth azure-conv --num-prompts 500 --seed 0 -o c.jsonl").code()).isZero();
    assertThat(folder.resolve("c.jsonl")).hasSameBinaryContentAs(folder.resolve("a.jsonl"));
    assertThat(Files.readString(folder.resolve("b.jsonl")))
        .isNotEqualTo(Files.readString(folder.resolve("a.jsonl")));
    assertThat(requests("a.jsonl")).isEqualTo(500);
  }

  @Test
  void aProfileFittedToATraceImitatesIt() {
    assertThat(trace("synth --fit azure.csv --name ours -o ours.json").code()).isZero();
    Json like = inspected("ours.json --num-prompts 20000 --request-rate 2");
    assertThat(like.number("requests_per_second"))
        .isCloseTo(2, org.assertj.core.data.Percentage.withPercentage(3));
    assertThat(like.map("input_tokens").number("p50"))
        .isCloseTo(249.5, org.assertj.core.data.Percentage.withPercentage(3));
  }

  @Test
  void anInterruptedConversionLeavesNoFile() {
    Interruption interruption = new Interruption();
    interruption.request();
    Result result =
        new Cli()
            .directory(folder)
            .interruption(interruption)
            .call("trace", "convert", "azure.csv", "--to", "vidur-csv", "-o", "out.csv");
    assertThat(result.code()).isEqualTo(130);
    assertThat(result.err()).contains("interrupted");
    assertThat(folder.toFile().list()).hasSize(3);
  }

  @Test
  void aClosedPipeIsNoSuccess() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    for (String line :
        List.of("trace inspect azure.csv", "trace convert azure.csv --to vidur-csv -o -")) {
      Result result = new Cli().directory(folder).call(closed, line.split(" ", -1));
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("Broken pipe").doesNotContain("\tat ");
    }
  }

  /** Two in three prompts repeat the first block, so roots and follow-ups differ in length. */
  @Test
  void aFitSaysTheMeanOfAllPromptsAndThatTicksAreLost() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      rows.append("{\"timestamp\": ").append(i / 3 * 3000).append(", \"output_length\": 5, ");
      rows.append(
          i % 3 == 0
              ? "\"input_length\": 512, \"hash_ids\": [" + (1000 + i) + "]}\n"
              : "\"input_length\": 2048, \"hash_ids\": [1, 2, 3, 4]}\n");
    }
    Files.writeString(folder.resolve("ticks.jsonl"), rows);
    double mean = inspected("ticks.jsonl").map("input_tokens").number("mean");
    Result fit = trace("synth --fit ticks.jsonl -o ticks.json --json");
    assertThat(fit.code()).as(fit.err()).isZero();
    assertThat(Json.parse(fit.out()).number("mean_input_tokens"))
        .isCloseTo(mean, org.assertj.core.data.Offset.offset(0.001 * mean));
    assertThat(fit.err()).contains("note: times are stamped in ticks of about 3s", "--spread 3s");
    assertThat(trace("synth --fit ticks.jsonl --spread 3s -o spread.json").err()).isEmpty();
  }

  @Test
  void theFirstTurnsOfImitatedSessionsAreSaidToBeNoWholeOnes() {
    Result cut = trace("inspect claude-code-agentic --num-prompts 300");
    assertThat(cut.err()).contains("sessions have turns left after 300 requests: early turns have");
    assertThat(cut.out()).containsPattern("remarked +\\d+: session-unfinished");
    assertThat(trace("inspect claude-code-agentic --sessions 3").err()).isEmpty();
    assertThat(trace("inspect azure-conv --num-prompts 300").err()).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereCannotBeWrittenTo() {
    Result result = trace("convert azure.csv --to vidur-csv -o none/out.csv");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("cannot write to none/out.csv");
  }

  @Test
  void aLoadIsDescribedByFlagsAndTheSameSeedGivesTheSameBytes() {
    String line =
        "synth --request-rate 5 --arrivals weibull --burstiness 0.6"
            + " --rate-curve sinusoid:period=1h,amplitude=0.5 --modulation on-off:on=5s,off=20s"
            + " --input-lengths lognormal:median=800,sigma=1,max=4096 --output-lengths"
            + " zipf:exponent=1.2,max=100 --length-correlation 0.3 --clients 7 --client-spread 0.2"
            + " --num-prompts 300 -o -";
    Result first = trace(line);
    assertThat(first.err()).isEmpty();
    assertThat(first.out().lines().count()).isEqualTo(300);
    assertThat(trace(line).out()).isEqualTo(first.out());
    assertThat(trace(line + " --seed 9").out()).isNotEqualTo(first.out());
  }

  @Test
  void sessionsAreDescribedByFlagsOrByAScenario() throws IOException {
    Result flags =
        trace(
            "synth --request-rate 2 --turns 4 --think-time exponential:mean=8s --isl 100"
                + " --new-tokens 20 --osl 10 --system-prompts 3 --system-tokens 160 --sessions 25"
                + " -o -");
    assertThat(flags.out().lines().count()).isEqualTo(100);
    Files.writeString(
        folder.resolve("load.yaml"),
        """
        load:
          request-rate: 2
          turns: 4
          think-time: exponential:mean=8s
          isl: 100
          new-tokens: 20
          osl: 10
          system-prompts: 3
          system-tokens: 160
          sessions: 25
        """);
    assertThat(trace("synth -f load.yaml -o -").out()).isEqualTo(flags.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--request-rate 5 --input-lengths lognormal:median=800|lacks sigma",
        "--request-rate 5 --input-lengths lognorml:median=800|did you mean 'lognormal'",
        "--request-rate 5 --input-lengths uniform:min=1,max=5,mean=3|no parameter 'mean'",
        "--request-rate 5 --input-lengths uniform:min=9,max=5|min 9 is above max 5",
        "--request-rate 5 --isl 5 --input-lengths 7|both give the prompt lengths",
        "--rate-curve sinusoid:period=1h,amplitude=0.5|without --request-rate",
        "--request-rate 5 --rate-curve sinusoid:period=1h,amplitude=2|amplitude is 2",
        "--request-rate inf --burstiness 2|has no effect with --request-rate inf",
        "--request-rate inf --arrivals weibull|has no effect with --request-rate inf",
        "--request-rate 5 --think-time 5s|without --turns",
        "--request-rate 5 --length-correlation 0.5|lengths are all alike",
        "--request-rate 5 --arrivals constant --burstiness 2|has no effect on constant gaps",
        "--request-rate 5 --sessions 3|this load has no sessions",
        "--request-rate 5 --speed 2|it changes a trace"
      })
  void whatContradictsItselfOrHasNoEffectIsRefused(String text) {
    String[] parts = text.split("\\|", -1);
    Result result = trace("synth " + parts[0] + " -o -");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(parts[1]);
  }
}
