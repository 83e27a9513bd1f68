package dev.dryrack.serving.validation;

import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.serving.cost.Calibration;
import dev.dryrack.serving.cost.EngineOverhead;
import dev.dryrack.serving.cost.EngineProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Fits what an engine adds to its kernels to measured deployments under closed loops.
 *
 * <p>First the factor on fixed times and the host's time per step and per sequence, to the time per
 * output token: every trial simulates the rows, with ten requests of each client. Then what the
 * client sees later of a first token, to the time to first token of those simulations. Both make
 * the mean size of the logarithm of predicted over measured small, by a search along one constant
 * after the other, from an engine that adds what engines usually add; leaving that costs a little,
 * X Deterministic.
 */
public final class EngineCalibrator {

  private static final int WAVES = 10;

  /** More rows than these do not move the constants, and each trial simulates all. */
  private static final int MOST_FITTED = 90;

  private static final int ROUNDS = 4;
  private static final int FEWEST = 3;
  private static final double MOST_HOST_SECONDS = 5e-3;
  private static final double MOST_SEQUENCE_SECONDS = 100e-6;
  private static final double MOST_FRONTEND_SECONDS = 0.5;
  private static final double MOST_STEPS = 40;

  /** What a constant costs that lies one step of its search from the usual, per row. */
  private static final double RIDGE = 0.0007;

  private static final double USUAL_FIXED = 1;
  private static final double USUAL_HOST_SECONDS = 300e-6;
  private static final double USUAL_STRETCH = 1;
  private static final double USUAL_LOOP_STEPS = 1.5;

  /** 5–10 ms at light load were seen of vLLM 0.15.1 (inference-sim, traces of its experiments). */
  private static final double USUAL_FRONTEND_SECONDS = 7e-3;

  /**
   * What came of it.
   *
   * @param profile the fitted profile
   * @param rows rows used, fitted or held out
   * @param refused rows that could not be, of all
   * @param errors one line for each metric and part
   */
  public record Result(EngineProfile profile, int rows, int refused, List<Errors> errors) {}

  /**
   * Errors before and after.
   *
   * @param metric {@code tpot} or {@code ttft}
   * @param heldOut whether of rows that were not fitted to
   * @param rows how many
   */
  public record Errors(
      String metric,
      boolean heldOut,
      int rows,
      double medianBefore,
      double meanBefore,
      double medianAfter,
      double meanAfter) {}

  /** One row with what was measured, NaN if set aside, and which part it is of. */
  private record Case(EndToEndRow row, double ttftSeconds, double tpotSeconds, boolean heldOut) {}

  /** A constant of a profile that is searched along. */
  private record Dial(
      ToDoubleFunction<EngineProfile> value,
      Setting setting,
      double step,
      double low,
      double high) {}

  /** Puts a value in. */
  private interface Setting {
    EngineProfile of(EngineProfile profile, double value);
  }

  private final Calibration calibration;
  private final EngineProfile base;
  private final List<Case> cases = new ArrayList<>();
  private String heldOutModel = "";
  private int refused;
  private boolean hopper;
  private boolean blackwell;

  /**
   * A calibrator.
   *
   * @param base the profile to begin with
   * @param calibration constants of kernels
   */
  public EngineCalibrator(EngineProfile base, Calibration calibration) {
    this.base = base;
    this.calibration = calibration;
  }

  /**
   * Holds out the rows of one model and no others; where all are of that model, nothing is fitted
   * and what engines usually add is what is tried.
   *
   * @param model its id
   */
  public EngineCalibrator holdingOut(String model) {
    heldOutModel = model;
    return this;
  }

  /** Adds the rows of a table of closed loops that ran on the engine of the profile. */
  public EngineCalibrator endToEnd(Path file) {
    add(EndToEndFile.table(file).rows(), false);
    return this;
  }

  /** Adds results of benchmarks, which are taken to be of the profile whatever they say. */
  public EngineCalibrator benchmarks(BenchmarkFiles files) {
    add(files.table().rows(), true);
    return this;
  }

  private void add(List<PointTable.Row> rows, boolean all) {
    SetAside setAside = new SetAside(rows);
    Set<String> seen = new HashSet<>();
    List<PointTable.Row> usable = new ArrayList<>();
    Set<String> configurations = new HashSet<>();
    for (PointTable.Row row : rows) {
      boolean measured =
          row.number("silicon_ttft_ms", 0) > 0 && row.number("silicon_tpot_ms", 0) > 0;
      if (measured
          && row.text("mode").equals("agg")
          && seen.add(Split.measurement(row))
          && (all || setAside.reason(row, "tpot").isEmpty())
          && understood(row, all)) {
        usable.add(row);
        configurations.add(EndToEndFile.configuration(row));
      } else {
        refused++;
      }
    }
    boolean few = configurations.size() < FEWEST;
    for (PointTable.Row row : usable) {
      boolean heldOut =
          !heldOutModel.isEmpty()
              ? heldOutModel.equals(new EndToEndRow(row).modelId())
              : few
                  ? usable.size() > FEWEST && cases.size() % FEWEST == 1
                  : !Split.isFitted(EndToEndFile.configuration(row));
      cases.add(
          new Case(
              new EndToEndRow(row).on(base),
              all || setAside.reason(row, "ttft").isEmpty()
                  ? row.number("silicon_ttft_ms", 0) * 1e-3
                  : Double.NaN,
              row.number("silicon_tpot_ms", 0) * 1e-3,
              heldOut));
    }
  }

