package dev.dryrack.serving.memory;

import dev.dryrack.hardware.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that one part takes on one rank.
 *
 * @param part what
 * @param precision in which it is stored, block scales included in the bytes; null if it is not
 *     weights
 * @param bytes how many
 */
public record MemoryItem(MemoryPart part, @Nullable Precision precision, long bytes) {}
