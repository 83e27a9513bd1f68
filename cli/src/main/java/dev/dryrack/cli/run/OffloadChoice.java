package dev.dryrack.cli.run;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.resolve.CatalogFiles;
import dev.dryrack.cli.scenario.OffloadKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.hardware.DriveSpec;
import dev.dryrack.hardware.LinkSpec;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.cache.HostTier;
import dev.dryrack.serving.cache.LowerTier;
import dev.dryrack.serving.cache.Offload;
import dev.dryrack.serving.fit.FitReport;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads from a scenario which memory below the GPUs keeps KV blocks, and what moving them costs.
 *
 * <p>A block of a rank is spread over its GPUs, each of which moves its part over its own link. A
 * node's drives and memory serve the ranks on it alike.
 */
final class OffloadChoice {

  private static final double PICOS_PER_SECOND = 1e12;

  /** Blocks that wait at a link to be written fill no more than this. */
  private static final double WRITE_BUFFER_BYTES = 4.0 * (1L << 30);

  private final Scenario scenario;
  private final Surroundings surroundings;
  private final FitReport fit;
  private final SystemSpec system;
  private final double bytesPerBlock;
  private final int gpusPerRank;
  private final List<String> notes = new ArrayList<>();

  private OffloadChoice(Scenario scenario, FitReport fit, Surroundings surroundings) {
    this.scenario = scenario;
    this.fit = fit;
    this.surroundings = surroundings;
    system = fit.deployment().cluster().system();
    bytesPerBlock = fit.budget().kvLayout().bytesPerBlock();
    gpusPerRank = fit.plan().gpusPerReplica() / fit.plan().attentionDp();
  }

  /**
   * The tiers, and what they rest on.
   *
   * @param offload the tiers
   * @param notes what they rest on, a line each
   */
  record Choice(Offload offload, List<String> notes) {}

  /** The tiers that a scenario asks for, which asks for host memory at least. */
  static Choice of(Scenario scenario, FitReport fit, Surroundings surroundings) {
    OffloadChoice choice = new OffloadChoice(scenario, fit, surroundings);
    HostTier host = choice.host();
    List<LowerTier> below = new ArrayList<>();
    if (scenario.isSet(OffloadKeys.NVME)) {
      below.add(choice.nvme());
    }
    if (scenario.isSet(OffloadKeys.REMOTE)) {
      below.add(choice.remote());
    }
    return new Choice(new Offload(host, below), List.copyOf(choice.notes));
  }

  private HostTier host() {
    double perNode = scenario.getOr(OffloadKeys.HOST, 0.0);
    double there = system.hostMemoryBytesPerGpu() * system.gpusPerNode();
    if (perNode > there) {
      throw new UsageException(
          scenario.place(OffloadKeys.HOST)
              + ": "
              + Figures.bytes(perNode)
              + " is more than the "
              + Figures.bytes(there)
              + " of host memory that a node of "
              + system.id()
              + " has; take less");
    }
    double rate =
        scenario.getOr(
            OffloadKeys.HOST_BANDWIDTH, fit.deployment().cluster().gpu().hostLinkBytesPerSecond());
    boolean overlapped = scenario.get(OffloadKeys.LOAD).equals("overlapped");
    notes.add(
        "host: "
            + Figures.prefixed(rate, "B/s")
            + " each way per GPU"
            + (scenario.isSet(OffloadKeys.HOST_BANDWIDTH) ? "" : ", nominal")
            + (overlapped
                ? "; loads overlap with the step, which takes at least as long"
                : "; a rank computes when its loads are done"));
    return new HostTier(
        blocks(OffloadKeys.HOST, perNode / system.gpusPerNode() / bytesPerBlock),
        picos(bytesPerBlock / rate),
        0,
        overlapped);
  }

  private LowerTier nvme() {
    String name = scenario.get(OffloadKeys.NVME_DRIVE);
    List<String> files = scenario.getOr(SystemKeys.SYSTEM_FILES, List.of());
    DriveSpec drive;
    try {
      drive = CatalogFiles.read(files, surroundings).drive(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(scenario.place(OffloadKeys.NVME_DRIVE) + ": " + e.getMessage());
    }
    long drives = scenario.getOr(OffloadKeys.NVME_DRIVES, (long) system.gpusPerNode());
    double perBlock = bytesPerBlock * Math.min(gpusPerRank, system.gpusPerNode());
    notes.add(
        "nvme: "
            + drives
            + " x "
            + drive.id()
            + " a node, "
            + Figures.prefixed(drives * drive.readBytesPerSecond(), "B/s")
            + " reading and "
            + Figures.prefixed(drives * drive.writeBytesPerSecond(), "B/s")
            + " writing");
    return new LowerTier(
        "nvme",
        blocks(OffloadKeys.NVME, scenario.getOr(OffloadKeys.NVME, 0.0) / perBlock),
        ranksPerNode(),
        ranksPerNode(),
        picos(perBlock / (drives * drive.readBytesPerSecond())),
        picos(perBlock / (drives * drive.writeBytesPerSecond())),
        picos(drive.latencySeconds()),
        false,
        blocks(OffloadKeys.NVME, WRITE_BUFFER_BYTES / perBlock));
  }

  private LowerTier remote() {
    LinkSpec link = system.scaleOut();
    double rate = scenario.getOr(OffloadKeys.REMOTE_BANDWIDTH, link.bytesPerSecond());
    notes.add(
        "remote: "
            + Figures.prefixed(rate, "B/s")
            + " each way per GPU"
            + (scenario.isSet(OffloadKeys.REMOTE_BANDWIDTH)
                ? ""
                : ", that of " + link.id() + ", nominal")
            + "; the store itself has no limit");
    double capacity = scenario.getOr(OffloadKeys.REMOTE, 0.0);
    return new LowerTier(
        "remote",
        blocks(OffloadKeys.REMOTE, capacity / (bytesPerBlock * gpusPerRank)),
        fit.plan().replicas() * fit.plan().attentionDp(),
        1,
        picos(bytesPerBlock / rate),
        picos(bytesPerBlock / rate),
        picos(link.latencySeconds()),
        true,
        blocks(OffloadKeys.REMOTE, WRITE_BUFFER_BYTES / bytesPerBlock));
  }

  private int ranksPerNode() {
    return Math.max(1, system.gpusPerNode() / gpusPerRank);
  }

  private int blocks(ScenarioKey<?> key, double blocks) {
    if (blocks < 1) {
      throw new UsageException(
          scenario.place(key)
              + ": is less than one KV block of "
              + Figures.bytes(bytesPerBlock)
              + " on each GPU; take more");
    }
    return (int) Math.min(blocks, Integer.MAX_VALUE);
  }

  private static long picos(double seconds) {
    return Math.max(1, (long) Math.ceil(seconds * PICOS_PER_SECOND));
  }
}
