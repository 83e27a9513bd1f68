package dev.dryrack.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.scenario.type.KeyType;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key can be set in every way; the samples are a value for each kind of key. */
final class ScenarioKeysTest {

  static List<ScenarioKey<?>> keys() {
    return ScenarioKeys.all();
  }

  /** A value that is not the default, as written in a file. */
  static String sample(ScenarioKey<?> key) {
    return switch (key.path()) {
      case "economics.contract" -> "something";
      case "economics.capex" -> "$43.1k";
      case "economics.depreciation-years", "economics.pue" -> "3.5";
      case "economics.residual-value",
          "economics.cost-of-capital",
          "economics.opex",
          "economics.utilization",
          "economics.power-load",
          "economics.power-idle" ->
          "0.25";
      case "economics.electricity-price" -> "$0.11/kWh";
      case "economics.grid-intensity" -> "50 g/kWh";
      case "uncertainty.design" -> "sobol";
      case "prefill.system", "prefill.quantization", "decode.system", "decode.quantization" ->
          "some words";
      case "title", "model.id", "model.quantization", "system.id", "load.trace", "load.profile" ->
          "something";
      case "model.params", "model.active" -> "8T";
      case "model.attention" -> "mla";
      case "system.files" -> "[a.yaml, b.yaml]";
      case "plan.enable-expert-parallel", "load.open-loop" -> "true";
      case "engine.gpu-memory-utilization", "load.range-ratio", "load.thin", "fit.kv-room" ->
          "0.25";
      case "engine.kv-cache-dtype" -> "fp8";
      case "engine.profile" -> "sglang-0.5.8";
      case "engine.step-time-factor" -> "1.25";
      case "load.request-rate", "load.burstiness" -> "2.5";
      case "load.arrivals" -> "weibull";
      case "load.rate-curve" -> "sinusoid:period=24h,amplitude=0.5";
      case "load.modulation" -> "on-off:on=5s,off=20s";
      case "load.input-lengths", "load.output-lengths" -> "lognormal:median=800,sigma=1.1";
      case "load.turns", "load.new-tokens" -> "geometric:mean=8";
      case "load.think-time" -> "exponential:mean=8s";
      case "load.length-correlation", "load.client-skew", "load.client-spread" -> "0.5";
      case "load.reset-fraction", "load.system-skew" -> "0.5";
      case "goodput.ttft", "goodput.tpot", "goodput.e2el" -> "250 ms";
      case "run.router" -> "least-requests";
      case "run.rank-router" -> "power-of-two";
      case "plan.pools" -> "2P1D";
      case "speculation.acceptance" -> "0.8/0.6";
      case "speculation.method" -> "ngram";
      case "speculation.tokens" -> "3";
      case "offload.host", "offload.nvme", "offload.remote" -> "1 TiB";
      case "offload.host-bandwidth", "offload.remote-bandwidth" -> "50 GB/s";
      case "engine.calibration" -> "mine.yaml";
      case "offload.load" -> "blocking";
      case "offload.nvme-drive" -> "nvme-gen4";
      case "plan.kv-transfer" -> "layer-wise";
      case "prefill.gpu-memory-utilization", "decode.gpu-memory-utilization" -> "0.25";
      case "run.prefix-cache" -> "off";
      case "run.precision" -> "2%";
      case "run.duration",
          "run.warmup",
          "load.start",
          "load.end",
          "load.spread",
          "load.session-gap" ->
          "2 h";
      case "load.over-context" -> "truncate";
      case "load.zero-lengths", "load.negative-lengths" -> "one";
      case "load.turn-input" -> "new";
      case "cost.price" -> "$3.5/h";
      case "load.priorities" -> "[0.2, 0.8]";
      case "scheduler.policy" -> "sglang";
      case "scheduler.order" -> "priority";
      case "scheduler.ttft-target" -> "[200 ms, 2 s]";
      case "scheduler.preemption-mode" -> "swap";
      case "scheduler.swap-space" -> "8 GiB";
      case "scheduler.reject-late",
          "scheduler.async-scheduling",
          "scheduler.enable-mixed-chunk",
          "scheduler.enable-chunked-context" ->
          "true";
      case "scheduler.schedule-conservativeness", "scheduler.watermark" -> "0.3";
      case "scheduler.capacity-scheduler-policy" -> "MAX_UTILIZATION";
      default -> "77";
    };
  }

  private static String plainSample(ScenarioKey<?> key) {
    return sample(key).replace("[", "").replace("]", "").replace(", ", ",");
  }

  /** The key with what it needs to have an effect. */
  private static String fileWith(ScenarioKey<?> key) {
    int dot = key.path().indexOf('.');
    if (dot < 0) {
      return key.path() + ": " + sample(key) + "\n";
    }
    return key.path().substring(0, dot)
        + ":\n  "
        + key.path().substring(dot + 1)
        + ": "
        + sample(key)
        + "\n";
  }

