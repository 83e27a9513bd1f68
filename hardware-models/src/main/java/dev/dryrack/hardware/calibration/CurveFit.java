package dev.dryrack.hardware.calibration;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresOptimizer;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DiagonalMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.util.Pair;

/**
 * Finds the constants of a family that make its times as near as can be to the measured ones.
 *
 * <p>What is made small is the logarithm of predicted over measured, squared where it is small and
 * its size where it is large (soft L1 around 5 %), so that few odd measurements do not bend the
 * curve. Levenberg-Marquardt, reweighted; constants stay between their bounds by a logistic
 * transform. Deterministic.
 */
final class CurveFit {

  private static final double SOFT = 0.05;
  private static final int ROUNDS = 6;
  private static final int EVALUATIONS = 60;
  private static final double STEP = 1e-4;

  private final KernelFamily family;
  private final List<Constant> constants;
  private final Observations fitted;

  private CurveFit(KernelFamily family, Observations fitted) {
    this.family = family;
    this.constants = family.constants();
    this.fitted = fitted;
  }

  /** The constants, rounded as files have them. */
  static double[] solve(KernelFamily family, Observations fitted) {
    return new CurveFit(family, fitted).solve();
  }

  /** From two starts, as the bottom may have more than one dent. */
  private double[] solve() {
    double[] near = solve(false);
    double[] far = solve(true);
    return cost(far) < 0.995 * cost(near) ? far : near;
  }

  private double cost(double[] values) {
    double cost = 0;
    for (double error : logErrors(family, values, fitted)) {
      cost += Math.sqrt(1 + error / SOFT * error / SOFT) - 1;
    }
    return cost;
  }

  /** From the usual values of the constants, or three quarters up their ranges. */
  private double[] solve(boolean high) {
    double[] point = new double[constants.size()];
    for (int i = 0; i < point.length; i++) {
      Constant constant = constants.get(i);
      double up = constant.low() + 0.75 * (constant.high() - constant.low());
      point[i] = free(constant, high ? up : constant.start());
    }
    for (int round = 0; round < ROUNDS; round++) {
      double[] weights = new double[fitted.size()];
      double[] errors = errors(point);
      for (int i = 0; i < weights.length; i++) {
        double scaled = errors[i] / SOFT;
        weights[i] = 1 / Math.sqrt(1 + scaled * scaled);
      }
      point = improve(point, weights);
    }
    double[] values = values(point);
    for (int i = 0; i < values.length; i++) {
      values[i] = constants.get(i).rounded(values[i]);
    }
    return values;
  }

  private double[] improve(double[] start, double[] weights) {
    LeastSquaresOptimizer.Optimum best =
        new LevenbergMarquardtOptimizer()
            .optimize(
                new LeastSquaresBuilder()
                    .start(start)
                    .model(this::linearised)
                    .target(new double[fitted.size()])
                    .weight(new DiagonalMatrix(weights))
                    .maxEvaluations(10 * EVALUATIONS)
                    .maxIterations(10 * EVALUATIONS)
                    .checker(
                        (iteration, before, after) ->
                            iteration >= EVALUATIONS
                                || Math.abs(before.getCost() - after.getCost())
                                    <= 1e-6 * before.getCost())
                    .build());
    return best.getPoint().toArray();
  }

  private Pair<RealVector, RealMatrix> linearised(RealVector at) {
    double[] point = at.toArray();
    double[] errors = errors(point);
    double[][] slopes = new double[errors.length][point.length];
    for (int j = 0; j < point.length; j++) {
      double[] moved = point.clone();
      moved[j] += STEP;
      double[] there = errors(moved);
      for (int i = 0; i < errors.length; i++) {
        slopes[i][j] = (there[i] - errors[i]) / STEP;
      }
    }
    return new Pair<>(new ArrayRealVector(errors, false), new Array2DRowRealMatrix(slopes, false));
  }

  private double[] errors(double[] point) {
    return logErrors(family, values(point), fitted);
  }

  /** Logarithm of predicted over measured, of each. */
  static double[] logErrors(KernelFamily family, double[] values, Observations observations) {
    double[] errors = new double[observations.size()];
    for (int i = 0; i < errors.length; i++) {
      double predicted = family.seconds(values, observations.shape(i));
      errors[i] = StrictMath.log(Math.max(1e-12, predicted) / observations.seconds(i));
    }
    return errors;
  }

  /** Absolute relative errors in ascending order. */
  static double[] sortedErrors(KernelFamily family, double[] values, Observations observations) {
    double[] errors = new double[observations.size()];
    for (int i = 0; i < errors.length; i++) {
      double predicted = family.seconds(values, observations.shape(i));
      errors[i] = Math.abs(predicted / observations.seconds(i) - 1);
    }
    Arrays.sort(errors);
    return errors;
  }

  private double[] values(double[] point) {
    double[] values = new double[point.length];
    for (int i = 0; i < values.length; i++) {
      Constant constant = constants.get(i);
      double share = 1 / (1 + StrictMath.exp(-point[i]));
      values[i] = constant.low() + (constant.high() - constant.low()) * share;
    }
    return values;
  }

  private static double free(Constant constant, double value) {
    double share = (value - constant.low()) / (constant.high() - constant.low());
    double inside = Math.max(1e-3, Math.min(1 - 1e-3, share));
    return StrictMath.log(inside / (1 - inside));
  }
}
