package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;

/** What a rank's sequences find of each other, for the {@link ReferenceRank}. */
interface ReferenceCache {

  /** Leading blocks of a waiting sequence that are there. */
  int find(Sequence s);

  /** Of those found last, how many nobody holds. */
  int idle();

  /** A sequence holds what was found last. */
  void hold(Sequence s);

  /** A sequence gets so many more blocks. */
  void take(Sequence s, int blocks);

  /** The step is formed in which a sequence computes what it was granted. */
  void formed(Sequence s);

  /** A sequence has computed a chunk; returns how many blocks that makes free. */
  int computed(Sequence s);

  /** Blocks are lacking: a sequence is about to lose its own. */
  void beforePreemption(Sequence s);

  /** A sequence that has ended keeps what it computed; returns how many blocks that makes free. */
  int ended(Sequence s);

  /** A sequence loses all blocks it took; returns how many become free. */
  int free(Sequence s);
}
