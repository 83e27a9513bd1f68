package dev.dryrack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Json;
import dev.dryrack.cli.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a table of measurements to a file that changes predictions. */
final class CalibrateCommandTest {

  @TempDir private Path folder;

  /** Multiplications that take 100 µs and read their weights at half of 3.35 TB/s. */
  private String slowKernels() throws IOException {
    StringBuilder csv = new StringBuilder("gemm_dtype,m,n,k,latency\n");
    for (int n = 1024; n <= 65_536; n *= 2) {
      for (int k = 1024; k <= 65_536; k *= 2) {
        for (int m = 1; m <= 64; m *= 8) {
          double millis = 0.1 + 2.0 * n * k / (0.5 * 3.35e12) * 1e3;
          csv.append(String.format(Locale.ROOT, "bfloat16,%d,%d,%d,%.6f%n", m, n, k, millis));
        }
      }
    }
    return Files.writeString(folder.resolve("gemm.csv"), csv).toString();
  }

  private static double tpot(String... more) {
    String[] usual = {
      "estimate",
      "llama-3.1-8b",
      "--on",
      "h100",
      "--gpus",
      "1",
      "--quantization",
      "bf16",
      "--isl",
      "1000",
      "--osl",
      "200",
      "--concurrency",
      "8",
      "--json"
    };
    String[] all = java.util.Arrays.copyOf(usual, usual.length + more.length);
    System.arraycopy(more, 0, all, usual.length, more.length);
    Cli.Result cli = Cli.run(all);
    assertThat(cli.code()).as(cli.err()).isEqualTo(ExitCode.OK);
    return 1e3 * Json.parse(cli.out()).map("tpot_seconds").number("mid");
  }

  @Test
  void whatIsFittedIsWhatPredictsAfterwards() throws IOException {
    String out = folder.resolve("mine.yaml").toString();
    Cli.Result cli =
        Cli.run(
            "calibrate", "--kernels", slowKernels(), "--gpu", "h100-sxm", "--out", out, "--json");
    assertThat(cli.code()).as(cli.err()).isEqualTo(ExitCode.OK);
    assertThat(Json.parse(cli.out()).objects("kernels")).hasSize(1);
    double before = tpot();
    double after = tpot("--calibration", out);
    // 32 layers of 4 multiplications and the head lose 37 µs each to fixed time at the least.
    assertThat(after).isGreaterThan(before + 5);
  }

  @Test
  void measurementsOfBothKindsOrNoneAreAnErrorOfUsage() throws IOException {
    Cli.Result none = Cli.run("calibrate");
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("name measurements of kernels (--kernels)");
    Cli.Result idle =
        Cli.run("calibrate", "--kernels", slowKernels(), "--gpu", "h100-sxm", "--tp", "4");
    assertThat(idle.code()).isEqualTo(ExitCode.USAGE);
    assertThat(idle.err()).contains("--tp has no effect here");
  }

  @Test
  void aDamagedCalibrationIsBadDataWithItsPlace() throws IOException {
    Path file = folder.resolve("bad.yaml");
    Files.writeString(file, "schema: dryrack-calibration/1\nkernals: []\n");
    Cli.Result cli =
        Cli.run(
            "estimate",
            "llama-3.1-8b",
            "--on",
            "h100",
            "--gpus",
            "1",
            "--isl",
            "1000",
            "--osl",
            "200",
            "--concurrency",
            "8",
            "--calibration",
            file.toString());
    assertThat(cli.code()).isEqualTo(ExitCode.DATA);
    assertThat(cli.err()).contains("bad.yaml:2").contains("kernels");
  }
}
