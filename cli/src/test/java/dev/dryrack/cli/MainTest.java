package dev.dryrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {

  @Test
  void helpListsTheCommandsAndTheExitCodes() {
    Result result = Cli.run("--help");
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("Commands:", "Exit codes:", "130  interrupted");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void withoutACommandTheHelpGoesToStderr() {
    Result result = Cli.run();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Usage: dryrack").contains("name a command");
  }

  @Test
  void theVersionIsALine() {
    Result result = Cli.run("--version");
    assertThat(result.code()).isZero();
    assertThat(result.out()).matches("dryrack \\S+ \\(Java .*\\)\n");
  }

  @Test
  void aMistypedCommandGetsASuggestion() {
    Result result = Cli.run("catalgo");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("no command 'catalgo'; did you mean 'catalog'?");
  }

  @Test
  void aMistypedOptionGetsASuggestion() {
    Result result = Cli.run("catalog", "--jsn");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("no option '--jsn'; did you mean '--json'?");
  }

  @Test
  void anOptionWithoutItsValueIsAMistakeOfUsage() {
    Result result = Cli.run("catalog", "--format");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--format").doesNotContain("\tat ");
  }

  @Test
  void contradictingFormatsAreRefused() {
    assertThat(Cli.run("catalog", "--json", "--format", "csv").code()).isEqualTo(2);
    Result unknown = Cli.run("catalog", "--format", "jsno");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean 'json'?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Broken pipe", "No space left on device"})
  void whatCannotBeWrittenIsToldAndIsNoSuccess(String reason) {
    for (String command : List.of("--help", "catalog")) {
      Result result = new Cli().call(new FailingStream(reason), command);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("cannot write to standard output: " + reason);
      assertThat(result.err()).doesNotContain("\tat ");
    }
  }

  @Test
  void everyHelpFitsEightyColumns() {
    List<String[]> calls = new ArrayList<>();
    calls.add(new String[] {"--help"});
    for (String command : List.of("fit", "estimate", "plan", "run", "compare", "catalog")) {
      calls.add(new String[] {command, "--help"});
    }
    calls.add(new String[] {"trace", "--help"});
    for (String command : List.of("inspect", "convert", "synth")) {
      calls.add(new String[] {"trace", command, "--help"});
    }
    for (String[] call : calls) {
      Result result = Cli.run(call);
      assertThat(result.code()).isZero();
      assertThat(result.out().lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }
  }

  @Test
  void theCatalogueFitsEightyColumnsAndNamesItsSources() {
    for (String what : List.of("systems", "gpus", "models", "gb200-nvl72", "h100-sxm", "kimi-k3")) {
      Result result = Cli.run("catalog", what);
      assertThat(result.code()).isZero();
      assertThat(result.out().lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }
    assertThat(Cli.run("catalog", "gb200-nvl72").out()).contains("datasheet: ", "Prices");
    assertThat(Cli.run("catalog", "kimi-k3").out()).contains("source: ");
    assertThat(Cli.run("catalog", "models", "--format", "csv").out().lines())
        .allSatisfy(line -> assertThat(line.split(",", -1).length).isGreaterThanOrEqualTo(5));
    assertThat(Json.parse(Cli.run("catalog", "--json").out()).keys())
        .containsExactly("schema", "dryrack", "systems", "gpus", "models");
    assertThat(Cli.run("catalog", "kimi-k9").err()).contains("did you mean");
  }

  private static final class FailingStream extends OutputStream {
    private final String reason;

    FailingStream(String reason) {
      this.reason = reason;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(reason);
    }
  }
}
