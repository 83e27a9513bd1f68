package dev.dryrack.hardware.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SharedData;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.hardware.facts.FactException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether fits find what made the times, and what a user is told of a table. */
final class KernelCalibratorTest {

  private static final GpuSpec H100 = SystemCatalog.builtIn().gpu("h100-sxm");

  @TempDir private Path folder;

  private Path table(double[] constants) throws IOException {
    GemmFamily family = new GemmFamily(H100, Precision.BF16);
    StringBuilder csv = new StringBuilder("gemm_dtype,m,n,k,latency\n");
    for (int m = 1; m <= 16_384; m *= 4) {
      for (int n = 512; n <= 32_768; n *= 2) {
        for (int k = 512; k <= 16_384; k *= 2) {
          double millis = family.seconds(constants, new double[] {m, n, k}) * 1e3;
          csv.append(String.format(Locale.ROOT, "bfloat16,%d,%d,%d,%.9f%n", m, n, k, millis));
        }
      }
    }
    Path file = folder.resolve("gemm.csv");
    Files.writeString(file, csv);
    return file;
  }

  @Test
  void constantsThatMadeATableAreFoundAgain() throws IOException {
    double[] made = {5e-6, 0.62, 0.91, 3, 0.5, 0.2, 200};
    List<FittedFamily> fits = KernelCalibrator.fit(new KernelTable(H100).add(table(made)));
    assertEquals(1, fits.size());
    FittedFamily fit = fits.get(0);
    assertEquals("precision: bf16", fit.label());
    assertTrue(fit.medianError() < 0.01, "median " + fit.medianError());
    assertTrue(fit.ninetiethError() < 0.03, "p90 " + fit.ninetiethError());
    assertEquals("t0: 5.00 us", fit.constants().get(0));
    double memory = Double.parseDouble(fit.constants().get(2).substring("memory: ".length()));
    assertEquals(0.91, memory, 0.01);
  }

  @Test
  void oneShapeInFiveIsHeldOutWhateverTheOrderOfRows() {
    Observations all = new Observations();
    for (int m = 1; m <= 5000; m++) {
      all.add(1e-6, m, 4096, 4096);
    }
    int heldOut = all.part(true).size();
    assertEquals(5000, heldOut + all.part(false).size());
    assertEquals(1000, heldOut, 120);
  }

  @Test
  void rewritingChangesConstantsAndKeepsNotesAndWhatEnginesDoOtherwise() throws IOException {
    List<FittedFamily> fits =
        KernelCalibrator.fit(
            new KernelTable(H100).add(table(new double[] {5e-6, 0.62, 0.91, 3, 0.5, 0.2, 200})));
    String file =
        "- ids: [h100-sxm, h100]\n  gemm:\n    - {precision: bf16, engine_t0: true, t0: 1 us,"
            + " compute: 0.1, memory: 0.1, p: 1, points: 1, validity: \"mine\"}\n"
            + "- ids: [gb200]\n  gemm:\n    - {precision: bf16, t0: 1 us, memory: 0.1}\n";
    String changed = KernelCalibrator.rewrite(file, "h100-sxm", fits);
    assertTrue(changed.contains("t0: 1 us, compute: 0.62"), changed);
    assertTrue(changed.contains("validity: \"mine\""), changed);
    assertTrue(changed.endsWith("- {precision: bf16, t0: 1 us, memory: 0.1}\n"), changed);
    assertEquals(changed, KernelCalibrator.rewrite(changed, "h100-sxm", fits));
  }

  @Test
  void aFileThatIsNoTableOfKernelsIsRefusedWithWhatIsMissing() throws IOException {
    Path file = folder.resolve("other.csv");
    Files.writeString(file, "a,b\n1,2\n");
    FactException refused =
        assertThrows(FactException.class, () -> new KernelTable(H100).add(file));
    assertTrue(refused.messages().get(0).contains("other.csv:1: no table of kernels"));
    Files.writeString(file, "gemm_dtype,m,n,k,latency\nbfloat16,1,4096,40x6,1\n");
    refused = assertThrows(FactException.class, () -> new KernelTable(H100).add(file));
    assertTrue(refused.messages().get(0).contains("other.csv:2: k = '40x6' is not a number"));
  }

  /** The same code on the same tables gives the very constants that ship. */
  @Test
  @Tag("slow")
  void theConstantsThatShipAreTheFitted() throws IOException {
    Path kernels = SharedData.file("facts/kernels/full");
    KernelTable table = new KernelTable(SystemCatalog.builtIn().gpu("gb200"));
    for (String name : List.of("context", "generation")) {
      table.add(kernels.resolve("gb200__mla__trtllm__1.3.0rc20__" + name + "_mla_perf.csv.gz"));
    }
    String shipped =
        Files.readString(
            Path.of("src/main/resources/dev/dryrack/hardware/kernel/kernel-fits.yaml"));
    List<FittedFamily> fits = KernelCalibrator.fit(table);
    assertEquals(4, fits.size());
    assertEquals(shipped, KernelCalibrator.rewrite(shipped, "gb200", fits));
  }
}
