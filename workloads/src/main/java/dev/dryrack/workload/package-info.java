/**
 * Requests over time: what arrives, when, and how long it is.
 *
 * <p>Start with {@link dev.dryrack.workload.RequestSource}, and {@link
 * dev.dryrack.workload.SessionSource} for requests with sessions and prefixes. Package {@code
 * trace} reads files, {@code synthetic} and {@code profile} generate, {@code transform} changes and
 * writes, {@code statistics} tells what a load is like.
 */
@NullMarked
package dev.dryrack.workload;

import org.jspecify.annotations.NullMarked;
