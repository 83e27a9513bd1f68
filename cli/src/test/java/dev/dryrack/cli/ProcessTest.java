package dev.dryrack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: pipes, full disks and signals. */
@Tag("slow")
final class ProcessTest {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir Path folder;

  @Test
  void aClosedPipeEndsWithAMessage() throws Exception {
    Path err = folder.resolve("err");
    String call = quoted(command("catalog", "--json")) + " 2>" + err + " | head -n 1";
    Process shell = new ProcessBuilder("sh", "-c", call).start();
    String first = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first).isEqualTo("{\n");
    String message = Files.readString(err);
    assertThat(message).doesNotContain("\tat ");
    assertThat(message.isEmpty() || message.contains("cannot write to standard output")).isTrue();
  }

  @Test
  void aFullDiskEndsWithAMessageAndExitCodeOne() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "there is no /dev/full here");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command("catalog"))
            .redirectOutput(full.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(err))
        .contains("cannot write to standard output")
        .doesNotContain("\tat ");
  }

  @Test
  void anInterruptedProcessReportsAndExitsWith130() throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                command(
                    "run",
                    "--model",
                    "llama-3.1-8b",
                    "--on",
                    "h100",
                    "--gpus",
                    "1",
                    "--json",
                    "--request-rate",
                    "20",
                    "--isl",
                    "100",
                    "--osl",
                    "20",
                    "--num-prompts",
                    "100000000"))
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(3, TimeUnit.SECONDS)).as("it runs for long").isFalse();
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    Json json = Json.parse(Files.readString(out));
    assertThat(json.map("sim").flag("interrupted")).isTrue();
    assertThat(json.number("completed")).isPositive();
  }

  private static List<String> command(String... args) {
    List<String> command = new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(args));
    return command;
  }

  private static String quoted(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      line.append(line.isEmpty() ? "" : " ").append('\'').append(word).append('\'');
    }
    return line.toString();
  }
}
