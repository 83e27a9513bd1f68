/** What a run reports: latencies, throughput, occupancy, stability. */
@NullMarked
package dev.dryrack.serving.metrics;

import org.jspecify.annotations.NullMarked;
