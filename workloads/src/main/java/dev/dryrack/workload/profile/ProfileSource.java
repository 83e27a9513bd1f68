package dev.dryrack.workload.profile;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Draws requests from a {@link LoadProfile}; the first arrives at 0.
 *
 * <p>The rank of an output length equals that of the input (or its mirror image) with a probability
 * of the profile's rank correlation, and is independent otherwise: the Spearman correlation is then
 * exactly the one asked for. All requests arrive at their times. Each quantity has a random stream
 * of its own.
 */
public final class ProfileSource implements SessionSource {

  private static final double PICOS_PER_SECOND = 1e12;

  private final LoadProfile profile;
  private final long numPrompts;
  private final ArrivalClock clock;
  private final RandomStream inputs;
  private final RandomStream outputs;
  private final @Nullable Conversations conversations;

  private long emitted;
  private double firstSeconds;
  private long arrivalPicos;
  private int inputTokens;
  private int outputTokens;

  public ProfileSource(LoadProfile profile, long numPrompts, RandomStreams streams) {
    if (numPrompts < 1) {
      throw new IllegalArgumentException("numPrompts is " + numPrompts + "; it must be at least 1");
    }
    this.profile = profile;
    this.numPrompts = numPrompts;
    clock = new ArrivalClock(profile.arrivals(), streams);
    inputs = streams.stream("workload/input");
    outputs = streams.stream("workload/output");
    ReuseProfile reuse = profile.reuse();
    conversations = reuse == null ? null : new Conversations(reuse, streams);
  }

  @Override
  public boolean advance() throws TraceException {
    if (emitted == numPrompts) {
      return false;
    }
    double seconds = clock.next();
    if (emitted == 0) {
      firstSeconds = seconds;
    }
    double picos = (seconds - firstSeconds) * PICOS_PER_SECOND;
    if (picos >= 0x1p63) {
      throw new TraceException(
          "profile "
              + profile.name()
              + ": request "
              + emitted
              + " arrives after 106 days, beyond a clock of picoseconds; ask for fewer requests");
    }
    arrivalPicos = Math.round(picos);
    double inputRank = inputs.nextDouble();
    boolean follows = conversations != null && conversations.drawFollows();
    ReuseProfile reuse = profile.reuse();
    QuantileTable table =
        follows && reuse != null ? reuse.followInputTokens() : profile.inputTokens();
    inputTokens = tokens(table.at(inputRank));
    outputTokens =
        tokens(
            profile.outputTokens().at(Ranks.linked(inputRank, profile.rankCorrelation(), outputs)));
    if (conversations != null) {
      conversations.place(arrivalPicos, inputTokens, inputRank, follows);
    }
    emitted++;
    return true;
  }

  private static int tokens(double length) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(length)));
  }

  @Override
  public long arrivalPicos() {
    return arrivalPicos;
  }

  @Override
  public int inputTokens() {
    return inputTokens;
  }

  @Override
  public int outputTokens() {
    return outputTokens;
  }

  @Override
  public int sessionId() {
    return conversations == null ? -1 : conversations.session();
  }

  @Override
  public int turn() {
    return conversations == null ? 0 : conversations.turn();
  }

  @Override
  public int blockTokens() {
    ReuseProfile reuse = profile.reuse();
    return reuse == null ? 0 : reuse.blockTokens();
  }

  @Override
  public int prefixRuns() {
    return conversations == null ? 0 : conversations.runs();
  }

  @Override
  public long prefixRunStart(int run) {
    if (conversations == null) {
      throw new IndexOutOfBoundsException(run);
    }
    return conversations.runStart(run);
  }

  @Override
  public int prefixRunLength(int run) {
    if (conversations == null) {
      throw new IndexOutOfBoundsException(run);
    }
    return conversations.runLength(run);
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(emitted);
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "generated load like %s: %d requests, mean rate %.4g/s",
        profile.name(),
        numPrompts,
        profile.arrivals().requestsPerSecond());
  }

  @Override
  public void close() {
    // holds nothing
  }
}