  @ParameterizedTest
  @MethodSource("keys")
  void canBeSetByAFile(ScenarioKey<?> key) {
    Layers layers = needs(key);
    layers.addFile("s.yaml", fileWith(key), Path.of(""));
    assertSet(layers.resolve(), key);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void canBeSetByTheEnvironment(ScenarioKey<?> key) {
    Layers layers = needs(key);
    layers.addEnvironment(Map.of(key.variable(), plainSample(key)));
    assertSet(layers.resolve(), key);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void canBeSetBySet(ScenarioKey<?> key) {
    Layers layers = needs(key);
    layers.addSet(key.path() + "=" + plainSample(key));
    assertSet(layers.resolve(), key);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isDocumentedAndHasAFlagOfItsOwn(ScenarioKey<?> key) {
    assertThat(key.description()).isNotBlank().doesNotEndWith(".");
    assertThat(key.fallback() == null).isEqualTo(!key.automatic().isEmpty());
    Set<String> others = new HashSet<>();
    for (ScenarioKey<?> other : ScenarioKeys.all()) {
      if (!other.equals(key)) {
        others.addAll(other.flags());
      }
    }
    key.flags().forEach(flag -> assertThat(others).doesNotContain(flag));
    boolean without = key.path().equals("title") || key.path().startsWith("goodput.");
    assertThat(key.flags().isEmpty()).isEqualTo(without);
  }

  private static Layers needs(ScenarioKey<?> key) {
    Layers layers = new Layers();
    if (key.path().startsWith("speculation.")) {
      layers.addFile("needs.yaml", "speculation: {tokens: 2, acceptance: 0.5}\n", Path.of(""));
    }
    if (key.path().startsWith("model.")
        && !Set.of("model.id", "model.params", "model.quantization").contains(key.path())) {
      layers.addFile("needs.yaml", "model: {params: 8T}\n", Path.of(""));
    }
    if (PoolKeys.all().anyMatch(key::equals)
        || key.equals(PlanKeys.KV_TRANSFER)
        || key.equals(PlanKeys.LOCAL_PREFILL)) {
      layers.addFile("needs.yaml", "plan: {pools: 2P1D}\n", Path.of(""));
    }
    List<String> owning =
        List.of(
            "economics.depreciation-years",
            "economics.residual-value",
            "economics.cost-of-capital",
            "economics.opex");
    if (owning.contains(key.path())) {
      layers.addFile("needs.yaml", "economics: {capex: $1k}\n", Path.of(""));
    }
    if (key.equals(FitKeys.FIT_CONTEXT)) {
      layers.addFile("needs.yaml", "fit: {sequences: 3}\n", Path.of(""));
    }
    if (key.equals(FitKeys.FIT_SEQUENCES)) {
      layers.addFile("needs.yaml", "fit: {context: 300}\n", Path.of(""));
    }
    if (LoadKeys.TRACE_CHANGES.contains(key)) {
      layers.addFile("needs.yaml", "load: {trace: a.csv}\n", Path.of(""));
    }
    if (TraceKeys.READING.contains(key)) {
      layers.addFile("needs.yaml", "load: {trace: a.csv, max-context: 9}\n", Path.of(""));
    }
    List<ScenarioKey<?>> timed =
        List.of(
            LoadKeys.BURSTINESS,
            LoadKeys.ARRIVALS,
            LoadKeys.RATE_CURVE,
            LoadKeys.MODULATION,
            LoadKeys.CLIENTS);
    if (timed.contains(key)) {
      layers.addFile("needs.yaml", "load: {request-rate: 3}\n", Path.of(""));
    }
    if (key.path().startsWith("offload.")) {
      String all = "offload: {host: 1 TiB, nvme: 4 TiB, remote: 9 TiB}\n";
      layers.addFile("needs.yaml", all, Path.of(""));
    }
    if (key.path().startsWith("load.client-")) {
      layers.addFile("needs.yaml", "load: {clients: 3, request-rate: 3}\n", Path.of(""));
    }
    if (List.of("load.new-tokens", "load.think-time", "load.reset-fraction").contains(key.path())) {
      layers.addFile("needs.yaml", "load: {turns: 3}\n", Path.of(""));
    }
    if (key.path().startsWith("load.system-")) {
      layers.addFile("needs.yaml", "load: {system-prompts: 3, system-tokens: 30}\n", Path.of(""));
    }
    return layers;
  }

  private static void assertSet(Scenario scenario, ScenarioKey<?> key) {
    assertThat(scenario.isSet(key)).isTrue();
    assertThat(scenario.find(key)).isNotNull().isNotEqualTo(key.fallback());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void whatIsPrintedReadsBackTheSame(ScenarioKey<?> key) {
    assertReadsBack(key);
  }

  private static <T> void assertReadsBack(ScenarioKey<T> key) {
    T value = key.type().parse(plainSample(key));
    assertThat(key.type().parse(key.type().print(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"70 ms", "0.07 s", "1.1 ms", "7 h", "333.3333 ms"})
  void timesReadBackExactly(String text) {
    KeyType<Double> type = RunKeys.DURATION.type();
    assertThat(type.parse(type.print(type.parse(text)))).isEqualTo(type.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7%", "0.07", "2.9%", "0.29"})
  void sharesReadBackExactly(String text) {
    KeyType<Double> type = RunKeys.PRECISION.type();
    assertThat(type.parse(type.print(type.parse(text)))).isEqualTo(type.parse(text));
  }
}
