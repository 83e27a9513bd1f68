package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import java.util.Locale;

/**
 * Merges the requests of the clients of a {@link ClientMix} by time, equal times in the order of
 * the clients. Each client has random streams of its own, so that one more leaves the others as
 * they were. Begins at the time 0 of the clients' curves; the first request arrives at 0.
 *
 * <p>O(log clients) per request; allocates nothing per request.
 */
public final class ClientMixSource implements SessionSource {

  private final SyntheticClient[] heap;
  private final long requests;
  private final String description;
  private long emitted;
  private double originSeconds;

  ClientMixSource(ClientMix mix, long requests, RandomStreams streams) {
    Require.holds(requests >= 1, "number of requests", requests, "at least 1");
    this.requests = requests;
    heap = new SyntheticClient[mix.clients().size()];
    for (int i = 0; i < heap.length; i++) {
      heap[i] = new SyntheticClient(mix.clients().get(i), i, streams);
    }
    for (int i = heap.length / 2 - 1; i >= 0; i--) {
      sink(i);
    }
    description =
        String.format(
            Locale.ROOT,
            "generated load of %d clients: %d requests, mean rate %.4g/s",
            heap.length,
            requests,
            mix.requestsPerSecond());
  }

  @Override
  public boolean advance() throws TraceException {
    if (emitted == requests) {
      return false;
    }
    if (emitted == 0) {
      originSeconds = heap[0].seconds();
    } else {
      heap[0].advance();
      sink(0);
    }
    if ((heap[0].seconds() - originSeconds) * 1e12 >= 0x1p63) {
      throw new TraceException(
          "generated load: request "
              + emitted
              + " arrives after 106 days, beyond a clock of picoseconds; raise the request rate"
              + " or ask for fewer requests");
    }
    heap[0].draw();
    emitted++;
    return true;
  }

  private void sink(int start) {
    int at = start;
    SyntheticClient moving = heap[at];
    while (2 * at + 1 < heap.length) {
      int child = 2 * at + 1;
      if (child + 1 < heap.length && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(moving)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moving;
  }

  /** The client that sent the current request, from 0. */
  public int client() {
    return heap[0].number();
  }

  @Override
  public long arrivalPicos() {
    return Math.round((heap[0].seconds() - originSeconds) * 1e12);
  }

  @Override
  public int inputTokens() {
    return heap[0].inputTokens();
  }

  @Override
  public int outputTokens() {
    return heap[0].outputTokens();
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(emitted);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    // holds nothing
  }
}
