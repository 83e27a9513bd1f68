/**
 * How close predictions are to published measurements: reads tables of measurements, predicts each
 * row with the same model, memory rules, step prices and engine that answer users, and sums up the
 * errors. Every row is either predicted or refused with a reason.
 */
@NullMarked
package dev.dryrack.serving.validation;

import org.jspecify.annotations.NullMarked;
