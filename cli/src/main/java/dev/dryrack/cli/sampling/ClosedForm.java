package dev.dryrack.cli.sampling;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.resolve.EconomicsChoice;
import dev.dryrack.cli.resolve.MeanRequest;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.scenario.EconomicsKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.Setting;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.economics.Ledger;
import dev.dryrack.serving.estimate.Estimator;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.estimate.SteadyRates;
import dev.dryrack.serving.fit.FitAdvisor;
import dev.dryrack.serving.fit.FitOutline;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.sim.random.NormalQuantile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The closed form of scenarios that differ in a few values.
 *
 * <p>Layout, memory and step prices are worked out once for all samples that agree in what decides
 * them; models made by rule agree where the rule gives the same layers, whatever parameters were
 * asked for. A sample that differs only in load, price, power or the error of step times costs some
 * microseconds. Not for several threads at once.
 */
public final class ClosedForm {

  /** Requests per attention rank where nobody says how many. */
  private static final long USUAL_PER_RANK = 32;

  /** Standard deviations that bound the middle 80 %. */
  private static final double DEVIATIONS_OF_BAND = 1.2815515655446004;

  /** Keys that decide neither layout nor step prices. */
  private static final List<String> LIGHT = List.of("load.", "cost.", "economics.");

  /** What samples share; the estimator is null if it does not fit or speeds are not wanted. */
  private record Prepared(FitOutline outline, @Nullable Estimator estimator) {}

  private final Surroundings surroundings;
  private final List<Setting<?>> heavy;
  private final boolean modelVaries;
  private final boolean speeds;
  private final Map<List<Object>, Prepared> known = new HashMap<>();

  /** Requests at once in all samples where nobody says how many; 0 if that depends on them. */
  private final long usual;

  /**
   * The closed form of a scenario and its samples.
   *
   * @param scenario says what varies
   * @param speeds whether more than memory is wanted
   */
  public ClosedForm(Scenario scenario, Surroundings surroundings, boolean speeds) {
    this.surroundings = surroundings;
    this.speeds = speeds;
    this.heavy = scenario.uncertain().stream().filter(ClosedForm::isHeavy).toList();
    this.modelVaries = heavy.stream().anyMatch(ClosedForm::isOfModelRule);
    this.usual = speeds ? usual(scenario.centred()) : 0;
  }

  /** Whether a setting decides layout or step prices, which take longest to work out. */
  static boolean isHeavy(Setting<?> setting) {
    return LIGHT.stream().noneMatch(setting.key().path()::startsWith);
  }

  private static boolean isOfModelRule(Setting<?> setting) {
    return setting.key().path().startsWith("model.")
        && !setting.key().path().equals("model.id")
        && !setting.key().path().equals("model.quantization");
  }

  /** How many different layouts were worked out so far. */
  public int prepared() {
    return known.size();
  }

  /** How many different plans were taken so far. */
  int plans() {
    return (int)
        known.values().stream()
            .map(found -> found.outline().deployment().plan())
            .distinct()
            .count();
  }

  /**
   * The outputs of a scenario without uncertain values, by {@link Output}.
   *
   * @param timeProbability where in its distribution the error of step times lies; 0.5 for none
   * @throws UsageException if it is impossible
   */
  public double[] outputs(Scenario scenario, double timeProbability) {
    Resolver resolver = new Resolver(scenario, surroundings);
    Prepared prepared = prepared(scenario, resolver);
    FitOutline outline = prepared.outline();
    double[] outputs = new double[Output.values().length];
    Arrays.fill(outputs, Double.NaN);
    outputs[Output.FITS.column()] = outline.fits() ? 1 : 0;
    outputs[Output.KV_TOKENS.column()] = outline.fits() ? outline.kvTokens() : Double.NaN;
    outputs[Output.GPUS.column()] = outline.deployment().plan().gpus();
    Estimator estimator = prepared.estimator();
    if (estimator == null) {
      return outputs;
    }
    SteadyLoad load = load(scenario, outline);
    if ((long) load.inputTokens() + load.outputTokens() > outline.limits().maxModelLen()) {
      throw new UsageException("a request is longer than max-model-len");
    }
    double band = estimator.evidence().relativeBand();
    speeds(estimator.rates(load).slower(factor(timeProbability, band)), outline, load, outputs);
    money(scenario, resolver, outline, estimator.rates(load).inputShare(), load, outputs);
    return outputs;
  }

