/**
 * The event simulation of a served system: a client, routers, replicas, schedulers, KV blocks.
 *
 * <p>Start with {@link dev.dryrack.serving.engine.ServingSimulation}: a {@link
 * dev.dryrack.serving.engine.ServingSetup} and a source of requests go in, a {@link
 * dev.dryrack.serving.metrics.RunResult} comes out. The life of a request:
 *
 * <ol>
 *   <li>{@code Client} reads it from the source and sends it when it has arrived and, in a closed
 *       loop, a place is free; {@code SessionClient} does, where requests wait for others;
 *   <li>a {@link dev.dryrack.serving.router.Router} chooses the replica and the attention rank;
 *   <li>it waits in the rank's queue ({@code RankQueues});
 *   <li>at the begin of a step the {@link dev.dryrack.serving.engine.BatchScheduler} admits it and
 *       grants chunks of its prompt and KV blocks ({@link dev.dryrack.serving.engine.RankBatch},
 *       {@code KvBlocks});
 *   <li>with its first token it joins the {@code DecodingSet}, which keeps sums only, and the
 *       {@code FinishRing}, which knows at which step it ends: from here it costs nothing per step;
 *   <li>when its step comes it leaves, and the {@code RunCollector} and the {@link
 *       dev.dryrack.serving.engine.RequestRecorder} are told.
 * </ol>
 *
 * <p>{@code LockstepGroup} ties these together: one replica, one step at a time. The invariants are
 * numbered in docs/invariants.md. To add a policy, implement {@code BatchScheduler} or {@code
 * Router}; neither can see output lengths.
 */
@NullMarked
package dev.dryrack.serving.engine;

import org.jspecify.annotations.NullMarked;
