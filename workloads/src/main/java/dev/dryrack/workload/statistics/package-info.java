/**
 * What a trace is like: rates, lengths, burstiness and prefix sharing.
 *
 * <p>Start with {@link dev.dryrack.workload.statistics.TraceInspector}, which reads a source to its
 * end and returns {@link dev.dryrack.workload.statistics.TraceStatistics}.
 */
@NullMarked
package dev.dryrack.workload.statistics;

import org.jspecify.annotations.NullMarked;
