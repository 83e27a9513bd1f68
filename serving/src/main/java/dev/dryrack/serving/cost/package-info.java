/**
 * The time of a step: kernels and collectives of one forward pass, compiled per plan into tables.
 */
@NullMarked
package dev.dryrack.serving.cost;

import org.jspecify.annotations.NullMarked;
