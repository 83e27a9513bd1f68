/**
 * The discrete-event kernel: a clock of integer picoseconds, an event list ordered by (time,
 * priority, sequence), and handlers that receive primitives only.
 *
 * <p>Start with {@link dev.dryrack.sim.Simulation}.
 */
@NullMarked
package dev.dryrack.sim;

import org.jspecify.annotations.NullMarked;
