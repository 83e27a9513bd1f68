package dev.dryrack.serving.engine;

import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.plan.EngineLimits;

/**
 * What the replicas of a pool are where it differs from the rest of the system.
 *
 * @param price what a step takes
 * @param limits the engine's limits, per attention rank
 * @param tokenBudget tokens of a rank in a step
 * @param ranksPerReplica attention data-parallel ranks that step together
 * @param gpusPerReplica for rates per GPU
 * @param blocksPerRank KV blocks of an attention rank
 * @param fixedBlocksPerSequence KV blocks a request holds whatever its length
 */
public record PoolSetup(
    StepPrice price,
    EngineLimits limits,
    int tokenBudget,
    int ranksPerReplica,
    int gpusPerReplica,
    int blocksPerRank,
    int fixedBlocksPerSequence) {}
