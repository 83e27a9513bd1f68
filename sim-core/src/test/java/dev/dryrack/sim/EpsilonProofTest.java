package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 50 million events in a heap of 24 MiB that is never collected, and the control that dies. */
@Tag("slow")
final class EpsilonProofTest {

  private record Exit(int code, String output) {}

  @Test
  void fiftyMillionEventsNeedNoMemory() throws Exception {
    Exit exit = run("HYBRID");
    assertThat(exit.code).as(exit.output).isZero();
  }

  @Test
  void aQueueOfObjectsRunsOutOfMemory() throws Exception {
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
                "-Xms24m",
                "-Xmx24m",
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
