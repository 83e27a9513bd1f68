package dev.dryrack.benchmarks.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTableTest {

  private final KernelUnderTest hybrid = new DryrackKernel.Hybrid();
  private final KernelUnderTest sorted = new DryrackKernel.SortedArray();
  private final KernelUnderTest baseline = new PriorityQueueKernel();
  private final KernelTable table =
      new KernelTable(List.of("hold-100", "hold-10000"), List.of(hybrid, sorted, baseline));

  @Test
  void whatIsMissingIsNamedAndTellsNotMeasuredFromNotMadeForIt() {
    table.put("hold-100", hybrid, cell(30, 0));

    assertThat(table.missing())
        .containsExactly("hold-100 (dryrack-sorted-array, PriorityQueue)", "hold-10000");
    assertThat(table.text())
        .contains("| dryrack-hybrid | 30.0 (0) | ? |")
        .contains("| dryrack-sorted-array | ? | - |")
        .contains("NOT MEASURED: hold-100 (dryrack-sorted-array, PriorityQueue); hold-10000.")
        .contains("No gate fails in what was measured.");
  }

  @Test
  void aWholeTableWithinItsBoundsHoldsAllGates() {
    fill(cell(30, 0.4), cell(60, 40));

    assertThat(table.failures()).isEmpty();
    assertThat(table.text())
        .contains("| hold-100: at least 2 times PriorityQueue's speed (gate) | 2.0 | reached |")
        .contains("All gates hold.");
  }

  @Test
  void aSlowListAnAllocatingOneAndACrashFailTheirGates() {
    fill(cell(31, 0), cell(60, 40));
    table.put("hold-10000", hybrid, cell(10, 16));
    table.put("hold-100", sorted, null);

    assertThat(table.failures())
        .containsExactly(
            "hold-100: dryrack-sorted-array crashed",
            "hold-10000: dryrack-hybrid, 16.00 bytes an event, not 0",
            "hold-100: at least 2 times PriorityQueue's speed (gate): 1.94");
    assertThat(table.text()).contains("| dryrack-sorted-array | crashed | - |");
  }

  @Test
  void aMissedTargetThatIsNoGateFailsNothing() {
    fill(cell(50, 0), cell(200, 40));

    assertThat(table.text())
        .contains("| hold-100: at most 30 ns | 50.0 | MISSED |")
        .contains("All gates hold.");
  }

  private void fill(KernelTable.Cell own, KernelTable.Cell peer) {
    table.put("hold-100", hybrid, own);
    table.put("hold-100", sorted, own);
    table.put("hold-100", baseline, peer);
    table.put("hold-10000", hybrid, cell(peer.cpuNanos() / 4, 0));
    table.put("hold-10000", baseline, peer);
  }

  private static KernelTable.Cell cell(double cpuNanos, double bytes) {
    return new KernelTable.Cell(cpuNanos, bytes, 0.1);
  }
}
