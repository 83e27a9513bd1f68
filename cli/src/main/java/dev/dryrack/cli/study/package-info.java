/**
 * The named questions of {@code dryrack study}: each a scenario that ships with dryrack, and a
 * report whose sentences follow from its figures.
 *
 * <p>Start with {@link dev.dryrack.cli.study.Study} and {@link dev.dryrack.cli.study.OneRack};
 * {@link dev.dryrack.cli.study.StudyKit} asks the closed form and the simulation.
 */
@NullMarked
package dev.dryrack.cli.study;

import org.jspecify.annotations.NullMarked;
