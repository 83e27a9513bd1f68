package dev.dryrack.workload.transform;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import java.util.List;

/**
 * The transformations of request streams. Each takes over the source given: closing the result
 * closes it. Prefix blocks and sessions are kept.
 */
public final class Transforms {

  private Transforms() {}

  /** Ends after so many requests. */
  public static SessionSource firstRequests(SessionSource source, long requests) {
    return new FirstRequests(source, requests);
  }

  /** Keeps the first sessions by appearance; requests without a session count as one each. */
  public static SessionSource firstSessions(SessionSource source, int sessions) {
    return SessionFilter.first(source, sessions);
  }

  /**
   * Keeps a random fraction of the sessions, each of them whole; requests without a session count
   * as one each.
   */
  public static SessionSource thin(
      SessionSource source, double keptFraction, RandomStreams streams) {
    return SessionFilter.thin(source, keptFraction, streams.stream("workload/thinning"));
  }

  /**
   * Spreads requests that arrive at the same quantised time uniformly over the tick that follows,
   * keeping their order: Mooncake's times, for one, are rounded to ticks of about 3 s.
   */
  public static SessionSource spread(SessionSource source, long tickPicos, RandomStreams streams) {
    return new SpreadTicks(source, tickPicos, streams.stream("workload/spread"));
  }

  /**
   * Merges sources by time, equal times in the order given. Sessions and blocks of different
   * sources stay different; their block sizes must be equal where they have any.
   */
  public static SessionSource merge(List<? extends SessionSource> sources) {
    return new MergedSource(sources);
  }
}
