package dev.dryrack.serving.economics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a GPU costs to buy, with its share of hosts and of the network inside the system.
 *
 * @param system id in the catalogue
 * @param usdPerGpu US dollars
 * @param date of the quotation
 * @param source who quotes it
 * @param assumed whether it is an assumption of dryrack's
 */
public record PurchasePrice(
    String system, double usdPerGpu, String date, String source, boolean assumed) {

  private static final List<PurchasePrice> ALL =
      List.of(
          new PurchasePrice(
              "h100",
              33_750,
              "2023",
              "$270,000 for a DGX H100: Epoch AI, training cost trends, citing SemiAnalysis",
              false),
          new PurchasePrice(
              "gb200-nvl72",
              42_361,
              "2025",
              "$3.0M (continuumlabs) to $3.1M (fetchlogic.net) for a rack",
              false),
          new PurchasePrice(
              "m5-max", 7_349, "2026-03", "mac-dvd.com: MacBook Pro, 128 GB and 8 TB", false),
          new PurchasePrice(
              "dgx-spark", 4_000, "2025", "huggingface.co/hardware/gb10: $4.0k", false),
          new PurchasePrice(
              "m3-ultra",
              9_499,
              "2026",
              "gpuhunter.io/gpu/m3-ultra; no longer sold with 512 GB since March 2026",
              false),
          new PurchasePrice("rtx-pro-6000", 8_500, "", "from memory, without its host", true));

  /** All that are known. */
  public static List<PurchasePrice> all() {
    return ALL;
  }

  /** That of a system; null if nobody's is known. */
  public static @Nullable PurchasePrice of(String system) {
    for (PurchasePrice price : ALL) {
      if (price.system().equals(system)) {
        return price;
      }
    }
    return null;
  }

  /** A line for a report: what is taken, and on whose word. */
  public String basis() {
    return (assumed ? "ASSUMED: " : "") + source + (date.isEmpty() ? "" : ", " + date);
  }
}
