package dev.dryrack.serving.fit;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.memory.MemorySettings;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import org.jspecify.annotations.Nullable;

/**
 * The question whether a model fits.
 *
 * @param model what is to be served
 * @param weights precisions of its weights; null for the published ones, FP8 if none are
 * @param kvPrecision precision of its KV cache; null for the usual one, {@link
 *     FitAdvisor#usualKvPrecision}
 * @param system what it is to run on
 * @param gpus how many GPUs; 0 for the fewest that hold it
 * @param plan how it is to be spread; null for the best way
 * @param limits the engine's
 * @param settings memory constants
 * @param kvRoomFraction share of usable memory that must be left for KV cache; null if nobody says
 * @param contextTokens context of the sequences that must fit at once; 0 if none is asked for
 * @param concurrency how many of them, in all replicas together; 0 if none is asked for
 */
public record FitRequest(
    ModelArchitecture model,
    @Nullable WeightRecipe weights,
    @Nullable Precision kvPrecision,
    SystemSpec system,
    int gpus,
    @Nullable ShardingPlan plan,
    EngineLimits limits,
    MemorySettings settings,
    @Nullable Double kvRoomFraction,
    int contextTokens,
    int concurrency) {

  /** For {@code gpus}: the fewest that hold the model. */
  public static final int AUTO = 0;

  /** KV room that is looked for when the number of GPUs is and nothing else is asked for. */
  public static final double AUTO_KV_ROOM_FRACTION = 0.2;

  private static final int WORKING_CONTEXT_TOKENS = 131_072;

  public FitRequest {
    require(gpus >= 0, "gpus", gpus, "0 (the fewest that hold it) or more");
    if (kvRoomFraction != null) {
      require(kvRoomFraction >= 0 && kvRoomFraction < 1, "kv-room", kvRoomFraction, "0 to below 1");
    }
    require(contextTokens >= 0, "context", contextTokens, "0 or more");
    require(concurrency >= 0, "concurrency", concurrency, "0 or more");
    require(
        (contextTokens > 0) == (concurrency > 0),
        "concurrency",
        concurrency,
        "given together with context");
    require(
        limits.maxModelLen() <= model.maxContextTokens(),
        "max-model-len",
        limits.maxModelLen(),
        "at most the model's " + model.maxContextTokens() + " tokens");
    require(
        contextTokens <= model.maxContextTokens(),
        "context",
        contextTokens,
        "at most the model's " + model.maxContextTokens() + " tokens");
  }

  /** The question with usual limits and nothing asked for beyond them. */
  public static FitRequest of(ModelArchitecture model, SystemSpec system, int gpus) {
    return new FitRequest(
        model,
        null,
        null,
        system,
        gpus,
        null,
        usualLimits(model),
        MemorySettings.DEFAULT,
        null,
        0,
        0);
  }

  /**
   * vLLM's usual limits; a working context of 131,072 tokens, or the model's if that is shorter
   * (assumed).
   */
  public static EngineLimits usualLimits(ModelArchitecture model) {
    int context = Math.min(model.maxContextTokens(), WORKING_CONTEXT_TOKENS);
    return new EngineLimits(256, 8192, 0, 16, 0.9, context);
  }

  /** The same question with other weights. */
  public FitRequest withWeights(WeightRecipe recipe) {
    return with(recipe, kvPrecision, gpus, plan, limits);
  }

  /** The same question with another KV precision. */
  public FitRequest withKvPrecision(Precision precision) {
    return with(weights, precision, gpus, plan, limits);
  }

  /** The same question for other GPUs and the best plan for them. */
  public FitRequest withGpus(int count) {
    return with(weights, kvPrecision, count, null, limits);
  }

  /** The same question for exactly one plan and as many GPUs as it takes. */
  public FitRequest withPlan(ShardingPlan exactly) {
    return with(weights, kvPrecision, exactly.gpus(), exactly, limits);
  }

  /** The same question under other limits. */
  public FitRequest withLimits(EngineLimits other) {
    return with(weights, kvPrecision, gpus, plan, other);
  }

  /** The same question with a KV room asked for. */
  public FitRequest withKvRoom(double fraction) {
    return asking(fraction, contextTokens, concurrency);
  }

  /** The same question with a number of sequences asked for. */
  public FitRequest withSequences(int tokens, int count) {
    return asking(kvRoomFraction, tokens, count);
  }

  /** Another deployment of which the same is asked. */
  private FitRequest with(
      @Nullable WeightRecipe recipe,
      @Nullable Precision cache,
      int count,
      @Nullable ShardingPlan layout,
      EngineLimits bounds) {
    return new FitRequest(
        model,
        recipe,
        cache,
        system,
        count,
        layout,
        bounds,
        settings,
        kvRoomFraction,
        contextTokens,
        concurrency);
  }

  /** The same deployment of which something else is asked. */
  private FitRequest asking(@Nullable Double room, int context, int sequences) {
    return new FitRequest(
        model,
        weights,
        kvPrecision,
        system,
        gpus,
        plan,
        limits,
        settings,
        room,
        context,
        sequences);
  }

  private static void require(boolean holds, String name, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " = " + value + ": must be " + expected);
    }
  }
}