  /** Whether a row can be predicted, and is of the profile. */
  private boolean understood(PointTable.Row row, boolean all) {
    try {
      EndToEndRow understood = new EndToEndRow(row);
      understood.check();
      return all || understood.builtIn().id().equals(base.id());
    } catch (Refusal refusal) {
      if (all) {
        throw new FactException(List.of(row.place() + ": " + refusal.reason()));
      }
      return false;
    }
  }

  /**
   * Fits.
   *
   * @throws FactException if there are fewer than three rows to fit to
   */
  public Result fit() {
    List<Case> fitted = thinned();
    if (fitted.size() < FEWEST && heldOutModel.isEmpty()) {
      throw new FactException(
          List.of(
              "only "
                  + fitted.size()
                  + " measurements of "
                  + base.id()
                  + " can be fitted to: at least "
                  + FEWEST
                  + " are needed"));
    }
    hopper = cases.stream().anyMatch(one -> !one.row().blackwell());
    blackwell = cases.stream().anyMatch(one -> one.row().blackwell());
    EngineProfile profile = usual(base);
    if (fitted.size() < FEWEST) {
      return new Result(profile, cases.size(), refused, errors(profile));
    }
    List<Dial> steps = stepDials();
    for (int round = 0; round < ROUNDS; round++) {
      for (Dial dial : steps) {
        profile = search(profile, dial, round, fitted.size(), trial -> tpotCost(trial, fitted));
      }
    }
    profile = fitClient(Calibration.rounded(profile), fitted);
    return new Result(profile, cases.size(), refused, errors(profile));
  }

  /** What a client sees later of a first token, where steps are known. */
  EngineProfile fitClient(EngineProfile steady) {
    hopper = cases.stream().anyMatch(one -> !one.row().blackwell());
    blackwell = cases.stream().anyMatch(one -> one.row().blackwell());
    return fitClient(steady, thinned());
  }

  private EngineProfile fitClient(EngineProfile steady, List<Case> fitted) {
    EngineProfile profile = usualClient(steady);
    List<Prediction> raw = predict(unseen(steady), fitted);
    for (int round = 0; round < 2 * ROUNDS; round++) {
      for (Dial dial : clientDials()) {
        profile =
            search(profile, dial, round, fitted.size(), trial -> ttftCost(trial, fitted, raw));
      }
    }
    return Calibration.rounded(profile);
  }

  /** The rows to fit to, evenly thinned. */
  private List<Case> thinned() {
    List<Case> all = cases.stream().filter(one -> !one.heldOut()).toList();
    if (all.size() <= MOST_FITTED) {
      return all;
    }
    List<Case> some = new ArrayList<>();
    for (int i = 0; i < MOST_FITTED; i++) {
      some.add(all.get((int) ((long) i * all.size() / MOST_FITTED)));
    }
    return some;
  }

  /** Moves along one constant as long as that helps, in steps that halve with every round. */
  private EngineProfile search(
      EngineProfile start, Dial dial, int round, int rows, ToDoubleFunction<EngineProfile> misfit) {
    double step = dial.step() / (1 << round);
    double usual = dial.value().applyAsDouble(usual(start));
    ToDoubleFunction<EngineProfile> cost =
        trial -> {
          double away = (dial.value().applyAsDouble(trial) - usual) / dial.step();
          return misfit.applyAsDouble(trial) + RIDGE * rows * away * away;
        };
    EngineProfile best = start;
    double least = cost.applyAsDouble(best);
    for (int direction : new int[] {1, -1}) {
      while (true) {
        double moved = dial.value().applyAsDouble(best) + direction * step;
        double value = Math.max(dial.low(), Math.min(dial.high(), moved));
        EngineProfile trial = dial.setting().of(best, value);
        double tried = cost.applyAsDouble(trial);
        if (tried >= least * (1 - 1e-6)) {
          break;
        }
        best = trial;
        least = tried;
      }
    }
    return best;
  }

  /** The same engine adding what engines usually add. */
  private EngineProfile usual(EngineProfile profile) {
    return usualClient(
        profile.with(
            profile
                .overhead()
                .withFixedScales(
                    hopper ? USUAL_FIXED : Double.NaN, blackwell ? USUAL_FIXED : Double.NaN)
                .withHost(USUAL_HOST_SECONDS, 0)));
  }

  private static EngineProfile usualClient(EngineProfile profile) {
    return profile.withClient(
        USUAL_STRETCH,
        profile.firstTokenSteps(),
        USUAL_LOOP_STEPS,
        USUAL_FRONTEND_SECONDS,
        profile.streamInterval());
  }

