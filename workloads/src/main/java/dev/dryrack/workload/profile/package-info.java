/**
 * Loads that imitate a trace without its data.
 *
 * <p>Start with {@link dev.dryrack.workload.profile.LoadProfile}, a load and where its numbers are
 * from; {@link dev.dryrack.workload.profile.ProfileFitter} fits one to a trace, {@link
 * dev.dryrack.workload.profile.ProfileFile} is its form as a file, and {@link
 * dev.dryrack.workload.profile.Profiles} has those that ship with the tool.
 */
@NullMarked
package dev.dryrack.workload.profile;

import org.jspecify.annotations.NullMarked;
