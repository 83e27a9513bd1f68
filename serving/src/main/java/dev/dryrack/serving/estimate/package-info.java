/**
 * The closed form: speed, cost and power of a steady state, from the same step prices as the
 * simulation.
 */
@NullMarked
package dev.dryrack.serving.estimate;

import org.jspecify.annotations.NullMarked;
