/**
 * The discrete-event kernel: a clock of integer picoseconds, an event list ordered by (time,
 * priority, sequence), and handlers that receive primitives only.
 *
 * <p>Start with {@link dev.dryrack.sim.Simulation}: it is made of an {@link
 * dev.dryrack.sim.EventQueue}, usually {@link dev.dryrack.sim.HybridEventQueue}, and of {@link
 * dev.dryrack.sim.EventHandler}s. {@link dev.dryrack.sim.EventQueue} compares the event lists; what
 * they share is in {@code StoredEventQueue} and {@code EventStore}. {@link
 * dev.dryrack.sim.TraceSink} and {@link dev.dryrack.sim.SimulationState} watch and rewind a run.
 */
@NullMarked
package dev.dryrack.sim;

import org.jspecify.annotations.NullMarked;
