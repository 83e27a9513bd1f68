/**
 * Scenarios with values that are not known, sampled in closed form.
 *
 * <p>Start with {@link dev.dryrack.cli.sampling.Sampling}; {@link
 * dev.dryrack.cli.sampling.ClosedForm} answers for one sample.
 */
@NullMarked
package dev.dryrack.cli.sampling;

import org.jspecify.annotations.NullMarked;
