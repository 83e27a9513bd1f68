/**
 * Links in time: transfers that share a link while they overlap. Knows bytes' time alone on a link,
 * no tokens and no GPUs.
 */
@NullMarked
package dev.dryrack.serving.link;

import org.jspecify.annotations.NullMarked;
