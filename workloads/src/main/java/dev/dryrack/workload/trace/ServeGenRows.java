package dev.dryrack.workload.trace;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.TraceException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The arrivals of all clients of a ServeGen pool by time, equal times by the clients' numbers.
 * O(log clients) per row; memory for the lengths, and one window of arrivals a client.
 */
final class ServeGenRows extends TraceRows {

  private static final Comparator<ServeGenClient> BY_TIME =
      Comparator.comparingLong(ServeGenRows::seconds)
          .thenComparingLong(client -> client.withinPicos() % Decimals.PICOS_PER_SECOND)
          .thenComparingInt(client -> client.number);

  private final FilePlaces files;
  private final String name;
  private final int clients;
  private final PriorityQueue<ServeGenClient> waiting = new PriorityQueue<>(BY_TIME);

  ServeGenRows(String name, List<ServeGenClient> clients, FilePlaces files, long seed) {
    this.name = name;
    this.files = files;
    this.clients = clients.size();
    RandomStreams streams = new RandomStreams(seed, 0);
    for (ServeGenClient client : clients) {
      if (client.begin(streams)) {
        waiting.add(client);
      }
    }
  }

  private static long seconds(ServeGenClient client) {
    return client.windowSeconds() + client.withinPicos() / Decimals.PICOS_PER_SECOND;
  }

  @Override
  boolean next() {
    ServeGenClient client = waiting.poll();
    if (client == null) {
      return false;
    }
    seconds = seconds(client);
    picos = client.withinPicos() % Decimals.PICOS_PER_SECOND;
    line = FilePlaces.place(client.traceFile, client.line());
    client.draw(this);
    if (client.advance()) {
      waiting.add(client);
    }
    return true;
  }

  @Override
  boolean isDrawn() {
    return true;
  }

  @Override
  TraceException defect(long place, String field, String value, String message) {
    return files.knows(place)
        ? TraceInput.defect(files.name(place), FilePlaces.line(place), field, value, message)
        : TraceInput.defect(name, place, field, value, message);
  }

  @Override
  String timeField() {
    return "window_start_s";
  }

  @Override
  String inputField() {
    return "input_tokens";
  }

  @Override
  String outputField() {
    return "output_tokens";
  }

  @Override
  String format() {
    return "ServeGen pool of " + clients + " clients, arrivals and lengths drawn";
  }

  @Override
  public void close() {
    // holds no file
  }
}
