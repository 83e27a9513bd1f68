package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStreams;

/**
 * A load of sessions: multi-turn chat, agents that call tools, users of a few system prompts. Each
 * turn's prompt is the context so far and something new.
 *
 * @param sessionArrivals when sessions start
 * @param contexts number of turns, and how the context grows
 * @param outputTokens output lengths
 * @param thinkSeconds pause between the end of a turn and the next: tool calls, or a person reading
 * @param serviceSeconds how long a turn took where the load was recorded: part of the times in open
 *     loop, none in closed loop
 * @param systemPrompts beginnings that sessions share
 * @param blockTokens tokens per prefix block; only full blocks are shared
 * @param closedLoop true if a turn waits for the end of the one before; false if it comes at a time
 *     of its own, however slow the served system is
 */
public record SessionLoad(
    ArrivalProcess sessionArrivals,
    SessionContexts contexts,
    Quantiles outputTokens,
    Quantiles thinkSeconds,
    Quantiles serviceSeconds,
    SystemPrompts systemPrompts,
    int blockTokens,
    boolean closedLoop)
    implements Load {

  public SessionLoad {
    SyntheticLoad.lengths("output", outputTokens);
    Require.holds(
        thinkSeconds.least() >= 0, "thinkSeconds", thinkSeconds.description(), "at least 0");
    Require.holds(
        serviceSeconds.least() >= 0, "serviceSeconds", serviceSeconds.description(), "at least 0");
    Require.holds(blockTokens >= 1, "blockTokens", blockTokens, "at least 1");
  }

  /** The same sessions with turns that come at times of their own, however slow the system is. */
  public SessionLoad inOpenLoop() {
    return new SessionLoad(
        sessionArrivals,
        contexts,
        outputTokens,
        thinkSeconds,
        serviceSeconds,
        systemPrompts,
        blockTokens,
        false);
  }

  @Override
  public SessionLoadSource open(long requests, RandomStreams streams) {
    return new SessionLoadSource(this, Integer.MAX_VALUE, requests, streams);
  }

  /** The requests of so many sessions, each to its end. */
  public SessionLoadSource openSessions(long sessions, RandomStreams streams) {
    return new SessionLoadSource(this, sessions, Long.MAX_VALUE, streams);
  }

  @Override
  public double requestsPerSecond() {
    return sessionArrivals.requestsPerSecond() * contexts.meanTurns();
  }

  @Override
  public SessionLoad withRequestsPerSecond(double rate) {
    return new SessionLoad(
        sessionArrivals.withRequestsPerSecond(rate / contexts.meanTurns()),
        contexts,
        outputTokens,
        thinkSeconds,
        serviceSeconds,
        systemPrompts,
        blockTokens,
        closedLoop);
  }

  @Override
  public boolean draws() {
    return sessionArrivals.draws()
        || contexts.draws()
        || outputTokens.varies()
        || thinkSeconds.varies()
        || serviceSeconds.varies()
        || systemPrompts.count() > 1;
  }
}
