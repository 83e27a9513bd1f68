/**
 * How long collectives take over ranks placed on a cluster, as functions of bytes and ranks.
 *
 * <p>Start with {@link dev.dryrack.hardware.collective.CollectiveModel}; {@link
 * dev.dryrack.hardware.collective.Placement} says which domains a group of ranks spans. Constants
 * are in {@code collective-fits.yaml}, with sources.
 */
@NullMarked
package dev.dryrack.hardware.collective;

import org.jspecify.annotations.NullMarked;
