package dev.dryrack.cli.sampling;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.EngineKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.Setting;
import dev.dryrack.cli.scenario.UncertaintyKeys;
import dev.dryrack.cli.scenario.type.Spread;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.uncertainty.BreakEven;
import dev.dryrack.serving.uncertainty.Probability;
import dev.dryrack.serving.uncertainty.RankCorrelation;
import dev.dryrack.serving.uncertainty.SampleDesign;
import dev.dryrack.serving.uncertainty.SampleSummary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a scenario: every uncertain setting and the error of step times vary together, evenly
 * spread, the same for the same seed.
 */
public final class Sampling {

  /** Samples where nobody says how many. */
  private static final long USUAL_SAMPLES = 1000;

  /**
   * Most different values of what decides layouts and step prices: more samples use them again,
   * with other loads, prices and errors.
   */
  private static final int MOST_LAYOUTS = 1000;

  private static final double LOW = 0.1;
  private static final double HIGH = 0.9;

  private final Scenario scenario;
  private final Scenario centre;
  private final ClosedForm closedForm;
  private final List<Setting<?>> settings;
  private final List<SampledInput> inputs = new ArrayList<>();
  private final SampleDesign design;
  private final SampleDesign layouts;
  private final double[][] outputs;
  private int impossible;
  private @Nullable String firstImpossible;

  private Sampling(Scenario scenario, ClosedForm closedForm, boolean speeds) {
    this.scenario = scenario;
    this.centre = scenario.centred();
    this.closedForm = closedForm;
    this.settings = scenario.uncertain();
    for (Setting<?> setting : settings) {
      inputs.add(new SampledInput(setting.key().path(), setting.print()));
    }
    if (speeds) {
      inputs.add(new SampledInput("step times", "their stated band"));
    }
    int samples = Math.toIntExact(scenario.getOr(UncertaintyKeys.SAMPLES, USUAL_SAMPLES));
    this.design = design(samples);
    this.layouts = samples <= MOST_LAYOUTS ? design : design(MOST_LAYOUTS);
    this.outputs = new double[Output.values().length][samples];
  }

  private SampleDesign design(int samples) {
    return SampleDesign.of(
        SampleDesign.Kind.of(scenario.get(UncertaintyKeys.DESIGN)),
        inputs.stream().map(SampledInput::name).toList(),
        samples,
        scenario.get(RunKeys.SEED));
  }

  /** Where in its distribution an input lies in a sample, 0 to 1. */
  private double at(int input, int sample) {
    boolean shared = input < settings.size() && ClosedForm.isHeavy(settings.get(input));
    return shared ? layouts.row(input)[sample % layouts.samples()] : design.row(input)[sample];
  }

  private double[] row(int input) {
    double[] row = new double[samples()];
    Arrays.setAll(row, sample -> at(input, sample));
    return row;
  }

  /** Whether a scenario is to be sampled. */
  public static boolean isAskedFor(Scenario scenario) {
    return scenario.isSet(UncertaintyKeys.SAMPLES) || !scenario.uncertain().isEmpty();
  }

  /**
   * Samples a scenario.
   *
   * @param speeds whether more than memory is wanted
   * @throws UsageException if no sample is possible
   */
  public static Sampling of(Scenario scenario, Surroundings surroundings, boolean speeds) {
    Sampling sampling =
        new Sampling(scenario, new ClosedForm(scenario, surroundings, speeds), speeds);
    sampling.run();
    return sampling;
  }

  private void run() {
    double[] at = new double[settings.size()];
    for (int sample = 0; sample < samples(); sample++) {
      double[] result = result(sample, at);
      for (int output = 0; output < outputs.length; output++) {
        outputs[output][sample] = result[output];
      }
    }
    if (impossible == samples()) {
      throw new UsageException(
          "no sample is possible: " + firstImpossible + "; narrow the ranges, or move them");
    }
  }

  private double[] result(int sample, double[] at) {
    for (int i = 0; i < at.length; i++) {
      at[i] = at(i, sample);
    }
    try {
      return closedForm.outputs(scenario.at(settings, at), timeProbability(sample));
    } catch (UsageException e) {
      impossible++;
      firstImpossible = firstImpossible == null ? e.reason() : firstImpossible;
      double[] none = new double[outputs.length];
      Arrays.fill(none, Double.NaN);
      return none;
    }
  }

  /**
   * Samples at evenly spread ranks of an output, the lowest first.
   *
   * @param count how many; all that have the output, if they are fewer
   */
  int[] spread(int count, Output output) {
    double[] values = outputs[output.column()];
    int[] ranked =
        IntStream.range(0, samples())
            .filter(sample -> !Double.isNaN(values[sample]))
            .boxed()
            .sorted(Comparator.comparingDouble((Integer sample) -> values[sample]))
            .mapToInt(Integer::intValue)
            .toArray();
    int taken = Math.min(count, ranked.length);
    int[] spread = new int[taken];
    for (int i = 0; i < taken; i++) {
      spread[i] = ranked[(int) ((2L * i + 1) * ranked.length / (2L * taken))];
    }
    return spread;
  }

  /** What came out of a sample, by {@link Output}. */
  double[] outputs(int sample) {
    double[] one = new double[outputs.length];
    for (int i = 0; i < one.length; i++) {
      one[i] = outputs[i][sample];
    }
    return one;
  }

