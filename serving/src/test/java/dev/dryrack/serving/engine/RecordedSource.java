package dev.dryrack.serving.engine;

import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import java.io.IOException;
import java.util.Arrays;

/** The requests of another source, read before and given several times one after the other. */
final class RecordedSource implements SessionSource {

  private long[] arrivals = new long[1024];
  private int[] inputs = new int[1024];
  private int[] outputs = new int[1024];
  private int[] firstRun = new int[1025];
  private long[] starts = new long[1024];
  private int[] lengths = new int[1024];
  private int size;
  private final int blockTokens;
  private final int times;
  private int at = -1;
  private int round;

  RecordedSource(RequestSource source, int rounds) throws IOException {
    SessionSource from = (SessionSource) source;
    while (from.advance()) {
      add(from);
    }
    blockTokens = from.blockTokens();
    times = rounds;
  }

  private void add(SessionSource from) {
    if (size == arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, 2 * size);
      inputs = Arrays.copyOf(inputs, 2 * size);
      outputs = Arrays.copyOf(outputs, 2 * size);
      firstRun = Arrays.copyOf(firstRun, 2 * size + 1);
    }
    arrivals[size] = from.arrivalPicos();
    inputs[size] = from.inputTokens();
    outputs[size] = from.outputTokens();
    int runs = firstRun[size];
    for (int run = 0; run < from.prefixRuns(); run++) {
      if (runs == starts.length) {
        starts = Arrays.copyOf(starts, 2 * runs);
        lengths = Arrays.copyOf(lengths, 2 * runs);
      }
      starts[runs] = from.prefixRunStart(run);
      lengths[runs++] = from.prefixRunLength(run);
    }
    firstRun[++size] = runs;
  }

  @Override
  public boolean advance() {
    if (++at == size) {
      at = 0;
      round++;
    }
    return round < times;
  }

  @Override
  public long arrivalPicos() {
    return arrivals[at] + round * (arrivals[size - 1] + 1);
  }

  @Override
  public int inputTokens() {
    return inputs[at];
  }

  @Override
  public int outputTokens() {
    return outputs[at];
  }

  @Override
  public int blockTokens() {
    return blockTokens;
  }

  @Override
  public int prefixRuns() {
    return firstRun[at + 1] - firstRun[at];
  }

  /** Each round has ids of its own. */
  @Override
  public long prefixRunStart(int run) {
    return starts[firstRun[at] + run] + ((long) round << 24);
  }

  @Override
  public int prefixRunLength(int run) {
    return lengths[firstRun[at] + run];
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all((long) size * times);
  }

  @Override
  public String description() {
    return "recorded requests";
  }

  @Override
  public void close() {}
}
