/**
 * The mathematics of uncertain inputs: what a value may be, designs of samples over several of
 * them, and what the results of the samples say.
 *
 * <p>Start with {@link dev.dryrack.serving.uncertainty.Distribution}, then {@link
 * dev.dryrack.serving.uncertainty.SampleDesign}. Nothing here knows what is computed.
 */
@NullMarked
package dev.dryrack.serving.uncertainty;

import org.jspecify.annotations.NullMarked;
