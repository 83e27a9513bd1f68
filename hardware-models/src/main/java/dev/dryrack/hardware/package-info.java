/**
 * Sourced limits of GPUs, links and systems, and where ranks are placed on them.
 *
 * <p>Start with {@link dev.dryrack.hardware.SystemSpec}; {@link dev.dryrack.hardware.Cluster} is a
 * system of a chosen size. Nothing here knows a token or a clock.
 */
@NullMarked
package dev.dryrack.hardware;

import org.jspecify.annotations.NullMarked;
