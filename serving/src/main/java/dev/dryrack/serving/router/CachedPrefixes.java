package dev.dryrack.serving.router;

import dev.dryrack.serving.cache.BlockChain;

/** What the prefix caches of targets hold now, as engines report it in events. */
public interface CachedPrefixes {

  /** Leading tokens of a prompt whose KV a target would not compute again. */
  int cachedTokens(int target, BlockChain chain);
}
