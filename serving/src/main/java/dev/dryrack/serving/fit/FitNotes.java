package dev.dryrack.serving.fit;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.model.ModelArchitecture;
import java.util.ArrayList;
import java.util.List;

/** What a reader of a fit report should know beside its figures. */
final class FitNotes {

  private FitNotes() {}

  static List<String> of(FitCase fit, Layout layout) {
    List<String> notes = new ArrayList<>();
    FitRequest request = fit.request();
    ModelArchitecture model = request.model();
    if (request.weights() == null) {
      notes.add(
          "weights in "
              + fit.weights().id()
              + ": "
              + (model.nativeWeights() == null ? "assumed, none are published" : "as published"));
    }
    if (request.kvPrecision() == null) {
      notes.add("KV cache in " + fit.kvPrecision().id() + ": usual for these weights and this GPU");
    }
    if (request.kvRoomFraction() == null && fit.needs().kvRoomFraction() > 0) {
      notes.add(
          "KV room of "
              + ByteText.percent(fit.needs().kvRoomFraction())
              + " of usable memory looked for, as nothing was asked for");
    }
    sequences(fit, layout, notes);
    widened(fit, notes);
    notes.addAll(fit.rules().notes(layout.plan(), fit.cluster(layout.plan().gpus())));
    graphs(layout.budget(), notes);
    if (model.mtpModules() > 0) {
      notes.add(
          "multi-token-prediction weights are not counted: plain decoding does not load them");
    }
    if (fit.rules().dense()) {
      return List.copyOf(notes);
    }
    if (layout.plan().redundantExperts() == 0) {
      notes.add("redundant experts of a load balancer are not counted");
    }
    return List.copyOf(notes);
  }

  /** What became of the sequences asked for. */
  private static void sequences(FitCase fit, Layout layout, List<String> notes) {
    FitNeeds needs = fit.needs();
    if (needs.concurrency() == 0 || layout.verdict() == Verdict.DOES_NOT_FIT) {
      return;
    }
    long perRank = needs.sequencesPerRank(layout.plan());
    int most = fit.request().limits().maxNumSeqs();
    notes.add(
        "the KV room holds the "
            + ByteText.count(needs.concurrency())
            + " sequences of "
            + ByteText.count(needs.contextTokens())
            + " tokens asked for, "
            + ByteText.count(perRank)
            + " on an attention rank"
            + (perRank > most
                ? ", but max-num-seqs lets only " + ByteText.count(most) + " of them run at once"
                : ""));
  }

  private static void widened(FitCase fit, List<String> notes) {
    GpuSpec gpu = fit.request().system().gpu();
    Precision stored = fit.weights().routedExperts();
    Precision computed = gpu.computePrecision(stored);
    if (computed.bits() > stored.bits()) {
      notes.add(
          stored.id()
              + " weights are multiplied in "
              + computed.id()
              + " on "
              + gpu.name()
              + ": they save memory, not arithmetic");
    }
  }

  private static void graphs(MemoryBudget budget, List<String> notes) {
    if (budget.outsideBytes() < budget.graphsBytes()) {
      notes.add(
          "gpu-memory-utilization leaves "
              + ByteText.bytes(budget.outsideBytes())
              + " outside for CUDA graphs and context, which usually take up to "
              + ByteText.bytes(budget.graphsBytes()));
    }
  }
}
