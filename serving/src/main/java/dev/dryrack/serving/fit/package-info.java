/**
 * The verdict: does a model fit, with which layout, and if not, why and what would help.
 *
 * <p>{@link dev.dryrack.serving.fit.FitAdvisor} turns a {@link dev.dryrack.serving.fit.FitRequest}
 * into a {@link dev.dryrack.serving.fit.FitReport}. {@link dev.dryrack.serving.fit.Verdict} defines
 * fits and tight; {@code LayoutSearch} has the rule by which the best layout is chosen; {@code
 * FitReasons}, {@code FitRemedies} and {@code FitNotes} have the words.
 */
@NullMarked
package dev.dryrack.serving.fit;

import org.jspecify.annotations.NullMarked;
