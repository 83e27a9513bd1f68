package dev.dryrack.serving.fit;

import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.model.WeightRecipes;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would make a layout fit, changing one thing at a time: another layout on the same GPUs, a
 * shorter longest sequence, KV cache in FP8, the least smaller weights, the fewest more GPUs.
 */
final class FitRemedies {

  private static final List<String> SMALLER = List.of("fp8", "mxfp4", "nvfp4", "mxfp4-fp8");

  private final FitCase fit;
  private final Layout layout;
  private final int gpus;
  private final List<Remedy> remedies = new ArrayList<>();

  private FitRemedies(FitCase fit, Layout layout) {
    this.fit = fit;
    this.layout = layout;
    this.gpus = layout.plan().gpus();
  }

  static List<Remedy> of(FitCase fit, Layout layout) {
    if (layout.verdict() == Verdict.FITS) {
      return List.of();
    }
    FitRemedies remedies = new FitRemedies(fit, layout);
    remedies.otherLayout();
    remedies.shorterContext();
    remedies.kvInEightBits();
    remedies.smallerWeights();
    remedies.moreGpus();
    return List.copyOf(remedies.remedies);
  }

  private void otherLayout() {
    if (fit.request().plan() != null) {
      add(Remedy.Kind.LAYOUT, "the layout", fit, fit.best(gpus));
    }
  }

  private void shorterContext() {
    long longest = layout.budget().longestSequence(fit.request().model());
    int fits = (int) Math.min(longest / FitNeeds.TIGHT_SEQUENCES, fit.needs().maxModelLen() - 1);
    if (fits < 2) {
      return;
    }
    EngineLimits limits = withMaxModelLen(fit.request().limits(), fits);
    FitCase shorter = new FitCase(fit.request().withLimits(limits));
    Layout same = Layout.of(layout.plan(), shorter.memory().budget(layout.plan()), shorter.needs());
    add(Remedy.Kind.CONTEXT, "max-model-len " + ByteText.count(fits), shorter, same);
  }

  private void kvInEightBits() {
    boolean hasFp8 = fit.request().system().gpu().fp8FlopsPerSecond() > 0;
    if (fit.kvPrecision().bits() > 8 && hasFp8 && layout.budget().kvRoomBytes() > 0) {
      FitCase smaller = new FitCase(fixed().withKvPrecision(Precision.FP8));
      add(Remedy.Kind.KV_PRECISION, "KV cache in fp8", smaller, smaller.best(gpus));
    }
  }

  private void smallerWeights() {
    List<FitCase> cases = new ArrayList<>();
    for (String id : SMALLER) {
      WeightRecipe recipe = WeightRecipes.of(id, fit.request().model());
      FitCase other = new FitCase(fixed().withWeights(recipe));
      if (other.memory().weightsBytes() < fit.memory().weightsBytes()) {
        cases.add(other);
      }
    }
    cases.sort(Comparator.comparingLong((FitCase c) -> c.memory().weightsBytes()).reversed());
    for (FitCase smaller : cases) {
      String change =
          "weights in "
              + smaller.weights().id()
              + " ("
              + ByteText.bytes(smaller.memory().weightsBytes())
              + (smaller.kvPrecision() == fit.kvPrecision()
                  ? ")"
                  : "; KV cache then in " + smaller.kvPrecision().id() + ")");
      if (add(Remedy.Kind.WEIGHTS, change, smaller, smaller.best(gpus))) {
        return;
      }
    }
  }

  private void moreGpus() {
    boolean tight = layout.verdict() == Verdict.TIGHT;
    Layout more = fit.fewest(gpus, tight ? Verdict.FITS : Verdict.TIGHT);
    if (more != null && !addGpus(more) && !tight) {
      Layout roomy = fit.fewest(more.plan().gpus(), Verdict.FITS);
      if (roomy != null) {
        addGpus(roomy);
      }
    }
  }

  private boolean addGpus(Layout more) {
    return add(Remedy.Kind.GPUS, more.plan().gpus() + " GPUs instead of " + gpus, fit, more);
  }

  /** The request for the GPUs at hand, with what it left open as it was decided. */
  private FitRequest fixed() {
    return fit.request().withGpus(gpus).withKvRoom(fit.needs().kvRoomFraction());
  }

  private boolean add(Remedy.Kind kind, String change, FitCase after, @Nullable Layout found) {
    if (found == null || found.verdict().compareTo(layout.verdict()) >= 0) {
      return false;
    }
    String text =
        change
            + (found.plan().equals(layout.plan()) ? "" : " with " + found.plan().label())
            + ": "
            + found.verdict().label()
            + ", "
            + ByteText.bytes(found.marginBytes())
            + " per rank to spare";
    remedies.add(
        new Remedy(
            kind,
            text,
            after.weights(),
            after.kvPrecision(),
            found.plan(),
            after.needs().maxModelLen()));
    return found.verdict() == Verdict.FITS;
  }

  private static EngineLimits withMaxModelLen(EngineLimits limits, int maxModelLen) {
    return new EngineLimits(
        limits.maxNumSeqs(),
        limits.maxNumBatchedTokens(),
        limits.longPrefillTokenThreshold(),
        limits.blockSize(),
        limits.gpuMemoryUtilization(),
        maxModelLen);
  }
}
