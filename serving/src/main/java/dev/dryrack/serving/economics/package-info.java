/**
 * What serving costs beyond the price of a GPU-hour: owning, power, and how cost is divided over
 * kinds of tokens.
 *
 * <p>{@link dev.dryrack.serving.economics.EconomicFact} has the defaults with their sources, {@link
 * dev.dryrack.serving.economics.Ledger} the sums.
 */
@NullMarked
package dev.dryrack.serving.economics;

import org.jspecify.annotations.NullMarked;
