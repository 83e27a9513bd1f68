/**
 * Results for people and programs: a {@link dev.dryrack.cli.report.Report} holds text of 80 columns
 * and the same facts as a tree of JSON; {@link dev.dryrack.cli.report.Figures} writes numbers.
 */
@NullMarked
package dev.dryrack.cli.report;

import org.jspecify.annotations.NullMarked;
