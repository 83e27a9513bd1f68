package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import org.jspecify.annotations.Nullable;

/**
 * Draws the requests of a {@link SyntheticLoad}. Arrivals, input and output lengths come from
 * streams of their own ({@code workload/arrivals}, {@code workload/input}, {@code
 * workload/output}), so that changing one leaves the others as they were. The first request arrives
 * at 0. Allocates nothing per request unless prompts repeat earlier ones.
 *
 * <p>With a rank correlation, the rank of an output length equals that of the input (or its mirror
 * image) with the probability of the correlation, and is independent otherwise: the Spearman
 * correlation is then exactly the one asked for.
 */
public final class SyntheticSource implements SessionSource {

  private final SyntheticLoad load;
  private final long requests;
  private final ArrivalClock clock;
  private final RandomStream inputs;
  private final RandomStream outputs;
  private final @Nullable Conversations conversations;

  private long emitted;
  private long arrivalPicos;
  private int inputTokens;
  private int outputTokens;

  SyntheticSource(SyntheticLoad load, long requests, RandomStreams streams) {
    this(load, requests, streams, "workload/");
  }

  /**
   * A source at its beginning.
   *
   * @param prefix of the names of its random streams
   */
  SyntheticSource(SyntheticLoad load, long requests, RandomStreams streams, String prefix) {
    Require.holds(requests >= 1, "number of requests", requests, "at least 1");
    double seconds = (double) requests / load.requestsPerSecond();
    Require.holds(
        seconds < 9e6,
        "number of requests over their rate",
        seconds + " s",
        "below 9e6 s (104 days), as far as a clock of picoseconds reaches");
    this.load = load;
    this.requests = requests;
    clock = new ArrivalClock(load.arrivals(), streams, prefix);
    inputs = streams.stream(prefix + "input");
    outputs = streams.stream(prefix + "output");
    ReuseProfile reuse = load.reuse();
    conversations = reuse == null ? null : new Conversations(reuse, streams);
  }

  @Override
  public boolean advance() throws TraceException {
    if (emitted == requests) {
      return false;
    }
    arrivalPicos = clock.nextPicos();
    if (conversations == null && load.rankCorrelation() == 0) {
      inputTokens = tokens(load.inputTokens().sample(inputs));
      outputTokens = tokens(load.outputTokens().sample(outputs));
    } else {
      drawByRank();
    }
    emitted++;
    return true;
  }

  private void drawByRank() {
    double rank = inputs.nextDouble();
    Quantiles table = load.inputTokens();
    ReuseProfile reuse = load.reuse();
    boolean follows = conversations != null && conversations.drawFollows();
    if (follows && reuse != null) {
      table = reuse.followInputTokens();
    }
    inputTokens = tokens(table.at(rank));
    outputTokens =
        tokens(load.outputTokens().at(Ranks.linked(rank, load.rankCorrelation(), outputs)));
    if (conversations != null) {
      conversations.place(arrivalPicos, inputTokens, rank, follows);
    }
  }

  /** A whole length of at least 1 token. */
  static int tokens(double length) {
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
    ReuseProfile reuse = load.reuse();
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
    return "generated load: "
        + requests
        + " requests, "
        + load.arrivals().description()
        + ", input "
        + load.inputTokens().description()
        + ", output "
        + load.outputTokens().description()
        + " tokens";
  }

  @Override
  public void close() {
    // holds nothing
  }
}
