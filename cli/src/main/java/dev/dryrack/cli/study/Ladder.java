package dev.dryrack.cli.study;

import dev.dryrack.serving.economics.PurchasePrice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Systems from a laptop to several racks, and models from 0.1T to 8T parameters. */
final class Ladder {

  /**
   * A system.
   *
   * @param name for people
   * @param system id in the catalogue
   * @param gpus how many GPUs
   */
  record Rung(String name, String system, int gpus) {

    String[] changes() {
      return new String[] {"system.id=" + system, "system.gpus=" + gpus};
    }

    /** What it costs to buy, for what one person or team owns; null for what is rented. */
    @Nullable PurchasePrice purchase() {
      return gpus == 1 ? PurchasePrice.of(system) : null;
    }
  }

  /**
   * A model.
   *
   * @param size for a heading
   * @param id in the catalogue
   */
  record Model(String size, String id) {}

  static final List<Rung> RUNGS =
      List.of(
          new Rung("M5 Max laptop", "m5-max", 1),
          new Rung("DGX Spark", "dgx-spark", 1),
          new Rung("RTX PRO 6000", "rtx-pro-6000", 1),
          new Rung("Mac, 512 GB", "m3-ultra", 1),
          new Rung("8 H100", "h100", 8),
          new Rung("16 H200", "h200", 16),
          new Rung("8 B200", "b200", 8),
          new Rung("1 GB200 NVL72", "gb200-nvl72", 72),
          new Rung("104 H100", "h100", 104),
          new Rung("4 GB200 NVL72", "gb200-nvl72", 288));

  static final List<Model> MODELS =
      List.of(
          new Model("0.1T", "gpt-oss-120b"),
          new Model("0.7T", "deepseek-r1"),
          new Model("1.0T", "kimi-k2"),
          new Model("1.6T", "deepseek-v4-pro"),
          new Model("2.8T", "kimi-k3"),
          new Model("3T", "3t-a60b"),
          new Model("5T", "5t-a100b"),
          new Model("8T", "8t-a160b"));

  private Ladder() {}
}
