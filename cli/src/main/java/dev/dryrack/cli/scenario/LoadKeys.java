package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.Decimal;
import dev.dryrack.cli.scenario.type.Formula.Made;
import dev.dryrack.cli.scenario.type.LoadFormulas;
import dev.dryrack.cli.scenario.type.Quantity;
import dev.dryrack.cli.scenario.type.Several;
import dev.dryrack.cli.scenario.type.Switch;
import dev.dryrack.cli.scenario.type.Text;
import dev.dryrack.cli.scenario.type.TextList;
import dev.dryrack.cli.scenario.type.WholeNumber;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.workload.synthetic.Modulation;
import dev.dryrack.workload.synthetic.Quantiles;
import dev.dryrack.workload.synthetic.RateCurve;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys of the requests, under vLLM's names where vLLM has them; defaults are those of {@code vllm
 * bench serve --dataset-name random}, but for {@code range-ratio}.
 */
public final class LoadKeys {

  static final Section KEYS = new Section("load", "The requests: a trace, or a generated load");

  public static final ScenarioKey<List<String>> TRACE =
      KEYS.automatic(
          "trace",
          new TextList("FILE", true),
          "none",
          "Replay a trace in any public format, found by content, gzip and zstd too; several are"
              + " merged",
          "--trace");
  public static final ScenarioKey<Double> SPEED =
      KEYS.automatic("speed", factor(), "none", "Replay the trace so many times faster", "--speed");
  public static final ScenarioKey<Double> TRACE_RATE =
      KEYS.automatic(
          "trace-rate",
          new Decimal(0, false, 1e9, "", "RATE"),
          "none",
          "Replay the trace at this mean rate, in requests per second",
          "--trace-rate");
  public static final ScenarioKey<Double> START =
      KEYS.automatic(
          "start",
          new Quantity(Dimension.SECONDS, "s", "TIME", true),
          "none",
          "Skip so much time of the trace",
          "--start");
  public static final ScenarioKey<Double> END =
      KEYS.automatic("end", time(), "none", "End at this time of the trace", "--end");
  public static final ScenarioKey<Double> INPUT_SCALE =
      KEYS.automatic(
          "input-scale", factor(), "none", "Multiply prompt lengths by this", "--input-scale");
  public static final ScenarioKey<Double> OUTPUT_SCALE =
      KEYS.automatic(
          "output-scale", factor(), "none", "Multiply output lengths by this", "--output-scale");
  public static final ScenarioKey<Double> SPREAD =
      KEYS.automatic(
          "spread",
          time(),
          "none",
          "Spread requests of equal time over this long, as 3s for Mooncake's ticks",
          "--spread");
  public static final ScenarioKey<Long> SESSIONS =
      KEYS.automatic(
          "sessions",
          WholeNumber.between(1, Integer.MAX_VALUE),
          "none",
          "Keep the first so many sessions of the trace, or of sessions that are generated",
          "--sessions");
  public static final ScenarioKey<Double> THIN =
      KEYS.automatic(
          "thin",
          new Decimal(0, false, 0.999999, "", "FRACTION"),
          "none",
          "Keep this share of the sessions, each whole, drawn at random",
          "--thin");
  public static final ScenarioKey<Boolean> OPEN_LOOP =
      KEYS.with(
          "open-loop",
          new Switch(),
          false,
          "Turns of sessions arrive at times of their own, not after the turn before",
          "--open-loop");
  public static final ScenarioKey<String> PROFILE =
      KEYS.automatic(
          "profile",
          new Text("PROFILE"),
          "none",
          "Generate a load like azure-conv, mooncake-conversation, claude-code-agentic or"
              + " deepseek-r1, or by a profile file",
          "--profile");
  public static final ScenarioKey<Double> REQUEST_RATE =
      KEYS.with(
          "request-rate",
          new Decimal(0, false, 1e9, "inf", "RATE"),
          Double.POSITIVE_INFINITY,
          "Requests per second in the mean; inf: all at once",
          "--request-rate");
  public static final ScenarioKey<Double> BURSTINESS =
      KEYS.with(
          "burstiness",
          new Decimal(0, false, 1e9, "", "SHAPE"),
          1.0,
          "Shape of the gaps (gamma or Weibull); 1: Poisson, below 1: bursts",
          "--burstiness");
  public static final ScenarioKey<String> ARRIVALS =
      KEYS.with(
          "arrivals",
          new Choice(List.of("gamma", "weibull", "constant")),
          "gamma",
          "Distribution of the gaps between requests, or between the starts of sessions",
          "--arrivals");
  public static final ScenarioKey<Made<RateCurve>> RATE_CURVE =
      KEYS.automatic(
          "rate-curve",
          LoadFormulas.curve(),
          "none",
          "How the rate goes up and down around its mean, as"
              + " sinusoid:period=24h,amplitude=0.6,peak=14h or points:0h=0.4,9h=1.5,24h=0.4",
          "--rate-curve");
  public static final ScenarioKey<Made<Modulation>> MODULATION =
      KEYS.automatic(
          "modulation",
          LoadFormulas.modulation(),
          "none",
          "Random factor on the rate, as on-off:on=5s,off=20s (Markov-modulated) or"
              + " wander:every=60s,variation=0.3",
          "--modulation");
  public static final ScenarioKey<Long> NUM_PROMPTS =
      KEYS.with(
          "num-prompts",
          WholeNumber.between(1, Integer.MAX_VALUE),
          1000L,
          "Requests to generate; of a trace, to replay",
          "--num-prompts");
  public static final ScenarioKey<Long> ISL =
      KEYS.with(
          "isl",
          WholeNumber.between(1, Integer.MAX_VALUE),
          1024L,
          "Prompt tokens of a request",
          "--isl",
          "--random-input-len");
  public static final ScenarioKey<Long> OSL =
      KEYS.with(
          "osl",
          WholeNumber.between(1, Integer.MAX_VALUE),
          128L,
          "Output tokens of a request",
          "--osl",
          "--random-output-len");
  public static final ScenarioKey<Double> RANGE_RATIO =
      KEYS.with(
          "range-ratio",
          new Decimal(0, true, 1, "", "FRACTION"),
          1.0,
          "Shortest length as a share of the longest; 1: all alike",
          "--range-ratio",
          "--random-range-ratio");
  public static final ScenarioKey<Made<Quantiles>> INPUT_LENGTHS =
      KEYS.automatic(
          "input-lengths",
          LoadFormulas.numbers(),
          "by --isl",
          "Distribution of prompt lengths, as lognormal:median=800,sigma=1.1,max=32768; also"
              + " uniform, exponential, geometric, zipf, quantiles",
          "--input-lengths");
  public static final ScenarioKey<Made<Quantiles>> OUTPUT_LENGTHS =
      KEYS.automatic(
          "output-lengths",
          LoadFormulas.numbers(),
          "by --osl",
          "Distribution of output lengths, as quantiles:p0=10,p50=400,p100=9000",
          "--output-lengths");
  public static final ScenarioKey<Double> LENGTH_CORRELATION =
      KEYS.with(
          "length-correlation",
          new Decimal(-1, true, 1, "", "RHO"),
          0.0,
          "Spearman correlation of prompt and output lengths, -1 to 1",
          "--length-correlation");
  public static final ScenarioKey<Long> CLIENTS =
      KEYS.automatic(
          "clients",
          WholeNumber.between(2, 100_000),
          "none",
          "Send the load from so many clients, each with gaps of its own",
          "--clients");
  public static final ScenarioKey<Double> CLIENT_SKEW =
      KEYS.with(
          "client-skew",
          new Decimal(0, true, 100, "", "EXPONENT"),
          1.0,
          "Exponent of Zipf's law of the clients' rates; 0: all alike",
          "--client-skew");
  public static final ScenarioKey<Double> CLIENT_SPREAD =
      KEYS.automatic(
          "client-spread",
          new Decimal(0, false, 10, "", "SIGMA"),
          "none",
          "Lengths of each client times a lognormal factor of its own, of this sigma",
          "--client-spread");
  public static final ScenarioKey<Made<Quantiles>> TURNS =
      KEYS.automatic(
          "turns",
          LoadFormulas.numbers(),
          "none",
          "Generate sessions of so many turns, each repeating the context so far; as 8 or"
              + " geometric:mean=8",
          "--turns");
  public static final ScenarioKey<Made<Quantiles>> NEW_TOKENS =
      KEYS.automatic(
          "new-tokens",
          LoadFormulas.numbers(),
          "as the first prompt",
          "Tokens that a later turn adds to the context",
          "--new-tokens");
  public static final ScenarioKey<Made<Quantiles>> THINK_TIME =
      KEYS.automatic(
          "think-time",
          LoadFormulas.times(),
          "0 s",
          "Pause between a turn's end and the next turn, as lognormal:median=8s,sigma=1.2",
          "--think-time");
  public static final ScenarioKey<Double> RESET_FRACTION =
      KEYS.automatic(
          "reset-fraction",
          new Decimal(0, false, 1, "", "FRACTION"),
          "none",
          "Fraction of later turns that cut the context back to the first prompt",
          "--reset-fraction");
  public static final ScenarioKey<Long> SYSTEM_PROMPTS =
      KEYS.automatic(
          "system-prompts",
          WholeNumber.between(1, 1 << 22),
          "none",
          "Number of system prompts; every request or session begins with one",
          "--system-prompts");
  public static final ScenarioKey<Long> SYSTEM_TOKENS =
      KEYS.automatic(
          "system-tokens",
          WholeNumber.between(1, 1 << 30),
          "none",
          "Tokens of a system prompt, in front of --isl",
          "--system-tokens");
  public static final ScenarioKey<Double> SYSTEM_SKEW =
      KEYS.automatic(
          "system-skew",
          new Decimal(0, false, 100, "", "EXPONENT"),
          "all alike",
          "Exponent of Zipf's law of the system prompts' popularity",
          "--system-skew");
  public static final ScenarioKey<List<Double>> PRIORITIES =
      KEYS.automatic(
          "priorities",
          new Several<>(new Decimal(0, false, 1e9, "", "SHARE")),
          "none",
          "Shares of requests of priority 0, 1, ..., drawn at random, such as 0.1,0.9",
          "--priorities");
  public static final ScenarioKey<Long> MAX_CONCURRENCY =
      KEYS.automatic(
          "max-concurrency",
          WholeNumber.between(1, Integer.MAX_VALUE),
          "no limit",
          "Most requests in the system at once; others wait at the client",
          "--max-concurrency",
          "--concurrency");

