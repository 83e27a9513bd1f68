package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.PromptChains;
import dev.dryrack.sim.EventHandler;
import dev.dryrack.sim.Simulation;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SessionSource.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests some of which wait for others: the next turn of a session arrives a pause after
 * the turn before has finished. A rejected request ends when it is rejected, and the session goes
 * on.
 *
 * <p>Of the requests that have arrived and are not sent, the one that arrived first goes first;
 * among equals the one that comes first in the source. Where no request can arrive before its
 * nominal time, it reads the source as time goes on; else it reads all of it at the start.
 *
 * <p>Memory: 12 bytes per request read, and 52 per request read but not sent. Allocates only when
 * these grow.
 */
final class SessionClient implements Arrivals, EventHandler {

  private static final int NONE = -1;
  private static final long UNFINISHED = -1;
  private static final long NOTHING_AHEAD = Long.MAX_VALUE;

  private final SessionSource source;
  private final Simulation simulation;
  private final Client.Target target;
  private final @Nullable PromptChains chains;
  private final int maxInFlight;
  private final int component;

  /** By request: when it ended, and the first held request that waits for it. */
  private long[] endPicos = new long[1024];

  private int[] firstWaiting = new int[1024];
  private long read;

  /** Held requests, by slot: read, and not sent. */
  private long[] request = new long[0];

  private long[] arrivalPicos = new long[0];
  private long[] delayPicos = new long[0];
  private int[] promptTokens = new int[0];
  private int[] outputTokens = new int[0];
  private @Nullable BlockChain[] chain = new @Nullable BlockChain[0];
  private int[] priority = new int[0];
  private int[] session = new int[0];
  private boolean[] follows = new boolean[0];

  /** The next one that waits for the same request, or the next free slot. */
  private int[] next = new int[0];

  private int firstFree = NONE;

  /** Slots whose time of arrival is known, as a binary heap by arrival, then request. */
  private int[] heap = new int[0];

  private int heapSize;

  /** Nominal time of the request at the source's cursor; {@link #NOTHING_AHEAD} if none is. */
  private long aheadPicos = NOTHING_AHEAD;

  private long scheduledPicos = NOTHING_AHEAD;
  private long scheduledHandle;
  private int inFlight;

  SessionClient(
      SessionSource source,
      Simulation simulation,
      Client.Target target,
      @Nullable PromptChains chains,
      int maxInFlight) {
    this.source = source;
    this.simulation = simulation;
    this.target = target;
    this.chains = chains;
    this.maxInFlight = maxInFlight;
    component = simulation.register("client", this);
    grow(64);
  }

  @Override
  public void start() {
    advance();
    if (source.waiting() == Waiting.ANY_TIME) {
      take(NOTHING_AHEAD - 1);
    }
    scheduleNext();
  }

  @Override
  public void finished(long finished) {
    inFlight--;
    end(finished, simulation.nowPicos());
    scheduleNext();
  }

  @Override
  public void onEvent(int type, long argument) {
    scheduledPicos = NOTHING_AHEAD;
    long now = simulation.nowPicos();
    take(now);
    while (inFlight < maxInFlight && heapSize > 0 && arrivalPicos[heap[0]] <= now) {
      int slot = pop();
      long sent = request[slot];
      boolean taken =
          target.send(
              sent,
              arrivalPicos[slot],
              promptTokens[slot],
              outputTokens[slot],
              priority[slot],
              session[slot],
              chain[slot],
              follows[slot]);
      chain[slot] = null;
      next[slot] = firstFree;
      firstFree = slot;
      if (taken) {
        inFlight++;
      } else {
        end(sent, now);
      }
    }
    scheduleNext();
  }

  /** Frees those that wait for a request which has ended. */
  private void end(long ended, long now) {
    endPicos[(int) ended] = now;
    int slot = firstWaiting[(int) ended];
    firstWaiting[(int) ended] = NONE;
    while (slot != NONE) {
      int following = next[slot];
      arrivalPicos[slot] = now + delayPicos[slot];
      push(slot);
      slot = following;
    }
  }

