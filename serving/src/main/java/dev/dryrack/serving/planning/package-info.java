/**
 * The search of sharding plans in closed form: every legal plan that fits, at every concurrency.
 *
 * <p>Start with {@link dev.dryrack.serving.planning.PlanSearch}.
 */
@NullMarked
package dev.dryrack.serving.planning;

import org.jspecify.annotations.NullMarked;
