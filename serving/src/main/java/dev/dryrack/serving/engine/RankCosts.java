package dev.dryrack.serving.engine;

import dev.dryrack.serving.cost.StepPrice;
import java.util.Arrays;

/**
 * What decoding costs each rank of a group in the coming step, attention of its sequences, output
 * head and sampling, and which rank costs most.
 *
 * <p>While the same requests decode, their contexts grow by one token each in every step, so the
 * cost of a rank grows evenly, until a window fills up. So a rank is priced when its requests have
 * changed, and the rank that costs most is known until another one can have overtaken it: a step in
 * which nothing changes costs O(1) however many ranks there are.
 *
 * <p>Invariant: after {@link #refresh}, {@link #picos} is what the price gives for the rank, and no
 * rank costs more than the leader. O(1) per rank that has changed, O(ranks) when the leader has, or
 * may be overtaken. Allocates nothing.
 */
final class RankCosts {

  private static final long NEVER = Long.MAX_VALUE;

  /** Steps after which the leader is looked for again in any case. */
  private static final long LONGEST_LEAD = 1L << 20;

  private final DecodingSet decoding;
  private final StepPrice price;

  /** By rank: the cost in step {@link #pricedStep}, and by how much it grows with each step. */
  private final long[] pricedPicos;

  private final long[] growthPicos;
  private final long[] pricedStep;

  /** The step in which some rank no longer grows as before. */
  private long bendStep = NEVER;

  /** Steps done; ranks on which decoding stands still reach their bends later than expected. */
  private long steps;

  private int leader;

  /** The first step in which another rank may cost more than the leader. */
  private long leadsUntil;

  private int mostSequences;

  RankCosts(DecodingSet decoding, StepPrice price) {
    this.decoding = decoding;
    this.price = price;
    pricedPicos = new long[decoding.ranks];
    growthPicos = new long[decoding.ranks];
    pricedStep = new long[decoding.ranks];
  }

  /** The cost of a rank in the coming step. */
  long picos(int rank) {
    return pricedPicos[rank] + growthPicos[rank] * (steps - pricedStep[rank]);
  }

  /** The cost of the rank that costs most. */
  long mostPicos() {
    return picos(leader);
  }

  /** Sequences that decode in the step on the rank that has most. */
  int mostSequences() {
    return decoding.apart ? mostSequences : decoding.mostSequences();
  }

  /** All have computed one token more. */
  void stepDone() {
    steps++;
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
    if (any && decoding.apart) {
      int most = 0;
      for (int sequences : decoding.inStep) {
        most = Math.max(most, sequences);
      }
      mostSequences = most;
    }
    if (steps >= leadsUntil) {
      findLeader();
    }
  }

  private void refresh(int firstRank, long ranks) {
    for (long bits = ranks; bits != 0; bits &= bits - 1) {
      int rank = firstRank + Long.numberOfTrailingZeros(bits);
      if (rank < pricedPicos.length) {
        refresh(rank);
      }
    }
  }

  private void refresh(int rank) {
    price(rank);
    if (rank == leader) {
      leadsUntil = steps;
    } else {
      challenge(rank);
    }
  }

  private void price(int rank) {
    int sequences = decoding.inStep[rank];
    pricedStep[rank] = steps;
    if (sequences == 0) {
      pricedPicos[rank] = 0;
      growthPicos[rank] = 0;
      return;
    }
    long context = decoding.contextTokens(rank);
    pricedPicos[rank] = price.decodePicos(sequences, context) + price.samplePicos(sequences);
    growthPicos[rank] = price.decodeSlopePicos(sequences, context) * sequences;
    long bend = price.decodeBendTokens(sequences, context);
    if (bend != NEVER) {
      bendStep = Math.min(bendStep, steps + (bend - context) / sequences + 1);
    }
  }

  /** When a rank may overtake the leader, if that is before any other may. */
  private void challenge(int rank) {
    long lead = picos(leader) - picos(rank);
    long gain = growthPicos[rank] - growthPicos[leader];
    long until = leadsUntil - steps;
    if (until > 0 && lead < gain * until) {
      // A lead that is none is looked into at once.
      leadsUntil = lead < 0 ? steps : Math.min(leadsUntil, steps + lead / gain + 1);
    } else if (lead < 0) {
      leadsUntil = steps;
    }
  }

  private void findLeader() {
    int first = 0;
    long most = picos(0);
    for (int rank = 1; rank < pricedPicos.length; rank++) {
      long picos = picos(rank);
      if (picos > most) {
        most = picos;
        first = rank;
      }
    }
    leader = first;
    leadsUntil = steps + LONGEST_LEAD;
    for (int rank = 0; rank < pricedPicos.length; rank++) {
      challenge(rank);
    }
  }

  /** The cost of the costliest rank, with something added to each; 0 if all cost less. */
  long mostPicos(long[] added) {
    long most = 0;
    for (int rank = 0; rank < pricedPicos.length; rank++) {
      most = Math.max(most, picos(rank) + added[rank]);
    }
    return most;
  }

  /** The first rank that costs so much, with something added to each. */
  int firstOf(long cost, long[] added) {
    int rank = 0;
    while (rank + 1 < pricedPicos.length && picos(rank) + added[rank] != cost) {
      rank++;
    }
    return rank;
  }
}
