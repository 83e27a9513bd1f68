package dev.dryrack.workload.profile;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SessionSource.Waiting;
import dev.dryrack.workload.statistics.TraceInspector;
import dev.dryrack.workload.statistics.TraceStatistics;
import dev.dryrack.workload.synthetic.ArrivalProcess;
import dev.dryrack.workload.synthetic.ArrivalProcess.Gaps;
import dev.dryrack.workload.synthetic.Modulation;
import dev.dryrack.workload.synthetic.Modulation.Wander;
import dev.dryrack.workload.synthetic.QuantileTable;
import dev.dryrack.workload.synthetic.RateCurve;
import dev.dryrack.workload.synthetic.ReuseProfile;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Fits a {@link LoadProfile} to a trace, so that its load can be shared without its data. Holds 32
 * bytes per request, and the prefix blocks seen.
 *
 * <p>Arrivals: segments of 10 minutes (or a sixth of the trace, if that is shorter) take their
 * measured rates. Two random factors, drawn anew every 60 s and every 10 s, take what varies
 * besides. With I(w) the index of dispersion of counts per w seconds, c the inverse of the gap
 * shape, A the relative variance of the rate and B that part of it which holds for 60 s or longer,
 * {@code I(1) = c + rate * A}, {@code I(10) = c + 10 * rate * A} and {@code I(60) = c + 10 * rate *
 * (A - B) + 60 * rate * B}, which gives c, A and B. A trace too short for two windows of 60 s is
 * taken as steady, with the gap shape of maximum likelihood.
 *
 * <p>A trace in which requests wait for others is fitted as sessions, see {@link SessionFitter}.
 */
public final class ProfileFitter {

  private static final double SEGMENT_SECONDS = 600;
  private static final double PICOS_PER_SECOND = 1e12;

  private final TraceInspector inspector = new TraceInspector(new long[0]);
  private final ReuseAnalysis reuse = new ReuseAnalysis();
  private final StampedTicks ticks = new StampedTicks();
  private final Consumer<String> remarks;
  private long[] arrivals = new long[1024];
  private int[] outputs = new int[1024];
  private int count;

  private ProfileFitter(Consumer<String> remarks) {
    this.remarks = remarks;
  }

  /**
   * Fits to all requests that the source still has.
   *
   * @param source the trace; spread quantised arrival times first
   * @param origin what the profile's source shall say
   * @param remarks takes what makes the profile unlike the trace, a sentence each
   * @throws IllegalArgumentException if there are fewer than 100 requests, or no time passes
   */
  public static LoadProfile fit(
      SessionSource source, String name, String origin, Consumer<String> remarks)
      throws IOException {
    ProfileFitter fitter = new ProfileFitter(remarks);
    SessionFitter sessions = new SessionFitter();
    boolean waits = false;
    while (source.advance()) {
      waits |= source.previousRequest() >= 0;
      if (!waits) {
        fitter.add(source);
      }
      if (source.waiting() != Waiting.NEVER) {
        sessions.add(source);
      }
    }
    if (waits) {
      return new LoadProfile(name, origin, sessions.load(remarks));
    }
    return new LoadProfile(name, origin, fitter.fit(fitter.inspector.statistics(source)));
  }

  private void add(SessionSource request) {
    if (count == arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, count * 2);
      outputs = Arrays.copyOf(outputs, count * 2);
    }
    arrivals[count] = request.arrivalPicos();
    outputs[count++] = request.outputTokens();
    ticks.add(request.arrivalPicos());
    inspector.add(request);
    reuse.add(request);
  }

  private SyntheticLoad fit(TraceStatistics statistics) {
    long requests = statistics.counts().emitted();
    if (requests < 100 || !(statistics.durationSeconds() > 0)) {
      throw new IllegalArgumentException(
          "a profile needs at least 100 requests over some time; this trace has "
              + requests
              + " in "
              + statistics.durationSeconds()
              + " s");
    }
    ReuseProfile reused = reuse.profile(statistics.prefix().blockTokens());
    return new SyntheticLoad(
        arrivals(statistics),
        table(reuse.rootInputs()),
        table(Arrays.copyOf(outputs, count)),
        orZero(statistics.correlation().spearman()),
        reused);
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private static QuantileTable table(int[] lengths) {
    return QuantileTable.of(Arrays.stream(lengths).asDoubleStream().toArray());
  }

  private ArrivalProcess arrivals(TraceStatistics statistics) {
    double duration = statistics.durationSeconds();
    double rate = statistics.requestsPerSecond();
    double perMinute = statistics.windows().get(2).indexOfDispersion();
    if (ticks.distort(rate, statistics.windows().get(0).indexOfDispersion())) {
      remarks.accept(
          "times are stamped in ticks of about "
              + ticks.shown()
              + ", and a profile has none: its counts per 10 s and 60 s vary too much; fit with"
              + " --spread "
              + ticks.shown());
    }
    if (statistics.windows().get(2).windows() < 2 || Double.isNaN(perMinute)) {
      double shape = statistics.gaps().gammaShape();
      return ArrivalProcess.steady(rate, Gaps.GAMMA, Double.isNaN(shape) ? 1 : shape);
    }
    return modulated(
        rate,
        duration,
        statistics.windows().get(0).indexOfDispersion(),
        statistics.windows().get(1).indexOfDispersion(),
        perMinute);
  }

  private ArrivalProcess modulated(
      double rate, double duration, double perSecond, double perTen, double perMinute) {
    double segment = Math.min(SEGMENT_SECONDS, duration / 6);
    double[] relative = relativeRates(segment, duration, rate);
    double curve = relativeVariance(relative);
    double all = Math.max(curve, (perTen - perSecond) / (9 * rate));
    double gaps = Math.max(0.02, perSecond - rate * all);
    double minutes = ((perMinute - gaps) / rate - 10 * all) / 50;
    minutes = Math.min(all, Math.max(curve, minutes));
    List<Modulation> modulations = new ArrayList<>();
    addWander(60, (1 + minutes) / (1 + curve) - 1, modulations);
    addWander(10, (1 + all) / (1 + minutes) - 1, modulations);
    return new ArrivalProcess(
        rate, Gaps.GAMMA, 1 / gaps, RateCurve.steps(segment, relative), modulations);
  }

  private static void addWander(double seconds, double variance, List<Modulation> modulations) {
    if (variance > 1e-6) {
      modulations.add(new Wander(seconds, Math.min(10, Math.sqrt(variance))));
    }
  }

  private double[] relativeRates(double segment, double duration, double rate) {
    double[] counts = new double[(int) Math.ceil(duration / segment)];
    for (int i = 0; i < count; i++) {
      double seconds = arrivals[i] / PICOS_PER_SECOND;
      counts[Math.min(counts.length - 1, (int) (seconds / segment))]++;
    }
    for (int i = 0; i < counts.length; i++) {
      double length = Math.min(segment, duration - i * segment);
      counts[i] /= length * rate;
    }
    return counts;
  }

  private static double relativeVariance(double[] relative) {
    double sum = 0;
    for (double value : relative) {
      sum += (value - 1) * (value - 1);
    }
    return sum / relative.length;
  }
}
