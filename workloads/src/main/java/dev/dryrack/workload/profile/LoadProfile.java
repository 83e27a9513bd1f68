package dev.dryrack.workload.profile;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.synthetic.Load;
import java.util.Locale;

/**
 * What a load is like, in few numbers, and where they are from.
 *
 * @param name short, in lower case
 * @param source what the numbers are from, with document and date, and which are assumed
 * @param load of requests of one kind, of many clients, or of sessions
 */
public record LoadProfile(String name, String source, Load load) {

  public LoadProfile {
    if (name.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException("a profile needs a name and a source");
    }
  }

  /** The same load at another mean rate. */
  public LoadProfile withRequestsPerSecond(double rate) {
    return new LoadProfile(name, source, load.withRequestsPerSecond(rate));
  }

  /** The same profile of another load. */
  public LoadProfile withLoad(Load other) {
    return new LoadProfile(name, source, other);
  }

  /** The first requests of the load. */
  public SessionSource open(long requests, RandomStreams streams) {
    return described(load.open(requests, streams), requests + " requests");
  }

  /** A source that says whom it imitates. */
  public SessionSource described(SessionSource source, String amount) {
    return new DescribedSource(
        source,
        String.format(
            Locale.ROOT,
            "generated load like %s: %s, mean rate %.4g/s",
            name,
            amount,
            load.requestsPerSecond()));
  }
}
