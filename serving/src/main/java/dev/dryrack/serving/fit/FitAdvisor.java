package dev.dryrack.serving.fit;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Answers whether a model fits: finds the best layout, or checks the one given; says why not and
 * what would help. Pure and deterministic; a question takes milliseconds.
 */
public final class FitAdvisor {

  private static final int[] CONTEXTS = {4096, 8192, 32_768, 131_072, 1_048_576};

  private FitAdvisor() {}

  /**
   * Answers a question.
   *
   * @throws dev.dryrack.serving.plan.PlanException if the plan asked for is impossible
   * @throws IllegalArgumentException if the number of GPUs is
   */
  public static FitReport advise(FitRequest request) {
    FitCase fit = new FitCase(request);
    Layout layout = fit.layout();
    ModelArchitecture model = request.model();
    MemoryBudget budget = layout.budget();
    Cluster cluster = fit.cluster(layout.plan().gpus());
    long weightsBytes = fit.memory().weightsBytes();
    return new FitReport(
        new Deployment(model, fit.weights(), fit.kvPrecision(), layout.plan(), cluster),
        request.limits(),
        request.plan() != null,
        layout.verdict(),
        layout.marginBytes(),
        (double) layout.marginBytes() / budget.usableBytes(),
        weightsBytes,
        weightsBytes / ((double) budget.usableBytes() * layout.plan().gpusPerReplica()),
        budget,
        layout.kvTokens(),
        budget.longestSequence(model),
        concurrency(budget, model, request.limits()),
        fit.bounds(),
        FitReasons.of(fit, layout),
        FitRemedies.of(fit, layout),
        FitNotes.of(fit, layout));
  }

  /**
   * The same without words: what a search over many questions needs.
   *
   * @throws dev.dryrack.serving.plan.PlanException if the plan asked for is impossible
   * @throws IllegalArgumentException if the number of GPUs is
   */
  public static FitOutline outline(FitRequest request) {
    FitCase fit = new FitCase(request);
    return outline(request, fit, fit.layout());
  }

  /**
   * Every legal plan that uses all GPUs asked for and fits, every way to spread or cut experts
   * among them, of those that are wanted; a plan asked for is ignored. In a stable order.
   *
   * @throws IllegalArgumentException if no number of GPUs is asked for
   */
  public static List<FitOutline> fitting(FitRequest request, Predicate<ShardingPlan> wanted) {
    FitCase fit = new FitCase(request);
    List<FitOutline> fitting = new ArrayList<>();
    for (Layout layout : fit.all(request.gpus(), wanted)) {
      if (layout.verdict() != Verdict.DOES_NOT_FIT) {
        fitting.add(outline(request, fit, layout));
      }
    }
    return fitting;
  }

  private static FitOutline outline(FitRequest request, FitCase fit, Layout layout) {
    return new FitOutline(
        new Deployment(
            request.model(),
            fit.weights(),
            fit.kvPrecision(),
            layout.plan(),
            fit.cluster(layout.plan().gpus())),
        request.limits(),
        layout.verdict(),
        layout.marginBytes(),
        layout.kvTokens());
  }

  /**
   * The KV precision that deployments usually take with weights on a GPU: FP8 where the linear
   * layers are in 8 bits or fewer or the GPU has FP4 arithmetic (Blackwell) and the weights are
   * quantised; BF16 otherwise. Read off published server configurations (InferenceX, 2026-08).
   */
  public static Precision usualKvPrecision(WeightRecipe weights, GpuSpec gpu) {
    boolean quantised = weights.routedExperts().bits() <= 8;
    boolean smallLinear = weights.otherLinear().bits() <= 8;
    boolean blackwell = gpu.fp4FlopsPerSecond() > 0;
    boolean eightBits = gpu.fp8FlopsPerSecond() > 0;
    return eightBits && (smallLinear || (quantised && blackwell)) ? Precision.FP8 : Precision.BF16;
  }

  static WeightRecipe weights(FitRequest request) {
    WeightRecipe asked = request.weights();
    return asked == null ? usualWeights(request.model()) : asked;
  }

  /** The weights of a model where none are asked for: as published, else FP8. */
  public static WeightRecipe usualWeights(ModelArchitecture model) {
    WeightRecipe published = model.nativeWeights();
    return published == null ? WeightRecipe.FP8 : published;
  }

  static Precision kvPrecision(FitRequest request, WeightRecipe weights) {
    Precision asked = request.kvPrecision();
    return asked == null ? usualKvPrecision(weights, request.system().gpu()) : asked;
  }

  private static List<ContextRow> concurrency(
      MemoryBudget budget, ModelArchitecture model, EngineLimits limits) {
    List<ContextRow> rows = new ArrayList<>();
    for (int context : CONTEXTS) {
      if (context < model.maxContextTokens()) {
        rows.add(ContextRow.of(context, budget, limits));
      }
    }
    rows.add(ContextRow.of(model.maxContextTokens(), budget, limits));
    return rows;
  }
}
