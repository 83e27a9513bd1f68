package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.PromptChains;
import dev.dryrack.serving.router.RoutedRequest;
import dev.dryrack.sim.EventHandler;
import dev.dryrack.sim.Simulation;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests from a source and sends each when it has arrived and, in a closed loop, fewer than
 * the most allowed are in flight.
 *
 * <p>It looks ahead by one request: those that arrived but may not be sent stay in the source. A
 * request that is rejected takes no place. Semantics of a closed loop: vLLM's {@code bench serve
 * --max-concurrency}. Allocates nothing per request beyond what the source does.
 */
final class Client implements Arrivals, EventHandler {

  /** Takes a request at the time it is sent. */
  interface Target {
    /**
     * Sends a request; false if it was rejected.
     *
     * @param priority its priority class
     * @param session dense number of its session; -1 for none
     * @param chain its KV blocks; null without a prefix cache
     * @param follows whether it is sent because another has ended
     */
    boolean send(
        long request,
        long arrivalPicos,
        int promptTokens,
        int outputTokens,
        int priority,
        int session,
        @Nullable BlockChain chain,
        boolean follows);
  }

  private final RequestSource source;
  private final Simulation simulation;
  private final Target target;
  private final @Nullable PromptChains chains;
  private final int maxInFlight;
  private final int component;

  private boolean pending;
  private boolean scheduled;
  private long request = -1;
  private long arrivalPicos;
  private int inFlight;

  Client(
      RequestSource source,
      Simulation simulation,
      Target target,
      @Nullable PromptChains chains,
      int maxInFlight) {
    this.source = source;
    this.simulation = simulation;
    this.target = target;
    this.chains = chains;
    this.maxInFlight = maxInFlight;
    component = simulation.register("client", this);
  }

  @Override
  public void start() {
    advance();
    scheduleNext();
  }

  @Override
  public void finished(long finished) {
    inFlight--;
    scheduleNext();
  }

  @Override
  public void onEvent(int type, long argument) {
    scheduled = false;
    long now = simulation.nowPicos();
    while (pending && arrivalPicos <= now && inFlight < maxInFlight) {
      if (target.send(
          request,
          arrivalPicos,
          source.inputTokens(),
          source.outputTokens(),
          source.priority(),
          session(),
          chain(),
          false)) {
        inFlight++;
      }
      advance();
    }
    scheduleNext();
  }

  private int session() {
    return source instanceof SessionSource sessions
        ? sessions.sessionId()
        : RoutedRequest.NO_SESSION;
  }

  private @Nullable BlockChain chain() {
    if (chains == null) {
      return null;
    }
    return source instanceof SessionSource sessions
        ? chains.of(sessions)
        : chains.blank(source.inputTokens());
  }

  private void scheduleNext() {
    if (pending && !scheduled && inFlight < maxInFlight) {
      scheduled = true;
      long time = Math.max(arrivalPicos, simulation.nowPicos());
      simulation.schedule(time, LockstepGroup.ARRIVAL_PRIORITY, component, 0, 0);
    }
  }

  private void advance() {
    try {
      pending = source.advance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (pending) {
      request++;
      long arrival = source.arrivalPicos();
      if (arrival < arrivalPicos) {
        throw new IllegalStateException(
            "request " + request + " arrives at " + arrival + " ps, before the one before it");
      }
      arrivalPicos = arrival;
    }
  }
}
