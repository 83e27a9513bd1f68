/**
 * Model architectures as facts: layers, widths, experts, attention kinds, and the parameters and KV
 * bytes that follow.
 */
@NullMarked
package dev.dryrack.serving.model;

import org.jspecify.annotations.NullMarked;
