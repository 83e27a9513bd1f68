/**
 * What a simulation run says, and how surely: replications, warm-up, intervals, comparisons.
 *
 * <p>Start with {@link dev.dryrack.sim.experiment.Experiment}: it runs a {@link
 * dev.dryrack.sim.experiment.Model} once per replication until its outputs are precise enough, or
 * runs two models on the same random numbers and tests the difference. For one long run: {@link
 * dev.dryrack.sim.experiment.WarmUp} finds its transient, {@link
 * dev.dryrack.sim.experiment.BatchMeans} its interval. Outside the hot path.
 */
@NullMarked
package dev.dryrack.sim.experiment;

import org.jspecify.annotations.NullMarked;
