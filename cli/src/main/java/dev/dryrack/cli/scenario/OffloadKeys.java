package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.Quantity;
import dev.dryrack.cli.scenario.type.Text;
import dev.dryrack.cli.scenario.type.WholeNumber;
import dev.dryrack.hardware.facts.Dimension;
import java.util.List;

/** Keys of the memory below the GPUs that keeps KV blocks. */
public final class OffloadKeys {

  static final Section KEYS =
      new Section("offload", "Memory below the GPUs that keeps KV blocks; see docs/kv-offload.md");

  public static final ScenarioKey<Double> HOST =
      KEYS.automatic(
          "host",
          bytes(),
          "none",
          "Host memory of each node that keeps KV blocks which its GPUs lose",
          "--offload-host");
  public static final ScenarioKey<Double> HOST_BANDWIDTH =
      KEYS.automatic(
          "host-bandwidth",
          rate(),
          "the GPU's host link",
          "Between host memory and one GPU, in one direction",
          "--offload-host-bandwidth");
  public static final ScenarioKey<String> LOAD =
      KEYS.with(
          "load",
          new Choice(List.of("overlapped", "blocking")),
          "overlapped",
          "Whether a step computes while blocks are loaded from the host, or waits for them",
          "--offload-load");
  public static final ScenarioKey<Double> NVME =
      KEYS.automatic(
          "nvme",
          bytes(),
          "none",
          "Disks of each node that keep KV blocks which its host memory loses",
          "--offload-nvme");
  public static final ScenarioKey<String> NVME_DRIVE =
      KEYS.with(
          "nvme-drive",
          new Text("DRIVE"),
          "nvme-gen5",
          "Drive of the catalogue",
          "--offload-nvme-drive");
  public static final ScenarioKey<Long> NVME_DRIVES =
      KEYS.automatic(
          "nvme-drives",
          WholeNumber.between(1, 1000),
          "one per GPU of a node",
          "Drives of a node, which share its blocks",
          "--offload-nvme-drives");
  public static final ScenarioKey<Double> REMOTE =
      KEYS.automatic(
          "remote",
          bytes(),
          "none",
          "A store in the network, for all nodes, of KV blocks which the tiers above lose",
          "--offload-remote");
  public static final ScenarioKey<Double> REMOTE_BANDWIDTH =
      KEYS.automatic(
          "remote-bandwidth",
          rate(),
          "the GPU's scale-out link",
          "Between the store and one GPU's node port, in one direction",
          "--offload-remote-bandwidth");

  private OffloadKeys() {}

  private static Quantity bytes() {
    return new Quantity(Dimension.BYTES, "GiB", "GIB");
  }

  private static Quantity rate() {
    return new Quantity(Dimension.BYTES_PER_SECOND, "GB/s", "GB/S");
  }
}
