package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.model.ParameterCounts;
import java.util.List;

/** What sparsity and the streaming of weights from host memory change. */
final class ShapesAndStreams {

  private static final List<String> SPARSITIES = List.of("8t-a80b", "8t-a160b", "8t-a320b");
  private static final List<String> STREAMED = List.of("deepseek-r1", "kimi-k3", "8t-a160b");

  private ShapesAndStreams() {}

  static void tell(StudyKit kit, StudyReport report) {
    Table sparsity = new Table("8T, 4 bits, one GB200 NVL72", ">active", ">tok/s alone");
    for (String model : SPARSITIES) {
      String[] changes = {
        "model.id=" + model, "model.quantization=nvfp4", "system.id=gb200-nvl72", "system.gpus=72"
      };
      FitReport fit = kit.fit(changes);
      var search = kit.plans(plan -> plan.attentionDp() == 1 || plan.equals(fit.plan()), changes);
      sparsity.row(
          model,
          Figures.count(ParameterCounts.of(fit.deployment().model()).activeExcludingEmbedding()),
          search.points().isEmpty() ? "-" : Figures.digits(search.frontier().get(0).perUser(), 3));
    }
    report.table("Sparsity: the same size with fewer and more active parameters", sparsity);
    Table stream = new Table("4 bits, experts in host memory", ">host memory", ">tok/s at most");
    for (String model : STREAMED) {
      FitReport fit =
          kit.fit(
              "model.id=" + model,
              "model.quantization=nvfp4",
              "system.id=rtx-pro-6000",
              "system.gpus=1");
      ParameterCounts counts = ParameterCounts.of(fit.deployment().model());
      double active =
          (double) fit.weightsBytes() * counts.activeExcludingEmbedding() / counts.total();
      GpuSpec gpu = fit.deployment().cluster().system().gpu();
      stream.row(
          model,
          Figures.bytes(fit.weightsBytes()),
          Figures.digits(gpu.hostLinkBytesPerSecond() / active, 2));
    }
    report.table(
        "Offload: weights streamed to one RTX PRO 6000 for every token",
        stream,
        "arithmetic, an upper bound: the link to the host over the bytes of active weights");
  }
}
