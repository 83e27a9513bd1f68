package dev.dryrack.workload.transform;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import java.io.IOException;
import java.util.Arrays;

/**
 * Spreads requests of equal time uniformly over the tick that follows. Holds the requests of one
 * time; where the next time is nearer than a tick, the spread ends there, so that order is kept.
 */
final class SpreadTicks extends HeldSource {

  private final long tickPicos;
  private final RandomStream stream;

  /** The group: requests of one time, from the one emitted last. */
  private HeldRequest[] group = new HeldRequest[4];

  private int size;
  private int at;
  private long[] offsets = new long[4];
  private boolean ahead;
  private boolean ended;
  private boolean anyEqual;
  private long emitted;
  private long firstPicos = -1;

  SpreadTicks(SessionSource source, long tickPicos, RandomStream stream) {
    super(source);
    if (tickPicos < 1) {
      throw new IllegalArgumentException("tickPicos is " + tickPicos + "; it must be at least 1");
    }
    this.tickPicos = tickPicos;
    this.stream = stream;
    Arrays.setAll(group, i -> new HeldRequest());
  }

  @Override
  public boolean advance() throws IOException {
    if (at == size && !nextGroup()) {
      return false;
    }
    current = group[at];
    current.arrivalPicos += offsets[at++];
    if (firstPicos < 0) {
      firstPicos = current.arrivalPicos;
    }
    current.arrivalPicos -= firstPicos;
    emitted++;
    return true;
  }

  private boolean nextGroup() throws IOException {
    if (!ahead && !read()) {
      return false;
    }
    ahead = false;
    size = 0;
    at = 0;
    long time = source.arrivalPicos();
    do {
      if (size == group.length) {
        group = Arrays.copyOf(group, size * 2);
        offsets = Arrays.copyOf(offsets, size * 2);
        for (int i = size; i < group.length; i++) {
          group[i] = new HeldRequest();
        }
      }
      group[size++].copy(source);
      ahead = read();
    } while (ahead && source.arrivalPicos() == time);
    anyEqual |= size > 1;
    long room = ahead ? Math.min(tickPicos, source.arrivalPicos() - time) : tickPicos;
    for (int i = 0; i < size; i++) {
      offsets[i] = stream.nextLong(room);
    }
    Arrays.sort(offsets, 0, size);
    return true;
  }

  private boolean read() throws IOException {
    ended = ended || !source.advance();
    return !ended;
  }

  @Override
  public boolean mattered(ReadingChoice choice) {
    return choice == ReadingChoice.SPREAD ? anyEqual : source.mattered(choice);
  }

  @Override
  public Waiting waiting() {
    return source.waiting() == Waiting.NEVER ? Waiting.NEVER : Waiting.ANY_TIME;
  }

  @Override
  public SourceCounts counts() {
    SourceCounts inner = source.counts();
    long held = inner.emitted() - emitted;
    return new SourceCounts(inner.read() - held, emitted, inner.dropped(), inner.noted());
  }

  @Override
  public String description() {
    return source.description() + ", equal times spread over " + tickPicos * 1e-12 + " s";
  }
}
