package dev.dryrack.workload.transform;

import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Several sources as one, by time. O(sources) per request; remembers 8 bytes per request to keep
 * references between turns, and a number per session.
 */
final class MergedSource implements SessionSource {

  /** Block ids of source k are moved up by k times this; ids of a source stay below. */
  private static final long BLOCKS_PER_SOURCE = 1L << 56;

  private final List<? extends SessionSource> sources;
  private final boolean[] ready;
  private final long[][] ordinals;
  private final int[] read;
  private final int[][] sessions;
  private int sessionCount;
  private boolean primed;
  private long emitted;
  private int current;
  private long firstPicos;
  private int sessionId;

  MergedSource(List<? extends SessionSource> sources) {
    if (sources.isEmpty() || sources.size() > 100) {
      throw new IllegalArgumentException(
          "merging " + sources.size() + " sources; 1 to 100 are possible");
    }
    this.sources = List.copyOf(sources);
    ready = new boolean[sources.size()];
    ordinals = new long[sources.size()][64];
    read = new int[sources.size()];
    sessions = new int[sources.size()][0];
  }

  @Override
  public boolean advance() throws IOException {
    if (!primed) {
      for (int i = 0; i < ready.length; i++) {
        ready[i] = sources.get(i).advance();
      }
      primed = true;
    } else if (ready[current]) {
      ready[current] = sources.get(current).advance();
    }
    int earliest = -1;
    for (int i = 0; i < ready.length; i++) {
      if (ready[i]
          && (earliest < 0
              || sources.get(i).arrivalPicos() < sources.get(earliest).arrivalPicos())) {
        earliest = i;
      }
    }
    if (earliest < 0) {
      return false;
    }
    take(earliest);
    return true;
  }

  private void take(int which) throws TraceException {
    current = which;
    SessionSource source = sources.get(which);
    if (blockTokens() != 0 && source.blockTokens() != 0 && source.blockTokens() != blockTokens()) {
      throw new TraceException(
          source.description()
              + ": has prefix blocks of "
              + source.blockTokens()
              + " tokens, a trace merged with it of "
              + blockTokens()
              + "; merge only traces of equal block size");
    }
    if (emitted == 0) {
      firstPicos = source.arrivalPicos();
    }
    if (read[which] == ordinals[which].length) {
      ordinals[which] = Arrays.copyOf(ordinals[which], read[which] * 2);
    }
    ordinals[which][read[which]++] = emitted++;
    sessionId = source.sessionId() < 0 ? -1 : sessionNumber(which, source.sessionId());
  }

  private int sessionNumber(int which, int session) {
    if (session >= sessions[which].length) {
      int known = sessions[which].length;
      sessions[which] = Arrays.copyOf(sessions[which], Math.max(session + 1, known * 2));
      Arrays.fill(sessions[which], known, sessions[which].length, -1);
    }
    if (sessions[which][session] < 0) {
      sessions[which][session] = sessionCount++;
    }
    return sessions[which][session];
  }

  @Override
  public long arrivalPicos() {
    return sources.get(current).arrivalPicos() - firstPicos;
  }

  @Override
  public int inputTokens() {
    return sources.get(current).inputTokens();
  }

  @Override
  public int outputTokens() {
    return sources.get(current).outputTokens();
  }

  @Override
  public int priority() {
    return sources.get(current).priority();
  }

  @Override
  public int sessionId() {
    return sessionId;
  }

  @Override
  public int turn() {
    return sources.get(current).turn();
  }

  @Override
  public long previousRequest() {
    long previous = sources.get(current).previousRequest();
    return previous < 0 ? -1 : ordinals[current][(int) previous];
  }

  @Override
  public long delayPicos() {
    return sources.get(current).delayPicos();
  }

  @Override
  public Waiting waiting() {
    Waiting most = Waiting.NEVER;
    for (SessionSource source : sources) {
      most = source.waiting().compareTo(most) > 0 ? source.waiting() : most;
    }
    return most;
  }

  @Override
  public boolean spacesSessions() {
    return sources.stream().anyMatch(SessionSource::spacesSessions);
  }

  @Override
  public boolean mayMatter(ReadingChoice choice) {
    return sources.stream().anyMatch(source -> source.mayMatter(choice));
  }

  @Override
  public boolean mattered(ReadingChoice choice) {
    return sources.stream().anyMatch(source -> source.mattered(choice));
  }

  @Override
  public boolean isDrawn() {
    return sources.stream().anyMatch(SessionSource::isDrawn);
  }

  @Override
  public int blockTokens() {
    for (SessionSource source : sources) {
      if (source.blockTokens() != 0) {
        return source.blockTokens();
      }
    }
    return 0;
  }

  @Override
  public int prefixRuns() {
    return sources.get(current).prefixRuns();
  }

  @Override
  public long prefixRunStart(int run) {
    return sources.get(current).prefixRunStart(run) + current * BLOCKS_PER_SOURCE;
  }

  @Override
  public int prefixRunLength(int run) {
    return sources.get(current).prefixRunLength(run);
  }

  @Override
  public SourceCounts counts() {
    long rows = emitted;
    Map<String, Long> dropped = new TreeMap<>();
    Map<String, Long> noted = new TreeMap<>();
    for (SessionSource source : sources) {
      for (Map.Entry<String, Long> reason : source.counts().dropped().entrySet()) {
        dropped.merge(reason.getKey(), reason.getValue(), Long::sum);
        rows += reason.getValue();
      }
      source.counts().noted().forEach((remark, count) -> noted.merge(remark, count, Long::sum));
    }
    return new SourceCounts(rows, emitted, dropped, noted);
  }

  @Override
  public String description() {
    StringBuilder text = new StringBuilder();
    for (SessionSource source : sources) {
      text.append(text.length() == 0 ? "" : " and ").append(source.description());
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (SessionSource source : sources) {
      try {
        source.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
