package dev.dryrack.cli.sampling;

import dev.dryrack.cli.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** What the closed form says of a sample. Speeds and costs are of samples that fit. */
public enum Output {
  FITS("fits", "fits", false, value -> value > 0 ? "yes" : "no"),
  KV_TOKENS("kv-tokens", "KV cache, tokens", false, value -> Figures.prefixed(value, "").strip()),
  GPUS("gpus", "GPUs", false, value -> Figures.whole(Math.round(value))),
  TTFT("ttft", "TTFT", true, Figures::duration),
  TPOT("tpot", "TPOT", true, Figures::duration),
  USER("user", "tokens/s per user", true, value -> Figures.digits(value, 3)),
  GPU("gpu", "output tokens/s per GPU", true, value -> Figures.digits(value, 3)),
  SYSTEM("system", "output tokens/s in all", true, value -> Figures.digits(value, 3)),
  REQUESTS("requests", "requests/s in all", true, value -> Figures.digits(value, 3)),
  USD_DAY("usd-per-day", "$ per day", true, Figures::dollars),
  USD_OUTPUT_ALL("usd-all-on-output", "$/M output, all cost on it", true, Figures::dollars),
  USD_INPUT("usd-input", "$/M input", true, Figures::dollars),
  USD_OUTPUT("usd-output", "$/M output", true, Figures::dollars),
  USD_BLENDED("usd-blended", "$/M tokens of both kinds", true, Figures::dollars),
  KILOWATTS("kilowatts", "kW of the site", true, value -> Figures.digits(value, 3)),
  JOULES("joules", "J per output token", true, value -> Figures.digits(value, 3)),
  CARBON("kg-co2", "kg CO2e/M output", true, value -> Figures.digits(value, 3));

  private final String id;
  private final String label;
  private final boolean ofSpeed;

  @SuppressWarnings("ImmutableEnumChecker") // none of the functions has a state
  private final DoubleFunction<String> print;

  Output(String id, String label, boolean ofSpeed, DoubleFunction<String> print) {
    this.id = id;
    this.label = label;
    this.ofSpeed = ofSpeed;
    this.print = print;
  }

  /** Where it stands among the outputs of a sample. */
  @SuppressWarnings("EnumOrdinal") // never stored: only an index into arrays of this run
  int column() {
    return ordinal();
  }

  /** The name in claims and facts. */
  public String id() {
    return id;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /** Whether it takes a load, and more than memory to know. */
  public boolean isOfSpeed() {
    return ofSpeed;
  }

  /** A value for people. */
  public String print(double value) {
    return Double.isNaN(value) ? "-" : print.apply(value);
  }

  /** The names of all, or of those that memory alone decides. */
  static List<String> ids(boolean speeds) {
    List<String> ids = new ArrayList<>();
    for (Output output : values()) {
      if (speeds || !output.ofSpeed) {
        ids.add(output.id);
      }
    }
    return ids;
  }
}
