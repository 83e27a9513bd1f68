package dev.dryrack.hardware.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.facts.FactException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemCatalogTest {

  private final SystemCatalog catalog = SystemCatalog.builtIn();

  private SystemCatalog with(String text) {
    return catalog.withText("my.yaml", text);
  }

  private List<String> messages(String text) {
    FactException thrown = catchThrowableOfType(FactException.class, () -> with(text));
    assertThat(thrown).isNotNull();
    return thrown.messages();
  }

  @Test
  void theSystemsPeopleAskForAreThere() {
    assertThat(catalog.systems())
        .extracting(SystemSpec::id)
        .contains(
            "h100",
            "h200",
            "b200",
            "b300",
            "gb200-nvl72",
            "gb300-nvl72",
            "a100",
            "l40s",
            "mi300x",
            "mi355x",
            "vr-nvl72");
    assertThat(catalog.systemNames())
        .containsExactlyElementsOf(catalog.systems().stream().map(SystemSpec::id).toList());
    SystemSpec h100 = catalog.system("h100");
    assertThat(h100.gpusPerNode()).isEqualTo(8);
    assertThat(h100.gpusPerDomain()).isEqualTo(8);
    assertThat(h100.defaultGpus()).isEqualTo(8);
    assertThat(h100.scaleOut().bytesPerSecond()).isEqualTo(50e9);
    SystemSpec rack = catalog.system("gb200-nvl72");
    assertThat(rack.gpusPerNode()).isEqualTo(4);
    assertThat(rack.gpusPerDomain()).isEqualTo(72);
    assertThat(rack.defaultGpus()).isEqualTo(72);
    assertThat(rack.maxGpus()).isGreaterThan(72 * 2000);
    assertThat(rack.defaultPrice().usdPerGpuHour()).isEqualTo(10.5);
    assertThat(rack.defaultPrice().assumed()).isFalse();
    assertThat(rack.wattsPerGpu() * 72).isEqualTo(120e3);
  }

  @ParameterizedTest
  @CsvSource({
    "h100_sxm, h100",
    "H100-SXM, h100",
    "h200_sxm, h200",
    "b200_sxm, b200",
    "b300_sxm, b300",
    "gb200, gb200-nvl72",
    "GB200_NVL72, gb200-nvl72",
    "gb300, gb300-nvl72",
    "a100_sxm, a100",
    "l40s, l40s",
  })
  void otherNamesOfASystemAreAccepted(String alias, String id) {
    assertThat(catalog.system(alias).id()).isEqualTo(id);
  }

  @Test
  void anUnknownSystemOrGpuIsRefusedWithASuggestionAndTheList() {
    assertThatThrownBy(() -> catalog.system("gb200-nvl27"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown system 'gb200-nvl27'; did you mean 'gb200-nvl72'? Known:")
        .hasMessageContaining("mi300x");
    assertThatThrownBy(() -> catalog.gpu("h100-sxn"))
        .hasMessageStartingWith("unknown GPU 'h100-sxn'; did you mean 'h100-sxm'? Known:");
  }

  @Test
  void aUserCanAddAGpuALinkAndASystem(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        sources:
          quote: "our vendor's offer, 2026-11-20"
        gpus:
          my-gpu:
            extends: h100-sxm
            name: My GPU
            memory: {value: 100 GiB, basis: datasheet, source: quote}
        links:
          my-link:
            extends: nvlink4
            bandwidth: {value: 500 GB/s, basis: datasheet, source: quote}
        systems:
          my-pod:
            extends: gb200-nvl72
            name: My pod
            aliases: [pod]
            gpu: my-gpu
            scale_up: my-link
            prices:
              - {price: $2/h, contract: internal, date: 2026-11-20, basis: quoted, source: quote}
        """,
        StandardCharsets.UTF_8);
    SystemCatalog mine = catalog.withFile(file);
    SystemSpec pod = mine.system("pod");
    assertThat(pod.id()).isEqualTo("my-pod");
    assertThat(pod.gpu().memoryBytes()).isEqualTo(100L << 30);
    assertThat(pod.gpu().bf16FlopsPerSecond()).isEqualTo(989.4e12);
    assertThat(pod.gpu().sources().get("memoryBytes"))
        .isEqualTo("datasheet: our vendor's offer, 2026-11-20");
    assertThat(pod.scaleUp().bytesPerSecond()).isEqualTo(500e9);
    assertThat(pod.gpusPerDomain()).isEqualTo(72);
    assertThat(pod.defaultPrice().usdPerGpuHour()).isEqualTo(2);
    assertThat(pod.prices()).hasSize(1);
    assertThat(mine.system("gb200").id()).isEqualTo("gb200-nvl72");
    assertThat(mine.sourcesOf(pod)).contains("our vendor's offer, 2026-11-20");
    assertThatThrownBy(() -> catalog.system("my-pod")).hasMessageContaining("unknown system");
  }

  @Test
  void aUserCanReplaceAGpuAndEverySystemOfItFollows() {
    SystemCatalog mine =
        with(
            """
            sources: {smi: "nvidia-smi on our node, 2026-11-20"}
            gpus:
              h100-sxm:
                extends: h100-sxm
                memory: {value: 96 GiB, basis: measured, source: smi}
            systems:
              h100:
                extends: h100
                name: our H100s
            """);
    assertThat(mine.system("h100_sxm").gpu().memoryBytes()).isEqualTo(96L << 30);
    assertThat(mine.system("h100_sxm").name()).isEqualTo("our H100s");
    assertThat(mine.gpu("h200-sxm").memoryBytes()).isEqualTo(catalog.gpu("h200-sxm").memoryBytes());
    assertThat(catalog.system("h100").gpu().memoryBytes()).isEqualTo(85_520_809_984L);
    assertThat(mine.systems()).hasSameSizeAs(catalog.systems());
  }

  @Test
  void aKeySetTwiceDoesNotHideTheOtherMistakes() {
    assertThat(
            messages(
                """
                systems:
                  mine:
                    extends: h100
                    extends: h200
                    gpu: h101
                frobs: {}
                """))
        .hasSize(3)
        .anySatisfy(message -> assertThat(message).contains("my.yaml:4:5", "already set"))
        .anySatisfy(message -> assertThat(message).contains("my.yaml:5:10"))
        .anySatisfy(message -> assertThat(message).contains("my.yaml:6:1"));
  }

  @Test
  void aBrokenFileTellsEveryMistakeWithItsPlace() {
    assertThat(
            messages(
                """
                sources: {quote: "an offer, 2026"}
                gpus:
                  mine:
                    extends: h100-sxm
                    memory: 80 GB
                    memory_bandwith: {value: 3 TB/s, basis: datasheet, source: quote}
                    tdp: {value: 700, basis: datashet, source: qoute}
                    fp4: {value: 0 TFLOP/s, basis: datasheet, source: quote}
                systems:
                  Mine!:
                    extends: h101
                  pod:
                    extends: h100
                    gpu: h100
                    gpus_per_domain: {value: 12, basis: assumed, source: quote}
                    prices: []
                frobs: {}
                """))
        .containsExactly(
            "my.yaml:5:13: gpus.mine.memory: '80 GB' has no source; write {value: 80 GB, basis:"
                + " datasheet | measured | fitted | preliminary | assumed, source: a key of"
                + " 'sources'}",
            "my.yaml:6:5: gpus.mine.memory_bandwith: unknown key 'memory_bandwith'; did you mean"
                + " 'memory_bandwidth'? (known: name, architecture, bf16, fp8, fp4,"
                + " marketing_memory, memory, memory_bandwidth, l2, sms, boost_clock, host_link,"
                + " tdp)",
            "my.yaml:7:18: gpus.mine.tdp.value: '700' has no unit; use one of W, kW, MW, like '700"
                + " W'",
            "my.yaml:7:30: gpus.mine.tdp.basis: unknown value 'datashet'; did you mean"
                + " 'datasheet'? (known: datasheet, measured, fitted, preliminary, assumed)",
            "my.yaml:7:48: gpus.mine.tdp.source: unknown source 'qoute'; did you mean 'quote'? Else"
                + " add it under 'sources'",
            "my.yaml:8:18: gpus.mine.fp4.value: it is 0; write more than 0, like '989.4 TFLOP/s'",
            "my.yaml:10:3: systems[\"Mine!\"]: 'Mine!' is no id; use lower-case letters, digits,"
                + " dots, dashes and _",
            "my.yaml:11:14: systems[\"Mine!\"].extends: nothing before it is called 'h101'; did"
                + " you mean 'h100'? (known: h100, h800, h20, h200, b200, b300, gb200-nvl72,"
                + " gb300-nvl72, vr-nvl72, a100, l40s, mi300x, mi355x, rtx-pro-6000, dgx-spark, m5-max,"
                + " m3-ultra)",
            "my.yaml:14:10: systems.pod.gpu: unknown id 'h100'; did you mean 'h100-sxm'?"
                + " (known:"
                + " a100-sxm-80, l40s, h100-sxm, h800-sxm, h20-sxm, h200-sxm, b200-sxm, b300-sxm,"
                + " gb200, gb300, vr200, mi300x, mi355x, rtx-pro-6000, gb10, m5-max, m3-ultra, mine)",
            "my.yaml:15:22: systems.pod.gpus_per_domain: 12 is not a multiple of gpus_per_node, 8;"
                + " a domain is of whole nodes",
            "my.yaml:16:13: systems.pod.prices: there is no price; write a list of at least one",
            "my.yaml:17:1: frobs: unknown key 'frobs'; known: sources, links, drives, gpus, systems");
  }

  @Test
  void anIncompleteEntryNamesEachMissingKey() {
    assertThat(messages("links:\n  thin: {latency: }\n"))
        .anyMatch(m -> m.startsWith("my.yaml:2:9: links.thin: the key 'bandwidth' is missing"))
        .anyMatch(m -> m.contains("latency: it has no value"))
        .hasSize(3);
    assertThat(messages("systems:\n  pod: 3\n  box:\n"))
        .containsExactly(
            "my.yaml:2:8: systems.pod: it is a number; write a map of keys and values",
            "my.yaml:3:7: systems.box: it has no value; write one");
  }

  @Test
  void aNameThatWouldMeanTwoSystemsIsRefusedAtTheUsersPlace() {
    assertThat(messages("systems:\n  gb200:\n    extends: h100\n"))
        .containsExactly(
            "my.yaml:3:5: systems.gb200: 'gb200' would mean gb200 and gb200-nvl72; choose another"
                + " name");
    assertThat(messages("systems:\n  pod:\n    extends: h100\n    aliases: [h200]\n"))
        .containsExactly(
            "my.yaml:4:15: systems.pod.aliases[0]: 'h200' would mean h200 and pod; choose another"
                + " name");
  }

  @Test
  void aSourceOfTheCatalogueCannotBeGivenAnotherMeaning() {
    assertThat(messages("sources: {nccl-tuning: something else}\n"))
        .containsExactly(
            "my.yaml:1:24: sources.nccl-tuning: the source 'nccl-tuning' is already known; choose"
                + " another key");
  }

  @Test
  void readingTwiceGivesTheSame() {
    List<GpuSpec> again = with("sources: {}\n").gpus();
    assertThat(again).isEqualTo(catalog.gpus());
    assertThat(with("sources: {}\n").systems()).isEqualTo(catalog.systems());
  }
}
