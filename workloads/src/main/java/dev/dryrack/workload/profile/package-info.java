/**
 * Loads that imitate a trace without its data: quantile tables, arrival rates and prefix reuse.
 *
 * <p>Start with {@link dev.dryrack.workload.profile.LoadProfile}, the facts; {@link
 * dev.dryrack.workload.profile.ProfileSource} draws requests from them, {@link
 * dev.dryrack.workload.profile.ProfileFitter} fits them to a trace, {@link
 * dev.dryrack.workload.profile.ProfileFile} is their form as a file, and {@link
 * dev.dryrack.workload.profile.Profiles} has those that ship with the tool.
 */
@NullMarked
package dev.dryrack.workload.profile;

import org.jspecify.annotations.NullMarked;
