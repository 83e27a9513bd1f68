package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import java.util.Arrays;

/**
 * The times between the tokens of decoding requests.
 *
 * <p>All that decode on a rank emitted their last token together, at the end of the step before;
 * but the fresh ones, which have joined and not decoded since: they are in a list and have each its
 * own last token time. Requests that go straight from their prompt into the next step are fresh
 * only where ranks are {@link DecodingSet#apart}, for elsewhere their step was the others' too.
 *
 * <p>O(1) per rank and step and per fresh request; allocates nothing.
 */
final class TokenGaps {

  private final RequestSlots slots;
  private final DecodingSet decoding;
  private final EmittedTokens tokens;

  /** By rank: the first of its fresh requests. */
  private final int[] freshHead;

  private int fresh;

  /** When the last step ends whose tokens are counted. */
  private long lastEndPicos;

  /** By rank: when its decoding requests emitted last; kept only where ranks are apart. */
  private final long[] lastDecodePicos;

  TokenGaps(RequestSlots slots, DecodingSet decoding, EmittedTokens tokens) {
    this.slots = slots;
    this.decoding = decoding;
    this.tokens = tokens;
    freshHead = new int[decoding.ranks];
    Arrays.fill(freshHead, NONE);
    lastDecodePicos = new long[decoding.ranks];
  }

  /** Whether all that decode on the only rank emitted their last token just now. */
  boolean isEven(long now) {
    return fresh == 0 && (!decoding.apart || lastDecodePicos[0] == now);
  }

  /** All that decode on the only rank have emitted a token now, the last of several. */
  void decoded(long now) {
    lastDecodePicos[0] = now;
    lastEndPicos = now;
  }

  /** A step ends, in which some decoded or none. */
  void stepEnds(long now) {
    lastEndPicos = now;
  }

  /** A step is done in which so many requests decoded. */
  void stepDone(long now, long picos, int decoded) {
    if (decoding.apart) {
      recordByRank(now);
      return;
    }
    int rest = decoded - fresh;
    for (int rank = 0; fresh > 0; rank++) {
      recordFresh(rank, now);
    }
    if (rest > 0) {
      tokens.after(picos, rest);
    }
  }

  private void recordByRank(long now) {
    for (int rank = 0; rank < decoding.ranks; rank++) {
      int sequences = decoding.inStep[rank];
      if (sequences > 0) {
        int rest = sequences - recordFresh(rank, now);
        if (rest > 0) {
          tokens.after(now - lastDecodePicos[rank], rest);
        }
        lastDecodePicos[rank] = now;
      }
    }
  }

  private int recordFresh(int rank, long now) {
    int count = 0;
    for (int slot = freshHead[rank]; slot != NONE; slot = slots.freshNext[slot]) {
      tokens.after(now - slots.lastTokenPicos[slot], 1);
      count++;
    }
    freshHead[rank] = NONE;
    fresh -= count;
    return count;
  }

  /** A request decodes from the next step on, having emitted a token at the end of this one. */
  void joins(int rank, int slot) {
    if (decoding.apart) {
      joinsLater(rank, slot);
    }
  }

  /** A request decodes from the next step on, having emitted its last token some time ago. */
  void joinsLater(int rank, int slot) {
    slots.freshNext[slot] = freshHead[rank];
    freshHead[rank] = slot;
    fresh++;
  }

  /** A decoding request is taken out while a step is formed: keeps its last token time. */
  void leaves(int rank, int slot) {
    if (!decoding.apart) {
      slots.lastTokenPicos[slot] = lastEndPicos;
    } else if (!removeFresh(rank, slot)) {
      slots.lastTokenPicos[slot] = lastDecodePicos[rank];
    }
  }

  /** Takes a request out of the fresh ones of its rank, if it is one; O(fresh). */
  private boolean removeFresh(int rank, int slot) {
    int previous = NONE;
    int at = freshHead[rank];
    while (at != NONE && at != slot) {
      previous = at;
      at = slots.freshNext[at];
    }
    if (at == NONE) {
      return false;
    }
    if (previous == NONE) {
      freshHead[rank] = slots.freshNext[slot];
    } else {
      slots.freshNext[previous] = slots.freshNext[slot];
    }
    fresh--;
    return true;
  }
}
