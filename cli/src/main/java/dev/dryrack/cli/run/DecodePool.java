package dev.dryrack.cli.run;

import dev.dryrack.serving.cost.StepLedger;
import dev.dryrack.serving.fit.FitReport;

/**
 * Replicas that decode, where they are of another kind than those that prefill.
 *
 * @param fit what they are
 * @param ledger where the time of their steps went
 */
public record DecodePool(FitReport fit, StepLedger ledger) {}
