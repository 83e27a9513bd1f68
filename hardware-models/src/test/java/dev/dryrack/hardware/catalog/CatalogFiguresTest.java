package dev.dryrack.hardware.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.dryrack.hardware.Basis;
import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogFiguresTest {

  private final SystemCatalog catalog = SystemCatalog.builtIn();

  @Test
  void anNvl72ReportsMoreBytesThanItsMarketingGigabytes() {
    // 72 x 189,471 MiB as nvidia-smi reports them; "13.4 TB" in NVIDIA's table.
    Cluster rack = new Cluster(catalog.system("gb200-nvl72"), 72);
    assertThat(rack.memoryBytes()).isEqualTo(14_304_581_517_312L);
    Cluster ultra = new Cluster(catalog.system("gb300-nvl72"), 72);
    assertThat(ultra.memoryBytes()).isEqualTo(21_456_985_522_176L);
    assertThat(catalog.gpu("h100-sxm").memoryBytes()).isEqualTo(85_520_809_984L);
    assertThat(catalog.gpu("gb200").marketingMemoryGigabytes()).isEqualTo(186);
  }

  @Test
  void arithmeticIsDenseNotSparse() {
    GpuSpec gb200 = catalog.gpu("gb200");
    // NVIDIA's 20 / 10 / 5 PFLOP/s are with 2:4 sparsity.
    assertThat(gb200.fp4FlopsPerSecond()).isEqualTo(10e15);
    assertThat(gb200.fp8FlopsPerSecond()).isEqualTo(5e15);
    assertThat(gb200.bf16FlopsPerSecond()).isEqualTo(2.5e15);
    GpuSpec h100 = catalog.gpu("h100-sxm");
    // 132 SMs x 4096 FLOP per clock x 1.83 GHz
    assertThat(h100.bf16FlopsPerSecond()).isCloseTo(132 * 4096 * 1.83e9, withinPercentage(0.1));
    assertThat(h100.fp4FlopsPerSecond()).isZero();
  }

  @Test
  void memoryAndItsBandwidthAreThoseReportedByTheDevice() {
    // 7,680 bit x 3,996 MHz x 2, not the 8 TB/s of the table
    assertThat(catalog.gpu("b200-sxm").memoryBytesPerSecond()).isEqualTo(7.672e12);
    for (GpuSpec gpu : catalog.gpus()) {
      double ratio = gpu.memoryBytes() / (gpu.marketingMemoryGigabytes() * 1e9);
      // Where the CPU shares the memory, the GPU gets 7/8 of it or more.
      boolean shared = gpu.hostLinkBytesPerSecond() == gpu.memoryBytesPerSecond();
      assertThat(ratio).as(gpu.id()).isBetween(shared ? 0.87 : 1.0, 1.08);
    }
  }

  @Test
  void everyFigureNamesItsSourceAndEveryRuleIsStated() {
    for (SystemSpec system : catalog.systems()) {
      assertThat(system.sources().keySet())
          .containsExactly("gpusPerNode", "gpusPerDomain", "hostMemoryBytesPerGpu", "watts");
      assertThat(system.gpu().sources().keySet())
          .contains("bf16FlopsPerSecond", "memoryBytes", "memoryBytesPerSecond", "tdpWatts");
      assertThat(catalog.figuresOf(system)).hasSizeGreaterThan(16);
      for (Figure figure : catalog.figuresOf(system)) {
        String name = system.id() + " " + figure;
        assertThat(figure.source()).as(name).isNotBlank();
        if (figure.source().startsWith("an assumption of dryrack's")) {
          assertThat(figure.note()).as(name).isNotBlank();
          assertThat(figure.basis()).as(name).isEqualTo(Basis.ASSUMED);
        }
        if (figure.source().startsWith("from memory")) {
          assertThat(figure.basis()).as(name).isEqualTo(Basis.ASSUMED);
        }
      }
      assertThat(system.prices()).isNotEmpty();
      for (GpuPrice price : system.prices()) {
        assertThat(price.source()).as(system.id()).isNotBlank();
        if (price.source().startsWith("an assumption of dryrack's")) {
          assertThat(price.assumed()).as(system.id()).isTrue();
          assertThat(price.source()).contains("no quotation found");
        }
      }
      assertThat(catalog.sourcesOf(system)).doesNotHaveDuplicates().hasSizeGreaterThan(5);
    }
  }

  @Test
  void assumedPricesFollowTheirRules() {
    double gb200 = catalog.system("gb200-nvl72").defaultPrice().usdPerGpuHour();
    assertPrice("gb300-nvl72", gb200 * 5.00 / 4.50);
    assertPrice("vr-nvl72", gb200 * 22 / 8);
    assertPrice("mi355x", catalog.system("mi300x").defaultPrice().usdPerGpuHour() * 8.0 / 5.3);
    assertPrice("h800", catalog.system("h100").defaultPrice().usdPerGpuHour());
  }

  private void assertPrice(String system, double expected) {
    GpuPrice price = catalog.system(system).defaultPrice();
    assertThat(price.assumed()).isTrue();
    assertThat(price.usdPerGpuHour()).as(system).isCloseTo(expected, within(0.0051));
  }

  @Test
  void whatIsNotYetSoldIsMarkedPreliminary() {
    SystemSpec rubin = catalog.system("vr-nvl72");
    assertThat(rubin.name()).contains("preliminary");
    assertThat(catalog.figuresOf(rubin.gpu()))
        .allMatch(f -> f.basis() == Basis.PRELIMINARY || f.basis() == Basis.ASSUMED);
    for (GpuSpec gpu : catalog.gpus()) {
      if (!gpu.id().equals("vr200")) {
        assertThat(catalog.figuresOf(gpu)).noneMatch(f -> f.basis() == Basis.PRELIMINARY);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a100-sxm-80, a100",
    "h100-sxm, h100",
    "h800-sxm, h800",
    "h20-sxm, h20",
    "h200-sxm, h200",
    "b200-sxm, b200",
    "b300-sxm, b300",
    "gb200, gb200-nvl72",
    "gb300, gb300-nvl72",
    "mi300x, mi300x",
    "mi355x, mi355x",
  })
  void figuresAgreeWithTheReferenceData(String accelerator, String systemId) {
    FactReader all =
        FactReader.lenient(
            FactDocument.read(SharedData.file("facts/hardware.json"), new Problems()),
            new Problems());
    FactReader facts = all.map("accelerators").map(accelerator);
    FactReader flops = facts.map("flops_dense");
    SystemSpec system = catalog.system(systemId);
    GpuSpec gpu = system.gpu();
    assertThat(gpu.id()).isEqualTo(accelerator);
    assertThat(gpu.bf16FlopsPerSecond()).isEqualTo(number(flops, "bf16"));
    assertThat(gpu.fp8FlopsPerSecond()).isEqualTo(number(flops, "fp8"));
    assertThat(gpu.fp4FlopsPerSecond()).isEqualTo(number(flops, "fp4"));
    assertThat((double) gpu.memoryBytes()).isEqualTo(number(facts, "hbm_reported_bytes"));
    assertThat(gpu.marketingMemoryGigabytes()).isEqualTo(number(facts, "hbm_marketing_gb"));
    double queried = number(facts, "hbm_bw_devicequery");
    double bandwidth = queried > 0 ? queried : number(facts, "hbm_bw");
    assertThat(gpu.memoryBytesPerSecond()).isCloseTo(bandwidth, within(1.0));
    if (facts.has("sms")) {
      assertThat((double) gpu.streamingMultiprocessors()).isEqualTo(number(facts, "sms"));
    }
    assertThat(gpu.tdpWatts()).isEqualTo(number(facts, "tdp_w"));
    FactReader scaleUp = facts.map("scaleup");
    assertThat(system.scaleUp().bytesPerSecond()).isEqualTo(number(scaleUp, "per_gpu_uni"));
    assertThat((double) system.gpusPerDomain()).isEqualTo(number(scaleUp, "domain"));
    assertThat(system.scaleUp().inNetworkReduction()).isEqualTo(scaleUp.bool("sharp"));
    assertThat(system.scaleOut().bytesPerSecond() * 8 / 1e9).isEqualTo(number(facts, "nic_gbps"));
    all.problems().throwIfAny();
  }

  private static double number(FactReader facts, String key) {
    return facts.decimal(key, 0, 1e30, 0);
  }
}