  /** What changes a trace on its way in. */
  public static final List<ScenarioKey<?>> TRACE_CHANGES =
      List.of(
          SPEED,
          TRACE_RATE,
          START,
          END,
          INPUT_SCALE,
          OUTPUT_SCALE,
          SPREAD,
          SESSIONS,
          THIN,
          OPEN_LOOP);

  /** What describes requests that are generated. */
  public static final List<ScenarioKey<?>> GENERATED =
      List.of(
          BURSTINESS,
          ARRIVALS,
          RATE_CURVE,
          MODULATION,
          ISL,
          OSL,
          RANGE_RATIO,
          INPUT_LENGTHS,
          OUTPUT_LENGTHS,
          LENGTH_CORRELATION,
          CLIENTS,
          CLIENT_SKEW,
          CLIENT_SPREAD,
          TURNS,
          NEW_TOKENS,
          THINK_TIME,
          RESET_FRACTION,
          SYSTEM_PROMPTS,
          SYSTEM_TOKENS,
          SYSTEM_SKEW);

  /** What has no meaning where a load is generated into a file, or stands elsewhere there. */
  public static final List<ScenarioKey<?>> NOT_GENERATED = notGenerated();

  private static List<ScenarioKey<?>> notGenerated() {
    List<ScenarioKey<?>> keys = new ArrayList<>(TRACE_CHANGES);
    keys.addAll(TraceKeys.READING);
    keys.addAll(List.of(TRACE, PROFILE, NUM_PROMPTS, MAX_CONCURRENCY));
    return List.copyOf(keys);
  }

  private LoadKeys() {}

  private static Decimal factor() {
    return new Decimal(0, false, 1e9, "", "FACTOR");
  }

  private static Quantity time() {
    return new Quantity(Dimension.SECONDS, "s", "TIME");
  }
}
