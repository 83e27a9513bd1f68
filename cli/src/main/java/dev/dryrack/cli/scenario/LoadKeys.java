package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Decimal;
import dev.dryrack.cli.scenario.type.Quantity;
import dev.dryrack.cli.scenario.type.Switch;
import dev.dryrack.cli.scenario.type.Text;
import dev.dryrack.cli.scenario.type.TextList;
import dev.dryrack.cli.scenario.type.WholeNumber;
import dev.dryrack.hardware.facts.Dimension;
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
      KEYS.automatic("start", time(), "none", "Skip so much time of the trace", "--start");
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
          "Keep the first so many sessions of the trace",
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
          "Turns of sessions arrive at their recorded times, not after the turn before",
          "--open-loop");
  public static final ScenarioKey<String> PROFILE =
      KEYS.automatic(
          "profile",
          new Text("PROFILE"),
          "none",
          "Generate a load like azure-conv, mooncake-conversation or deepseek-r1, or by a profile"
              + " file",
          "--profile");
  public static final ScenarioKey<Double> REQUEST_RATE =
      KEYS.with(
          "request-rate",
          new Decimal(0, false, 1e9, "inf", "RATE"),
          Double.POSITIVE_INFINITY,
          "Requests per second; inf: all at once",
          "--request-rate");
  public static final ScenarioKey<Double> BURSTINESS =
      KEYS.with(
          "burstiness",
          new Decimal(0, false, 1e9, "", "SHAPE"),
          1.0,
          "Shape of the gaps (gamma); 1: Poisson, below 1: bursts",
          "--burstiness");
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

  private LoadKeys() {}

  private static Decimal factor() {
    return new Decimal(0, false, 1e9, "", "FACTOR");
  }

  private static Quantity time() {
    return new Quantity(Dimension.SECONDS, "s", "TIME");
  }
}