  /**
   * How many times as long steps take: log-normal, so that the band holds its middle 80 %.
   *
   * @param relativeBand half-width of the band
   */
  static double factor(double probability, double relativeBand) {
    double deviations = NormalQuantile.of(Math.min(0.999, Math.max(0.001, probability)));
    return StrictMath.exp(deviations * StrictMath.log1p(relativeBand) / DEVIATIONS_OF_BAND);
  }

  /** The factor on step times of a sample that fits. */
  double timeFactor(Scenario scenario, double timeProbability) {
    Estimator estimator = prepared(scenario, new Resolver(scenario, surroundings)).estimator();
    return factor(timeProbability, Objects.requireNonNull(estimator).evidence().relativeBand());
  }

  private Prepared prepared(Scenario scenario, Resolver resolver) {
    List<Object> signature = new ArrayList<>();
    for (Setting<?> setting : heavy) {
      if (!isOfModelRule(setting)) {
        signature.add(Objects.requireNonNull(scenario.find(setting.key())));
      }
    }
    if (modelVaries) {
      ModelArchitecture model = resolver.model();
      signature.add(model.hiddenSize());
      signature.add(model.vocabularySize());
      signature.add(model.layers());
    }
    Prepared found = known.get(signature);
    if (found == null) {
      found = prepare(resolver);
      known.put(signature, found);
    }
    return found;
  }

  private Prepared prepare(Resolver resolver) {
    FitOutline outline;
    try {
      outline = FitAdvisor.outline(resolver.fitRequest());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    boolean priced = speeds && outline.fits();
    return new Prepared(
        outline,
        priced
            ? new Estimator(outline.deployment(), outline.limits(), resolver.costSettings())
            : null);
  }

  /** As many requests at once as suit the layout of the medians, for all samples alike. */
  private long usual(Scenario centre) {
    try {
      return usual(prepared(centre, new Resolver(centre, surroundings)).outline());
    } catch (UsageException impossible) {
      return 0;
    }
  }

  private static long usual(FitOutline outline) {
    ShardingPlan plan = outline.deployment().plan();
    return USUAL_PER_RANK * plan.attentionDp() * plan.replicas();
  }

  private SteadyLoad load(Scenario scenario, FitOutline outline) {
    long concurrency =
        scenario.getOr(LoadKeys.MAX_CONCURRENCY, usual == 0 ? usual(outline) : usual);
    return MeanRequest.of(scenario).atOnce(Math.toIntExact(concurrency));
  }

  /** The load of a scenario, whether it fits or not. */
  SteadyLoad load(Scenario scenario) {
    return load(scenario, prepared(scenario, new Resolver(scenario, surroundings)).outline());
  }

  private static void speeds(
      SteadyRates rates, FitOutline outline, SteadyLoad load, double[] outputs) {
    double system = rates.requestsPerSecond() * load.outputTokens();
    outputs[Output.TTFT.column()] = rates.ttftSeconds();
    outputs[Output.TPOT.column()] = rates.tpotSeconds();
    outputs[Output.USER.column()] = 1 / rates.tpotSeconds();
    outputs[Output.SYSTEM.column()] = system;
    outputs[Output.REQUESTS.column()] = rates.requestsPerSecond();
    outputs[Output.GPU.column()] = system / outline.deployment().plan().gpus();
  }

  private static void money(
      Scenario scenario,
      Resolver resolver,
      FitOutline outline,
      double inputShare,
      SteadyLoad load,
      double[] outputs) {
    SystemSpec system = outline.deployment().cluster().system();
    double perSecond = outputs[Output.SYSTEM.column()];
    Ledger ledger =
        Ledger.of(
            outline.deployment().plan().gpus(),
            resolver.price(system).usdPerGpuHour(),
            EconomicsChoice.power(scenario, system),
            scenario.get(EconomicsKeys.UTILIZATION),
            perSecond / load.outputTokens() * load.inputTokens(),
            perSecond,
            inputShare);
    outputs[Output.USD_DAY.column()] = ledger.usdPerDay();
    outputs[Output.USD_INPUT.column()] = ledger.usdPerMillionInput();
    outputs[Output.USD_OUTPUT.column()] = ledger.usdPerMillionOutput();
    outputs[Output.USD_OUTPUT_ALL.column()] = ledger.usdPerMillionAllOnOutput();
    outputs[Output.USD_BLENDED.column()] = ledger.usdPerMillionBlended();
    outputs[Output.KILOWATTS.column()] = ledger.facilityWatts() / 1000;
    outputs[Output.JOULES.column()] = ledger.joulesPerOutputToken();
    outputs[Output.CARBON.column()] = ledger.kilogramsPerMillionOutput();
  }
}
