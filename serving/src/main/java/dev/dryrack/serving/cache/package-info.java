/**
 * Prefix caches: which KV blocks of a prompt are there already.
 *
 * <p>A prompt is a {@link dev.dryrack.serving.cache.BlockChain}: its KV blocks by keys that are
 * equal exactly where the whole prompt up to and including the block is equal, held as runs. {@link
 * dev.dryrack.serving.cache.PromptChains} makes it from the block ids of a source. {@link
 * dev.dryrack.serving.cache.KvCache} holds the blocks of one attention rank, by vLLM's rules or
 * SGLang's.
 *
 * <p>Knows the requests of a source, and no engine, clock or scheduler.
 */
@NullMarked
package dev.dryrack.serving.cache;

import org.jspecify.annotations.NullMarked;
