package dev.dryrack.serving.cost;

import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An engine profile as an entry of a YAML file, read and written. */
final class EngineProfileText {

  private static final Set<String> FITTED =
      Set.of(
          "hopper_fixed",
          "blackwell_fixed",
          "host_per_step",
          "host_per_sequence",
          "first_token_stretch",
          "closed_loop_steps",
          "frontend");

  private static final MathContext DIGITS = new MathContext(3);

  private EngineProfileText() {}

  /** Reads an entry; problems go to the reader. */
  static EngineProfile read(FactReader reader) {
    String id = reader.string("id");
    EngineOverhead overhead =
        new EngineOverhead(
            id,
            reader.decimal("hopper_fixed", 0, 10),
            reader.decimal("blackwell_fixed", 0, 10),
            reader.quantity("host_per_step", Dimension.SECONDS),
            reader.quantity("host_per_sequence", Dimension.SECONDS),
            1e-6 * reader.decimal("mxfp4_hopper_us", -100, 1000, 0),
            1e-6 * reader.decimal("mxfp4_blackwell_us", -100, 1000, 0),
            reader.decimal("expert_rows", 0.1, 10),
            reader.decimal("exchange", 0.1, 10),
            reader.string("source"));
    EngineProfile profile =
        new EngineProfile(
            id,
            reader.string("engine"),
            reader.string("from"),
            reader.string("since"),
            reader.bool("default", false),
            overhead,
            reader.decimal("first_token_stretch", 0.5, 10),
            reader.decimal("first_token_steps", 0, 100),
            reader.decimal("closed_loop_steps", 0, 100),
            reader.quantity("frontend", Dimension.SECONDS),
            reader.integer("stream_interval", 1, 1000, 1),
            reader.integer("step_tokens", 1, Integer.MAX_VALUE),
            reader.bool("balances_ranks", false));
    reader.finish();
    return profile;
  }

  /** Writes an entry that {@link #read} reads. */
  static String write(EngineProfile profile) {
    EngineOverhead overhead = profile.overhead();
    return String.join(
        ",\n   ",
        "- {id: " + profile.id() + ", engine: " + profile.engine(),
        "from: \"" + profile.fromVersion() + "\", since: " + profile.since(),
        "default: " + profile.standard(),
        "hopper_fixed: " + number(overhead.hopperFixedScale()),
        "blackwell_fixed: " + number(overhead.blackwellFixedScale()),
        "host_per_step: " + number(overhead.hostSecondsPerStep() * 1e6) + " us",
        "host_per_sequence: " + number(overhead.hostSecondsPerSequence() * 1e6) + " us",
        "mxfp4_hopper_us: " + number(overhead.mxfp4HopperSeconds() * 1e6),
        "mxfp4_blackwell_us: " + number(overhead.mxfp4BlackwellSeconds() * 1e6),
        "expert_rows: " + number(overhead.expertRowsResidual()),
        "exchange: " + number(overhead.exchangeResidual()),
        "first_token_stretch: " + number(profile.firstTokenStretch()),
        "first_token_steps: " + number(profile.firstTokenSteps()),
        "closed_loop_steps: " + number(profile.closedLoopSteps()),
        "frontend: " + number(profile.frontendSeconds() * 1e3) + " ms",
        "stream_interval: " + profile.streamInterval(),
        "step_tokens: " + profile.stepTokens() + ", balances_ranks: " + profile.balancesRanks(),
        "source: \"" + overhead.source().replace('"', '\'') + "\"}");
  }

  /** Replaces what calibration fits in the entry of a profile; notes and everything else stay. */
  static String rewrite(String text, EngineProfile profile) {
    int begin = text.indexOf("- {id: " + profile.id() + ",");
    int end = begin < 0 ? -1 : text.indexOf('}', begin);
    if (end < 0) {
      throw new IllegalArgumentException("no profile '" + profile.id() + "' in the file");
    }
    String entry = text.substring(begin, end);
    for (String line : write(profile).split(",\n   ", -1)) {
      int colon = line.indexOf(':');
      String key = line.substring(0, colon);
      if (FITTED.contains(key)) {
        entry =
            Pattern.compile("(?<=[ {])" + key + ": [^,}]*")
                .matcher(entry)
                .replaceFirst(Matcher.quoteReplacement(line));
      }
    }
    return text.substring(0, begin) + entry + text.substring(end);
  }

  private static String number(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
