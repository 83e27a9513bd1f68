package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Text;
import dev.dryrack.cli.scenario.type.TextList;
import dev.dryrack.cli.scenario.type.WholeNumber;
import java.util.List;

/** Keys of what the model runs on. */
public final class SystemKeys {

  /** The value of {@link #GPUS} that asks for the fewest GPUs that do. */
  public static final long GPUS_AUTO = 0;

  /** A scale-up domain of fewer GPUs than this is a node, not a rack. */
  public static final int SMALLEST_RACK = 36;

  static final Section KEYS = new Section("system", "What it runs on");

  public static final ScenarioKey<String> SYSTEM =
      KEYS.automatic(
          "id", new Text("SYSTEM"), "none", "System of the catalogue", "--on", "--system");
  public static final ScenarioKey<Long> GPUS =
      KEYS.automatic(
          "gpus",
          new WholeNumber(1, 1_000_000, "auto", GPUS_AUTO),
          "one system",
          "How many GPUs; auto: the fewest with the KV room asked for",
          "--gpus");
  public static final ScenarioKey<Long> RACKS =
      KEYS.automatic(
          "racks", WholeNumber.between(1, 10_000), "one", "How many racks (NVL72)", "--racks");
  public static final ScenarioKey<List<String>> SYSTEM_FILES =
      KEYS.automatic("files", new TextList("FILE"), "none", "Files with more systems", "--systems");

  private SystemKeys() {}
}
