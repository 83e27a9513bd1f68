package dev.dryrack.cli.scenario.type;

import dev.dryrack.cli.scenario.type.Formula.Plain;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.workload.synthetic.Distributions;
import dev.dryrack.workload.synthetic.Modulation;
import dev.dryrack.workload.synthetic.Modulation.OnOff;
import dev.dryrack.workload.synthetic.Modulation.Wander;
import dev.dryrack.workload.synthetic.QuantileTable;
import dev.dryrack.workload.synthetic.Quantiles;
import dev.dryrack.workload.synthetic.RateCurve;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How distributions, curves of rates and modulations are written. */
public final class LoadFormulas {

  private LoadFormulas() {}

  /** Distributions of whole numbers, such as lengths in tokens. */
  public static Formula<Quantiles> numbers() {
    return new Formula<>(
        "DIST",
        List.of(
            "1024",
            "uniform:min=100,max=2000",
            "lognormal:median=800,sigma=1.1,max=32768",
            "zipf:exponent=1.2,max=8192",
            "quantiles:p0=10,p50=400,p99=9000,p100=32000"),
        List.of("uniform", "lognormal", "exponential", "geometric", "zipf", "quantiles"),
        new Plain<>(WholeNumber.between(0, Integer.MAX_VALUE), Distributions::fixed),
        LoadFormulas::numbers);
  }

  /** Distributions of times. */
  public static Formula<Quantiles> times() {
    return new Formula<>(
        "DIST",
        List.of(
            "5s",
            "uniform:min=1s,max=20s",
            "lognormal:median=8s,sigma=1.2",
            "exponential:mean=30s"),
        List.of("uniform", "lognormal", "exponential", "quantiles"),
        new Plain<>(new Quantity(Dimension.SECONDS, "s", "TIME"), QuantileTable::fixed),
        LoadFormulas::times);
  }

  private static Quantiles numbers(FormulaCall call) {
    return switch (call.name()) {
      case "uniform" -> Distributions.uniform(call.whole("min"), call.whole("max"));
      case "geometric" -> clipped(Distributions.geometric(call.number("mean")), call);
      case "zipf" ->
          Distributions.zipf(
              call.number("exponent"), call.has("min") ? call.whole("min") : 1, call.whole("max"));
      default -> real(call, call::number, FormulaCall::number);
    };
  }

  private static Quantiles times(FormulaCall call) {
    return call.name().equals("uniform")
        ? QuantileTable.uniform(call.seconds("min"), call.seconds("max"))
        : real(call, call::seconds, FormulaCall::seconds);
  }

  /** Takes a parameter of a call. */
  private interface Taker {
    double take(FormulaCall call, String key);
  }

  private static Quantiles real(FormulaCall call, ToDoubleFunction<String> value, Taker taker) {
    return switch (call.name()) {
      case "lognormal" ->
          clipped(
              Distributions.lognormal(value.applyAsDouble("median"), call.number("sigma")),
              call,
              taker);
      case "exponential" ->
          clipped(Distributions.exponential(value.applyAsDouble("mean")), call, taker);
      case "quantiles" -> quantiles(call, value);
      default -> throw new IllegalStateException(call.name());
    };
  }

  private static Quantiles clipped(Quantiles whole, FormulaCall call) {
    return clipped(whole, call, FormulaCall::number);
  }

  private static Quantiles clipped(Quantiles whole, FormulaCall call, Taker taker) {
    double least = call.has("min") ? taker.take(call, "min") : Double.NEGATIVE_INFINITY;
    double most = call.has("max") ? taker.take(call, "max") : Double.POSITIVE_INFINITY;
    return Distributions.clipped(whole, least, most);
  }

  private static Quantiles quantiles(FormulaCall call, ToDoubleFunction<String> value) {
    List<String> keys = call.keys();
    double[] fractions = new double[keys.size()];
    double[] values = new double[keys.size()];
    for (int i = 0; i < values.length; i++) {
      String key = keys.get(i);
      if (!key.matches("p[0-9]{1,3}(\\.[0-9]{1,6})?")) {
        throw new IllegalArgumentException("'" + key + "' is no percentile such as p50");
      }
      fractions[i] = Double.parseDouble(key.substring(1)) / 100;
      values[i] = value.applyAsDouble(key);
    }
    return new QuantileTable(fractions, values);
  }

  /** How a rate goes up and down. */
  public static Formula<RateCurve> curve() {
    return new Formula<>(
        "CURVE",
        List.of("sinusoid:period=24h,amplitude=0.6,peak=14h", "points:0h=0.4,9h=1.5,24h=0.4"),
        List.of("sinusoid", "points"),
        null,
        LoadFormulas::curve);
  }

  private static RateCurve curve(FormulaCall call) {
    if (call.name().equals("sinusoid")) {
      return RateCurve.sinusoid(
          call.seconds("period"),
          call.number("amplitude"),
          call.has("peak") ? call.seconds("peak") : 0);
    }
    List<String> keys = call.keys();
    double[] seconds = new double[keys.size()];
    double[] rates = new double[keys.size()];
    for (int i = 0; i < rates.length; i++) {
      seconds[i] = FormulaCall.seconds(keys.get(i), keys.get(i));
      rates[i] = call.number(keys.get(i));
    }
    return RateCurve.points(seconds, rates);
  }

  /** A random factor on the rate. */
  public static Formula<Modulation> modulation() {
    return new Formula<>(
        "FACTOR",
        List.of(
            "on-off:on=5s,off=20s",
            "on-off:on=5s,off=20s,off-rate=0.1",
            "wander:every=60s,variation=0.3"),
        List.of("on-off", "wander"),
        null,
        LoadFormulas::modulation);
  }

  private static Modulation modulation(FormulaCall call) {
    return call.name().equals("wander")
        ? new Wander(call.seconds("every"), call.number("variation"))
        : new OnOff(
            call.seconds("on"),
            call.seconds("off"),
            call.has("off-rate") ? call.number("off-rate") : 0);
  }
}
