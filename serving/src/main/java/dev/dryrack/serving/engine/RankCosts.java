package dev.dryrack.serving.engine;

import dev.dryrack.serving.cost.StepPrice;
import java.util.Arrays;

/**
 * What decoding costs each rank of a group in the coming step: attention of its sequences, output
 * head and sampling.
 *
 * <p>While the same requests decode, their contexts grow by one token each in every step, so the
 * cost of a rank grows evenly, until a window fills up. So a rank is priced when its requests have
 * changed, and otherwise costs one addition per step.
 *
 * <p>Invariant: after {@link #refresh}, {@code picos[rank]} is what the price gives for the rank.
 * Loops over ranks are separate and plain so that they compile to vector instructions. Allocates
 * nothing.
 */
final class RankCosts {

  private static final long NEVER = Long.MAX_VALUE;

  private final DecodingSet decoding;
  private final StepPrice price;

  /** By rank. */
  final long[] picos;

  private final long[] growthPicos;

  /** The step in which some rank no longer grows as before. */
  private long bendStep = NEVER;

  /** Steps done; ranks on which decoding stands still reach their bends later than expected. */
  private long steps;

  private int mostSequences;

  RankCosts(DecodingSet decoding, StepPrice price) {
    this.decoding = decoding;
    this.price = price;
    picos = new long[decoding.ranks];
    growthPicos = new long[decoding.ranks];
  }

  /** Decoding sequences of the rank that has most. */
  int mostSequences() {
    return mostSequences;
  }

  /** All have computed one token more. */
  void stepDone() {
    steps++;
    long[] costs = picos;
    long[] growth = growthPicos;
    for (int rank = 0; rank < costs.length; rank++) {
      costs[rank] += growth[rank];
    }
  }

  /** Prices the ranks that have changed since the last time. */
  void refresh() {
    long[] changed = decoding.changed;
    if (steps >= bendStep) {
      bendStep = NEVER;
      Arrays.fill(changed, -1);
    }
    boolean any = false;
    for (int word = 0; word < changed.length; word++) {
      long bits = changed[word];
      if (bits != 0) {
        any = true;
        changed[word] = 0;
        refresh(word << 6, bits);
      }
    }
    if (any) {
      int[] sequences = decoding.inStep;
      int most = 0;
      for (int rank = 0; rank < sequences.length; rank++) {
        most = Math.max(most, sequences[rank]);
      }
      mostSequences = most;
    }
  }

  private void refresh(int firstRank, long ranks) {
    for (long bits = ranks; bits != 0; bits &= bits - 1) {
      int rank = firstRank + Long.numberOfTrailingZeros(bits);
      if (rank < picos.length) {
        refresh(rank);
      }
    }
  }

  private void refresh(int rank) {
    int sequences = decoding.inStep[rank];
    if (sequences == 0) {
      picos[rank] = 0;
      growthPicos[rank] = 0;
      return;
    }
    long context = decoding.contextTokens(rank);
    picos[rank] = price.decodePicos(sequences, context) + price.samplePicos(sequences);
    growthPicos[rank] = price.decodeSlopePicos(sequences, context) * sequences;
    long bend = price.decodeBendTokens(sequences, context);
    if (bend != NEVER) {
      bendStep = Math.min(bendStep, steps + (bend - context) / sequences + 1);
    }
  }

  /** The cost of the costliest rank, with something added to each; 0 if all cost less. */
  long mostPicos(long[] added) {
    long[] costs = picos;
    long most = 0;
    for (int rank = 0; rank < costs.length; rank++) {
      most = Math.max(most, costs[rank] + added[rank]);
    }
    return most;
  }

  /** The first rank that costs so much, with something added to each. */
  int firstOf(long cost, long[] added) {
    int rank = 0;
    while (rank + 1 < picos.length && picos[rank] + added[rank] != cost) {
      rank++;
    }
    return rank;
  }
}