  /** The scenario of a sample, with its error of step times as a factor on all of them. */
  Scenario slowed(int sample) {
    double[] at = new double[settings.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = at(i, sample);
    }
    Scenario one = scenario.at(settings, at);
    double factor = closedForm.timeFactor(one, timeProbability(sample));
    return one.with(EngineKeys.STEP_TIME_FACTOR, one.get(EngineKeys.STEP_TIME_FACTOR) * factor);
  }

  private double timeProbability(int sample) {
    return inputs.size() > settings.size() ? at(settings.size(), sample) : 0.5;
  }

  /** What is sampled. */
  public List<SampledInput> inputs() {
    return List.copyOf(inputs);
  }

  /** How many different plans they have, where none is named. */
  public int plans() {
    return closedForm.plans();
  }

  /** How many samples were taken. */
  public int samples() {
    return design.samples();
  }

  /** Samples whose values do not go together, left out. */
  public int impossible() {
    return impossible;
  }

  /** Why the first of these is impossible; empty if none is. */
  public String whyImpossible() {
    return firstImpossible == null ? "" : firstImpossible;
  }

  /** The load at the medians, which all samples have unless it is uncertain itself. */
  public SteadyLoad load() {
    return closedForm.load(centre);
  }

  /** Samples that fit, over those that are possible. */
  public Probability fits() {
    return probability(Claim.FITS);
  }

  /** What an output comes to, over the samples that have it. */
  public SampleSummary summary(Output output) {
    return SampleSummary.of(outputs[output.column()]);
  }

  /** How a claim came out. */
  public Verdicts verdicts(Claim claim) {
    List<Verdicts.Turn> turns = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      String turn = turn(i, claim);
      if (turn != null) {
        turns.add(new Verdicts.Turn(inputs.get(i), turn));
      }
    }
    return new Verdicts(claim, probability(claim), turns);
  }

  private Probability probability(Claim claim) {
    int held = 0;
    for (int sample = 0; sample < samples(); sample++) {
      held += claim.holds(outputs(sample)) ? 1 : 0;
    }
    int judged = samples() - impossible;
    boolean shared = settings.stream().anyMatch(ClosedForm::isHeavy);
    long different = shared ? (long) judged * layouts.samples() / samples() : judged;
    return new Probability(held, judged, (int) different);
  }

  private @Nullable String turn(int input, Claim claim) {
    Spread<?> spread = settings.get(input).spread();
    if (spread == null || spread.isChoice()) {
      return null;
    }
    double place =
        BreakEven.between(
            nearest(input, 0),
            nearest(input, 1),
            probability -> claim.holds(outputsWith(input, probability, 0.5)));
    return Double.isNaN(place) ? null : written(settings.get(input), place);
  }

  /** The end of an input's range, or the nearest place to it that goes with all other medians. */
  private double nearest(int input, double end) {
    if (isPossible(input, end) || !isPossible(input, 0.5)) {
      return end;
    }
    double turn = BreakEven.between(0.5, end, probability -> !isPossible(input, probability));
    return turn + (0.5 - end) * 1e-6;
  }

  private boolean isPossible(int input, double probability) {
    return !Double.isNaN(outputsWith(input, probability, 0.5)[Output.FITS.column()]);
  }

  /** The value at a probability, to four digits. */
  private static <T> String written(Setting<T> setting, double probability) {
    ScenarioKey<T> key = setting.key();
    Spread<T> spread = setting.spread();
    if (spread == null) {
      return "";
    }
    double number = spread.distribution().quantile(probability);
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(4, RoundingMode.HALF_UP));
    return key.type().print(spread.values().apply(rounded.doubleValue()));
  }

  /** What drives an output, the strongest first. */
  public List<Swing> swings(Output output) {
    List<Swing> swings = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      double low = Double.NaN;
      double high = Double.NaN;
      for (double[] result : results(i)) {
        double value = result[output.column()];
        low = Double.isNaN(low) ? value : isChoice(i) ? Math.min(low, value) : low;
        high = isChoice(i) && value < high ? high : value;
      }
      double correlation = RankCorrelation.of(row(i), outputs[output.column()]);
      swings.add(new Swing(inputs.get(i), low, high, correlation));
    }
    swings.sort(Comparator.comparingDouble((Swing swing) -> -rank(swing)));
    return swings;
  }

  private static double rank(Swing swing) {
    return Double.isNaN(swing.width()) ? -1 : swing.width();
  }

  private boolean isChoice(int input) {
    Spread<?> spread = input < settings.size() ? settings.get(input).spread() : null;
    return spread != null && spread.isChoice();
  }

  private List<double[]> results(int input) {
    List<double[]> results = new ArrayList<>();
    if (input == settings.size()) {
      results.add(outputsWith(-1, 0, LOW));
      results.add(outputsWith(-1, 0, HIGH));
    } else if (isChoice(input)) {
      int values = settings.get(input).print().split(",", -1).length;
      for (int i = 0; i < values; i++) {
        results.add(outputsWith(input, (i + 0.5) / values, 0.5));
      }
    } else {
      results.add(outputsWith(input, LOW, 0.5));
      results.add(outputsWith(input, HIGH, 0.5));
    }
    return results;
  }

  /** The outputs with one input moved, or none, and all others at their medians. */
  private double[] outputsWith(int input, double probability, double time) {
    Function<Scenario, double[]> outputsOf = changed -> closedForm.outputs(changed, time);
    try {
      return outputsOf.apply(
          input < 0 ? centre : centre.at(List.of(settings.get(input)), new double[] {probability}));
    } catch (UsageException impossibleAlone) {
      double[] none = new double[outputs.length];
      Arrays.fill(none, Double.NaN);
      return none;
    }
  }
}
