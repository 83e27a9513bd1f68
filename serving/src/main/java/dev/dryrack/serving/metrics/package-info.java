/**
 * What a run reports: latencies, throughput, occupancy, stability.
 *
 * <p>Start with {@link dev.dryrack.serving.metrics.RunResult}, a tree of records without
 * formatting. {@link dev.dryrack.serving.metrics.RunCollector} and {@link
 * dev.dryrack.serving.metrics.ReplicaStatistics} gather it while a run goes on.
 */
@NullMarked
package dev.dryrack.serving.metrics;

import org.jspecify.annotations.NullMarked;
