/**
 * What each rank holds, part by part, against the memory of its GPU.
 *
 * <p>Start with {@link dev.dryrack.serving.memory.MemoryBudget}. {@link
 * dev.dryrack.serving.memory.MemoryModel} has the rules by which weights and buffers are spread,
 * {@link dev.dryrack.serving.memory.RankKv} those of the KV cache, {@link
 * dev.dryrack.serving.memory.MemorySettings} the constants and their sources; {@link
 * dev.dryrack.serving.memory.KvLayout} is what the engine gets.
 */
@NullMarked
package dev.dryrack.serving.memory;

import org.jspecify.annotations.NullMarked;
