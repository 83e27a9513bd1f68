/**
 * How fast traces are read and analysed, beside the obvious way to do it. {@link
 * dev.dryrack.benchmarks.trace.TraceSpeed} measures and prints; all input is generated.
 */
@NullMarked
package dev.dryrack.benchmarks.trace;

import org.jspecify.annotations.NullMarked;
