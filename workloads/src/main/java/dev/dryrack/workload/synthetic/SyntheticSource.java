package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.Gamma;
import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Draws the requests of a {@link SyntheticLoad}. Arrivals, input and output lengths come from
 * streams of their own ({@code workload/arrivals}, {@code workload/input}, {@code
 * workload/output}), so that changing one leaves the others as they were. The first request arrives
 * at 0. Allocates nothing per request.
 */
public final class SyntheticSource implements SessionSource {

  private static final double PICOS_PER_SECOND = 1e12;

  private final SyntheticLoad load;
  private final @Nullable Exponential exponential;
  private final @Nullable Gamma gamma;
  private final UniformTokens input;
  private final UniformTokens output;

  private long emitted;
  private long arrivalPicos;
  private int inputTokens;
  private int outputTokens;

  public SyntheticSource(SyntheticLoad load, RandomStreams streams) {
    this.load = load;
    RandomStream arrivals = streams.stream("workload/arrivals");
    boolean timed = Double.isFinite(load.requestRate());
    double meanGap = 1 / load.requestRate();
    exponential = timed && load.burstiness() == 1 ? new Exponential(arrivals, meanGap) : null;
    gamma =
        timed && load.burstiness() != 1
            ? new Gamma(arrivals, load.burstiness(), meanGap / load.burstiness())
            : null;
    input = new UniformTokens(streams.stream("workload/input"), load, load.inputTokens());
    output = new UniformTokens(streams.stream("workload/output"), load, load.outputTokens());
  }

  @Override
  public boolean advance() throws TraceException {
    if (emitted == load.numPrompts()) {
      return false;
    }
    if (emitted > 0) {
      long gap = Math.round(gapSeconds() * PICOS_PER_SECOND);
      if (arrivalPicos > Long.MAX_VALUE - gap) {
        throw new TraceException(
            "generated load: request "
                + emitted
                + " arrives after 106 days, beyond a clock of picoseconds; raise the request rate"
                + " or ask for fewer requests");
      }
      arrivalPicos += gap;
    }
    inputTokens = input.next();
    outputTokens = output.next();
    emitted++;
    return true;
  }

  private double gapSeconds() {
    if (exponential != null) {
      return exponential.next();
    }
    return gamma != null ? gamma.next() : 0;
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
  public SourceCounts counts() {
    return SourceCounts.all(emitted);
  }

  @Override
  public String description() {
    String arrivals =
        Double.isInfinite(load.requestRate())
            ? "all at once"
            : String.format(
                Locale.ROOT,
                "%s/s, burstiness %s",
                plain(load.requestRate()),
                plain(load.burstiness()));
    return String.format(
        Locale.ROOT,
        "generated load: %d requests, %s, input %s, output %s tokens",
        load.numPrompts(),
        arrivals,
        input.description(),
        output.description());
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  @Override
  public void close() {
    // holds nothing
  }

  /** Uniform integers between a fraction of a length and the length. */
  private static final class UniformTokens {
    private final RandomStream stream;
    private final int lowest;
    private final int highest;

    UniformTokens(RandomStream stream, SyntheticLoad load, int highest) {
      this.stream = stream;
      this.highest = highest;
      this.lowest = load.shortest(highest);
    }

    int next() {
      return lowest == highest
          ? highest
          : lowest + (int) stream.nextLong((long) highest - lowest + 1);
    }

    String description() {
      return lowest == highest ? Integer.toString(highest) : lowest + " to " + highest;
    }
  }
}
