package dev.dryrack.cli.run;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.resolve.SpeculationChoice;
import dev.dryrack.serving.cost.Evidence;
import dev.dryrack.serving.cost.StepLedger;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.estimate.Money;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.metrics.RunEnd;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.workload.SourceCounts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run with all that its report tells.
 *
 * @param title of the scenario; may be empty
 * @param deployment what was simulated
 * @param planNote how the plan came about
 * @param budget memory of its ranks
 * @param setup how it was driven
 * @param load what the requests were, in a line
 * @param traffic what was asked of them
 * @param counts what became of the rows of their source
 * @param result what came out
 * @param remarks what to know before its figures: what was not served, and why
 * @param tierNotes what the memory below the GPUs rests on, a line each; empty without
 * @param ledger where the time of all steps went, but for those of {@code decode}
 * @param decode replicas that decode, where they are of another kind; else null
 * @param speculation how decoding speculated; null where it did not
 * @param evidence what the times rest on
 * @param money what GPUs and tokens cost
 */
public record RunOutcome(
    String title,
    Deployment deployment,
    String planNote,
    MemoryBudget budget,
    ServingSetup setup,
    String load,
    Traffic traffic,
    SourceCounts counts,
    RunResult result,
    List<String> remarks,
    List<String> tierNotes,
    StepLedger ledger,
    @Nullable DecodePool decode,
    @Nullable SpeculationChoice speculation,
    Evidence evidence,
    Money money) {

  public RunOutcome {
    remarks = List.copyOf(remarks);
    tierNotes = List.copyOf(tierNotes);
  }

  /** Whether no request was served to its last token, so that nothing can be judged. */
  public boolean servedNothing() {
    return result.requests().finished() == 0;
  }

  /** Whether requests were served, but none in the time that is measured. */
  public boolean measuredNothing() {
    return !servedNothing() && result.requests().measured() == 0;
  }

  /** Such as {@code stable}, {@code nothing_served} or {@code nothing_measured}. */
  public String verdict() {
    if (servedNothing()) {
      return "nothing_served";
    }
    return measuredNothing()
        ? "nothing_measured"
        : result.stability().name().toLowerCase(Locale.ROOT);
  }

  /** What the command line returns for it. */
  public int exitCode() {
    if (result.end() == RunEnd.STOPPED) {
      return ExitCode.INTERRUPTED;
    }
    if (measuredNothing()) {
      return ExitCode.USAGE;
    }
    if (!servedNothing()) {
      return ExitCode.OK;
    }
    boolean empty = result.requests().arrived() == 0 && result.end() == RunEnd.DRAINED;
    return empty ? ExitCode.DATA : ExitCode.NO;
  }
}
