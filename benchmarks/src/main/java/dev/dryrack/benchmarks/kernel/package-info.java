/**
 * The event kernel against its peers. {@link dev.dryrack.benchmarks.kernel.KernelUnderTest} is one
 * of them; {@link dev.dryrack.benchmarks.kernel.KernelBenchmark} measures it under JMH; {@link
 * dev.dryrack.benchmarks.kernel.KernelReport} runs all, writes the table and holds the gates.
 */
@NullMarked
package dev.dryrack.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;
