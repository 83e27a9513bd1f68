/**
 * Requests over time: what arrives, when, and how long it is.
 *
 * <p>Start with {@link dev.dryrack.workload.RequestSource}; traces and generators implement it.
 */
@NullMarked
package dev.dryrack.workload;

import org.jspecify.annotations.NullMarked;
