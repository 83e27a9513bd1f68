package dev.dryrack.cli.run;

import dev.dryrack.serving.cost.Evidence;
import dev.dryrack.serving.cost.StepLedger;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.estimate.Money;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.workload.SourceCounts;

/**
 * A run with all that its report tells.
 *
 * @param title of the scenario; may be empty
 * @param deployment what was simulated
 * @param planNote how the plan came about
 * @param budget memory of its ranks
 * @param setup how it was driven
 * @param load what the requests were, in a line
 * @param counts what became of the rows of their source
 * @param result what came out
 * @param ledger where the time of all steps went
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
    SourceCounts counts,
    RunResult result,
    StepLedger ledger,
    Evidence evidence,
    Money money) {}
