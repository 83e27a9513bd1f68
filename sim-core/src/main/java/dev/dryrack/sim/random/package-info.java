/**
 * Random streams and the distributions drawn from them.
 *
 * <p>Start with {@link dev.dryrack.sim.random.RandomStreams}: it gives every consumer a {@link
 * dev.dryrack.sim.random.RandomStream} of its own. Samplers are built on a stream, allocate nothing
 * per draw, and give the same bits on every JVM (StrictMath).
 */
@NullMarked
package dev.dryrack.sim.random;

import org.jspecify.annotations.NullMarked;
