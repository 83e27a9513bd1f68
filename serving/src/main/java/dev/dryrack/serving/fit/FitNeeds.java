package dev.dryrack.serving.fit;

import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.memory.StageMemory;
import dev.dryrack.serving.plan.ShardingPlan;

/**
 * What a deployment must have room for, and whether it has: the definition of {@link Verdict}.
 *
 * @param maxModelLen longest sequence, one of which every attention rank must hold
 * @param kvRoomFraction share of usable memory asked for
 * @param contextTokens context of the sequences asked for
 * @param concurrency how many of them
 */
record FitNeeds(int maxModelLen, double kvRoomFraction, int contextTokens, int concurrency) {

  static final double TIGHT_ROOM_FRACTION = 0.1;
  static final int TIGHT_SEQUENCES = 2;

  Verdict verdict(MemoryBudget budget) {
    if (marginBytes(budget) < 0) {
      return Verdict.DOES_NOT_FIT;
    }
    boolean tight =
        leastRoomFraction(budget) < TIGHT_ROOM_FRACTION
            || budget.sequencesPerRank(maxModelLen) < TIGHT_SEQUENCES;
    return tight ? Verdict.TIGHT : Verdict.FITS;
  }

  /** Room beyond what is needed on the rank that has least of it; negative if something lacks. */
  long marginBytes(MemoryBudget budget) {
    long least = Long.MAX_VALUE;
    for (StageMemory stage : budget.stages()) {
      least = Math.min(least, marginBytes(stage, budget));
    }
    return least;
  }

  /** Room beyond what is needed on the ranks of a stage; negative if something lacks. */
  long marginBytes(StageMemory stage, MemoryBudget budget) {
    return stage.kvRoomBytes() - neededBytes(stage, budget);
  }

  /** KV bytes that a rank must have room for. */
  long neededBytes(StageMemory stage, MemoryBudget budget) {
    double one = oneSequenceBytes(stage);
    double room = kvRoomFraction * budget.usableBytes();
    double wanted = sequencesPerRank(budget.plan()) * stage.kv().bytesPerSequence(contextTokens);
    return (long) Math.ceil(Math.max(one, Math.max(room, wanted)));
  }

  /** KV bytes of one sequence of full length. */
  double oneSequenceBytes(StageMemory stage) {
    return stage.kv().bytesPerSequence(maxModelLen);
  }

  /** The share of the sequences asked for that one attention rank must hold. */
  long sequencesPerRank(ShardingPlan plan) {
    long ranks = (long) plan.attentionDp() * plan.replicas();
    return (concurrency + ranks - 1) / ranks;
  }

  /** Smallest share of usable memory that any rank has left for KV cache. */
  static double leastRoomFraction(MemoryBudget budget) {
    long least = Long.MAX_VALUE;
    for (StageMemory stage : budget.stages()) {
      least = Math.min(least, stage.kvRoomBytes());
    }
    return (double) least / budget.usableBytes();
  }
}
