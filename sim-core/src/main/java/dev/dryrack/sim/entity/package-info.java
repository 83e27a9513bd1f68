/**
 * Entities with ports, in the manner of SimJava and DSOL: a layer for modellers who prefer objects.
 *
 * <p>Start with {@link dev.dryrack.sim.entity.EntityModel}. An {@link
 * dev.dryrack.sim.entity.Entity} does things later and sends values through {@link
 * dev.dryrack.sim.entity.OutPort}s; a {@link dev.dryrack.sim.entity.Resource} is a number of
 * servers that it queues for. The tests have two worked examples: {@code MultiServerQueueTest} and
 * {@code MachineShopTest}.
 *
 * <p>Outside the hot path: each action is an object. Models that run billions of events implement
 * {@link dev.dryrack.sim.EventHandler} instead.
 */
@NullMarked
package dev.dryrack.sim.entity;

import org.jspecify.annotations.NullMarked;
