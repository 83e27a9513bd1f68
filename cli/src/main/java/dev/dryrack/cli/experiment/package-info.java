/**
 * Runs again and again: how sure a result is, and whether two differ.
 *
 * <p>Start with {@link dev.dryrack.cli.experiment.Candidate}, a served system that can be run once
 * per replication; {@link dev.dryrack.cli.experiment.Replications} repeats one until its intervals
 * are narrow enough, {@link dev.dryrack.cli.experiment.Comparison} runs several on the same
 * requests. The statistics are those of {@code dev.dryrack.sim.experiment}.
 */
@NullMarked
package dev.dryrack.cli.experiment;

import org.jspecify.annotations.NullMarked;
