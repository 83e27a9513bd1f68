package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 50 million steps of the whole serving model in a heap of 60 MiB that is never collected. */
@Tag("slow")
final class EpsilonProofTest {

  private record Exit(int code, String output) {}

  @Test
  void fiftyMillionStepsUnderEveryScheduleNeedNoMemory() throws Exception {
    Exit exit = run("engine");
    assertThat(exit.code).as(exit.output).isZero();
  }

  @Test
  void anObjectAStepRunsOutOfMemory() throws Exception {
    Exit exit = run("objects");
    assertThat(exit.code).as(exit.output).isNotZero();
    assertThat(exit.output).contains("OutOfMemoryError");
  }

  private static Exit run(String what) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+UseEpsilonGC",
                "-Xms60m",
                "-Xmx60m",
                "-cp",
                System.getProperty("java.class.path"),
                EpsilonProgram.class.getName(),
                what)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Exit(process.exitValue(), output);
  }
}
