package dev.dryrack.workload.profile;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.statistics.TraceInspector;
import dev.dryrack.workload.statistics.TraceStatistics;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Fits a {@link LoadProfile} to a trace, so that its load can be shared without its data. Holds 24
 * bytes per request, and the prefix blocks seen.
 *
 * <p>Arrivals: segments of 10 minutes (or a sixth of the trace, if that is shorter) take their
 * measured rates. With I the index of dispersion of counts per window of w seconds, rates that vary
 * with relative variance V over longer times give I(w) = c + rate * w * V; from the windows of 1 s
 * and 60 s follow c, the inverse of the gap shape, and V; what the segments do not explain of V
 * goes to the random factor. A trace too short for two windows of 60 s is taken as one segment with
 * the gap shape of maximum likelihood.
 */
public final class ProfileFitter {

  private static final double SEGMENT_SECONDS = 600;
  private static final double PICOS_PER_SECOND = 1e12;

  private final TraceInspector inspector = new TraceInspector(new long[0]);
  private final ReuseAnalysis reuse = new ReuseAnalysis();
  private long[] arrivals = new long[1024];
  private int[] outputs = new int[1024];
  private int count;

  private ProfileFitter() {}

  /**
   * Fits to all requests that the source still has.
   *
   * @param source the trace; spread quantised arrival times first
   * @param origin what the profile's source shall say
   * @throws IllegalArgumentException if there are fewer than 100 requests, or no time passes
   */
  public static LoadProfile fit(SessionSource source, String name, String origin)
      throws IOException {
    ProfileFitter fitter = new ProfileFitter();
    while (source.advance()) {
      fitter.add(source);
    }
    return fitter.fit(fitter.inspector.statistics(source), name, origin);
  }

  private void add(SessionSource request) {
    if (count == arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, count * 2);
      outputs = Arrays.copyOf(outputs, count * 2);
    }
    arrivals[count] = request.arrivalPicos();
    outputs[count++] = request.outputTokens();
    inspector.add(request);
    reuse.add(request);
  }

  private LoadProfile fit(TraceStatistics statistics, String name, String origin) {
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
    return new LoadProfile(
        name,
        origin,
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

  private ArrivalProfile arrivals(TraceStatistics statistics) {
    double duration = statistics.durationSeconds();
    double rate = statistics.requestsPerSecond();
    double perSecond = statistics.windows().get(0).indexOfDispersion();
    double perMinute = statistics.windows().get(2).indexOfDispersion();
    if (statistics.windows().get(2).windows() < 2 || Double.isNaN(perMinute)) {
      double shape = statistics.gaps().gammaShape();
      return new ArrivalProfile(
          rate, duration, List.of(1.0), Double.isNaN(shape) ? 1 : shape, duration, 0);
    }
    double segment = Math.min(SEGMENT_SECONDS, duration / 6);
    double[] relative = relativeRates(segment, duration, rate);
    double dispersion = (perSecond - perMinute / 60) / (1 - 1.0 / 60);
    double shape = 1 / Math.max(0.02, dispersion);
    double variance = Math.max(0, (perMinute - dispersion) / (60 * rate));
    double unexplained = Math.max(0, variance - relativeVariance(relative));
    return new ArrivalProfile(
        rate, segment, Arrays.stream(relative).boxed().toList(), shape, 60, Math.sqrt(unexplained));
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
