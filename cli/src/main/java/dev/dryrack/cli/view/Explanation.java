package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.hardware.Cluster;
import dev.dryrack.serving.cost.StepBreakdown;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Money;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.memory.StageMemory;
import dev.dryrack.serving.model.ParameterCounts;
import dev.dryrack.serving.plan.Deployment;
import java.util.ArrayList;
import java.util.List;

/**
 * Why an answer is what it is: a chain of sentences from the facts used down to the verdict, for a
 * reader who is not an engineer. {@code fit}, {@code estimate} and {@code study} share it.
 */
public final class Explanation {

  private Explanation() {}

  /** Why a model fits, or does not. */
  public static List<String> memory(FitReport fit) {
    Deployment deployment = fit.deployment();
    ParameterCounts counts = ParameterCounts.of(deployment.model());
    List<String> chain = new ArrayList<>();
    chain.add(
        deployment.model().id()
            + " has "
            + Figures.count(counts.total())
            + " numbers (parameters). In "
            + deployment.weights().id()
            + " they take "
            + Figures.bytes(fit.weightsBytes())
            + ", "
            + Figures.digits((double) fit.weightsBytes() / counts.total(), 3)
            + " bytes each on average.");
    chain.add(machine(fit));
    chain.add(spread(fit));
    StageMemory rank = fit.budget().worst();
    double perToken = rank.kv().growingBytesPerToken();
    chain.add(
        (rank.kvRoomBytes() > 0
                ? "That leaves " + Figures.bytes(rank.kvRoomBytes()) + " of each GPU"
                : "That is "
                    + Figures.bytes(-rank.kvRoomBytes())
                    + " more than a GPU has room for;"
                    + " nothing is left")
            + " for what the model remembers of each text (KV cache): "
            + Figures.prefixed(perToken, "B")
            + " a token"
            + (rank.kvRoomBytes() > 0
                ? ", " + Figures.whole(fit.kvTokens()) + " tokens in all."
                : "."));
    chain.add(
        "Needed is room for one text of "
            + Figures.whole(fit.limits().maxModelLen())
            + " tokens and for what else was asked: "
            + (fit.marginBytes() >= 0
                ? Figures.bytes(fit.marginBytes()) + " a GPU are to spare"
                : Figures.bytes(-fit.marginBytes()) + " a GPU are missing")
            + ". So: "
            + fit.verdict().label()
            + ".");
    return chain;
  }

  private static String machine(FitReport fit) {
    Cluster cluster = fit.deployment().cluster();
    return "Each of "
        + DeploymentView.count(cluster.gpus(), "GPU")
        + " of "
        + cluster.system().id()
        + " reports "
        + Figures.bytes(fit.budget().memoryBytes())
        + " of memory, of which an engine may fill "
        + Figures.percent(fit.limits().gpuMemoryUtilization())
        + ", "
        + Figures.bytes(fit.budget().usableBytes())
        + ". Kept once, the weights are "
        + Figures.percent(fit.weightsFraction())
        + " of what "
        + Figures.whole(fit.plan().gpusPerReplica())
        + " of them may hold (sources: dryrack catalog "
        + cluster.gpu().id()
        + ").";
  }

  private static String spread(FitReport fit) {
    StageMemory rank = fit.budget().worst();
    double copies = (double) rank.weightsBytes() * fit.plan().gpusPerReplica() / fit.weightsBytes();
    return "Spread as "
        + fit.plan().label()
        + ", the fullest GPU holds "
        + Figures.bytes(rank.weightsBytes())
        + " of weights, "
        + (copies > 1.02
            ? Figures.digits(copies, 3) + " times an even share, since some are kept more than once"
            : "an even share")
        + ", beside buffers and a reserve.";
  }

  /** Why it is as fast and as dear as estimated. */
  public static List<String> speed(Estimate estimate) {
    StepBreakdown steps = estimate.breakdown();
    List<String> chain = new ArrayList<>();
    chain.add(
        "Served as "
            + estimate.deployment().plan().label()
            + ", all users of a rank share a step, which makes one token for each: "
            + Figures.digits(estimate.decodingPerRank(), 3)
            + " users a rank. Reading the weights once serves them all.");
    StepBreakdown.Row first = steps.rows().get(0);
    chain.add(
        "A step takes "
            + Figures.duration(steps.seconds())
            + " on average, most of it "
            + first.operation().label()
            + " ("
            + Figures.percent(first.time().seconds() / steps.seconds())
            + "); what most time is lost to is "
            + steps.limit().label()
            + ". "
            + Figures.percent(estimate.mixedStepFraction())
            + " of steps also compute somebody's prompt.");
    if (!Double.isNaN(estimate.tpotSeconds().mid())) {
      chain.add(
          "So a user gets a token every "
              + Figures.duration(estimate.tpotSeconds().mid())
              + ": "
              + Figures.digits(estimate.outputTokensPerSecondPerUser().mid(), 3)
              + " a second, and all together "
              + Figures.digits(estimate.outputTokensPerSecond().mid(), 3)
              + ".");
    }
    Money money = estimate.money();
    if (money != null) {
      chain.add(
          Figures.whole(estimate.gpus())
              + " GPUs at "
              + Figures.dollars(money.price().usdPerGpuHour())
              + " an hour cost "
              + Figures.dollars(money.usdPerDay())
              + " a day; divided by a day's output tokens, "
              + Figures.dollars(money.usdPerMillionOutputTokens().mid())
              + " a million.");
    }
    chain.add(
        "Times of kernels are "
            + estimate.evidence().provenance().label()
            + ", so each time may be off by "
            + Figures.digits(100 * estimate.evidence().relativeBand(), 2)
            + " % either way in four cases of five.");
    return chain;
  }

  /** Prints a chain, and the words of its figures once. */
  public static void add(Report report, List<String> chain, boolean speeds) {
    why(report, chain);
    report.fact("explanation", chain);
    words(report, speeds);
  }

  /** Prints a chain. */
  public static void why(Report report, List<String> chain) {
    report.heading("Why");
    for (int i = 0; i < chain.size(); i++) {
      report.line("  " + (i + 1) + ". " + chain.get(i));
    }
  }

  /** Prints what the words of figures mean. */
  public static void words(Report report, boolean speeds) {
    report.heading("Words");
    Table table = new Table("", "");
    table.row("token", "a piece of text, about three quarters of an English word");
    table.row("KV cache", "what the model keeps of a text so as not to compute it again");
    table.row("TP, PP, DP, EP", "ways to spread: cut matrices, layers, users or experts over GPUs");
    if (speeds) {
      table.row("rank", "the GPUs that serve the same users together");
      table.row("TTFT", "time to the first token, once a request is served");
      table.row("TPOT", "time per output token after the first; its inverse is a user's speed");
      table.row("step", "one pass through the model, a token for each user who is waiting for one");
      table.row("80 % band", "the true figure is expected inside four times out of five");
    }
    report.table(table);
    report.line(Tone.NOTE, "  more in docs/glossary.md");
  }
}
