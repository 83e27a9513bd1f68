/**
 * Random streams and the distributions drawn from them.
 *
 * <p>Start with {@link dev.dryrack.sim.random.RandomStreams}: it gives every consumer a {@link
 * dev.dryrack.sim.random.RandomStream} of its own. Samplers are built on a stream, allocate nothing
 * per draw, and give the same bits on every JVM: they use StrictMath or IEEE 754 arithmetic only.
 *
 * <p>Runs to be compared draw from equal streams (common random numbers); {@link
 * dev.dryrack.sim.random.Antithetic} mirrors a stream; {@link dev.dryrack.sim.random.Mrg32k3a} is
 * the reference generator.
 */
@NullMarked
package dev.dryrack.sim.random;

import org.jspecify.annotations.NullMarked;
