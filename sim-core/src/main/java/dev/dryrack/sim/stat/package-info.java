/**
 * What is counted while a simulation runs: {@link dev.dryrack.sim.stat.Tally} for values, {@link
 * dev.dryrack.sim.stat.TimeWeighted} for levels over time, {@link
 * dev.dryrack.sim.stat.LatencyHistogram} for quantiles of latencies. All merge; none allocates when
 * recording.
 */
@NullMarked
package dev.dryrack.sim.stat;

import org.jspecify.annotations.NullMarked;