  private List<Dial> stepDials() {
    List<Dial> dials = new ArrayList<>();
    if (hopper) {
      dials.add(
          new Dial(
              profile -> profile.overhead().hopperFixedScale(),
              (profile, value) -> profile.with(overhead(profile, value, Double.NaN)),
              0.2,
              0.2,
              4));
    }
    if (blackwell) {
      dials.add(
          new Dial(
              profile -> profile.overhead().blackwellFixedScale(),
              (profile, value) -> profile.with(overhead(profile, Double.NaN, value)),
              0.2,
              0.2,
              4));
    }
    dials.add(
        new Dial(
            profile -> profile.overhead().hostSecondsPerStep(),
            (profile, value) -> profile.with(profile.overhead().withHost(value, Double.NaN)),
            200e-6,
            0,
            MOST_HOST_SECONDS));
    if (base.overhead().hostSecondsPerSequence() > 0) {
      dials.add(perSequence());
    }
    return dials;
  }

  /** Engines that schedule asynchronously, whose profiles say 0, hide it behind the GPU. */
  private static Dial perSequence() {
    return new Dial(
        profile -> profile.overhead().hostSecondsPerSequence(),
        (profile, value) -> profile.with(profile.overhead().withHost(Double.NaN, value)),
        8e-6,
        0,
        MOST_SEQUENCE_SECONDS);
  }

  private static EngineOverhead overhead(EngineProfile profile, double hopper, double blackwell) {
    return profile.overhead().withFixedScales(hopper, blackwell);
  }

  private static List<Dial> clientDials() {
    return List.of(
        new Dial(
            EngineProfile::firstTokenStretch,
            (profile, value) -> client(profile, value, Double.NaN, Double.NaN),
            0.2,
            0.6,
            4),
        new Dial(
            EngineProfile::closedLoopSteps,
            (profile, value) -> client(profile, Double.NaN, value, Double.NaN),
            2,
            0,
            MOST_STEPS),
        new Dial(
            EngineProfile::frontendSeconds,
            (profile, value) -> client(profile, Double.NaN, Double.NaN, value),
            10e-3,
            0,
            MOST_FRONTEND_SECONDS));
  }

  private static EngineProfile client(
      EngineProfile profile, double stretch, double steps, double frontend) {
    return profile.withClient(
        Double.isNaN(stretch) ? profile.firstTokenStretch() : stretch,
        profile.firstTokenSteps(),
        Double.isNaN(steps) ? profile.closedLoopSteps() : steps,
        Double.isNaN(frontend) ? profile.frontendSeconds() : frontend,
        profile.streamInterval());
  }

  /** A client that sees every token as soon as the engine has it. */
  private static EngineProfile unseen(EngineProfile profile) {
    return profile.withClient(1, 0, 0, 0, 1);
  }

  private List<Prediction> predict(EngineProfile profile, List<Case> some) {
    PricedPlan.Cache cache = new PricedPlan.Cache(calibration);
    return some.parallelStream().map(one -> one.row().on(profile).predict(cache, WAVES)).toList();
  }

  private double tpotCost(EngineProfile profile, List<Case> some) {
    List<Prediction> predictions = predict(profile, some);
    double cost = 0;
    for (int i = 0; i < some.size(); i++) {
      cost += size(predictions.get(i).tpotSeconds(), some.get(i).tpotSeconds());
    }
    return cost;
  }

  private static double ttftCost(EngineProfile profile, List<Case> some, List<Prediction> unseen) {
    double cost = 0;
    for (int i = 0; i < some.size(); i++) {
      if (Double.isNaN(some.get(i).ttftSeconds())) {
        continue;
      }
      Prediction prediction = unseen.get(i);
      ClientView client = new ClientView(profile, some.get(i).row().meanOutput(), true);
      double held = prediction.heldSeconds();
      double seen = client.ttftSeconds(prediction.ttftSeconds() - held, prediction.tpotSeconds());
      cost += size(seen + held, some.get(i).ttftSeconds());
    }
    return cost;
  }

  private static double size(double predicted, double measured) {
    return Math.abs(StrictMath.log(predicted / measured));
  }

  private List<Errors> errors(EngineProfile profile) {
    List<Prediction> before = predict(base, cases);
    List<Prediction> after = predict(profile, cases);
    List<Errors> lines = new ArrayList<>();
    for (String metric : List.of("tpot", "ttft")) {
      for (boolean heldOut : new boolean[] {false, true}) {
        double[] old = errors(before, metric, heldOut);
        double[] now = errors(after, metric, heldOut);
        if (old.length > 0) {
          lines.add(
              new Errors(
                  metric, heldOut, old.length, median(old), mean(old), median(now), mean(now)));
        }
      }
    }
    return lines;
  }

  private double[] errors(List<Prediction> predictions, String metric, boolean heldOut) {
    List<Double> errors = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Case one = cases.get(i);
      if (one.heldOut() == heldOut) {
        Prediction prediction = predictions.get(i);
        double ratio =
            metric.equals("tpot")
                ? prediction.tpotSeconds() / one.tpotSeconds()
                : prediction.ttftSeconds() / one.ttftSeconds();
        if (!Double.isNaN(ratio)) {
          errors.add(Math.abs(ratio - 1));
        }
      }
    }
    return errors.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }
}