  private void scheduleNext() {
    if (inFlight >= maxInFlight) {
      return;
    }
    long time = heapSize > 0 ? Math.min(aheadPicos, arrivalPicos[heap[0]]) : aheadPicos;
    if (time == NOTHING_AHEAD) {
      return;
    }
    time = Math.max(time, simulation.nowPicos());
    if (time >= scheduledPicos) {
      return;
    }
    if (scheduledPicos != NOTHING_AHEAD) {
      simulation.cancel(scheduledHandle);
    }
    scheduledPicos = time;
    scheduledHandle = simulation.schedule(time, LockstepGroup.ARRIVAL_PRIORITY, component, 0, 0);
  }

  /** Reads all requests up to a nominal time. */
  private void take(long untilPicos) {
    while (aheadPicos <= untilPicos) {
      hold();
      advance();
    }
  }

  private void hold() {
    if (read == endPicos.length) {
      int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, 2 * read);
      if (capacity == read) {
        throw new IllegalStateException("more than " + read + " requests in sessions");
      }
      endPicos = Arrays.copyOf(endPicos, capacity);
      firstWaiting = Arrays.copyOf(firstWaiting, capacity);
    }
    endPicos[(int) read] = UNFINISHED;
    firstWaiting[(int) read] = NONE;
    if (firstFree == NONE) {
      grow(2 * request.length);
    }
    int slot = firstFree;
    firstFree = next[slot];
    request[slot] = read;
    promptTokens[slot] = source.inputTokens();
    outputTokens[slot] = source.outputTokens();
    priority[slot] = source.priority();
    session[slot] = source.sessionId();
    delayPicos[slot] = source.delayPicos();
    chain[slot] = chains == null ? null : chains.of(source);
    long previous = source.previousRequest();
    follows[slot] = previous >= 0;
    if (previous >= read) {
      throw new IllegalStateException("request " + read + " waits for a later one, " + previous);
    }
    read++;
    if (previous < 0) {
      arrivalPicos[slot] = aheadPicos;
      push(slot);
    } else if (endPicos[(int) previous] != UNFINISHED) {
      arrivalPicos[slot] = endPicos[(int) previous] + delayPicos[slot];
      push(slot);
    } else {
      next[slot] = firstWaiting[(int) previous];
      firstWaiting[(int) previous] = slot;
    }
  }

  private void advance() {
    long before = aheadPicos;
    try {
      aheadPicos = source.advance() ? source.arrivalPicos() : NOTHING_AHEAD;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (aheadPicos < before && before != NOTHING_AHEAD) {
      throw new IllegalStateException(
          "request " + read + " comes at " + aheadPicos + " ps, before the one before it");
    }
  }

  private void push(int slot) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, Math.max(64, 2 * heapSize));
    }
    int at = heapSize++;
    while (at > 0 && isBefore(slot, heap[(at - 1) / 2])) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = slot;
  }

  private int pop() {
    int first = heap[0];
    int moved = heap[--heapSize];
    int at = 0;
    while (2 * at + 1 < heapSize) {
      int child = 2 * at + 1;
      if (child + 1 < heapSize && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], moved)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
    return first;
  }

  private boolean isBefore(int slot, int other) {
    return arrivalPicos[slot] < arrivalPicos[other]
        || (arrivalPicos[slot] == arrivalPicos[other] && request[slot] < request[other]);
  }

  private void grow(int capacity) {
    int known = request.length;
    request = Arrays.copyOf(request, capacity);
    arrivalPicos = Arrays.copyOf(arrivalPicos, capacity);
    delayPicos = Arrays.copyOf(delayPicos, capacity);
    promptTokens = Arrays.copyOf(promptTokens, capacity);
    outputTokens = Arrays.copyOf(outputTokens, capacity);
    chain = Arrays.copyOf(chain, capacity);
    priority = Arrays.copyOf(priority, capacity);
    session = Arrays.copyOf(session, capacity);
    follows = Arrays.copyOf(follows, capacity);
    next = Arrays.copyOf(next, capacity);
    for (int slot = capacity - 1; slot >= known; slot--) {
      next[slot] = firstFree;
      firstFree = slot;
    }
  }
}
