package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;

/** A load that can be generated: the same seed gives the same requests, on every JVM. */
public interface Load {

  /**
   * The first requests of the load.
   *
   * @param requests how many, at least 1
   */
  SessionSource open(long requests, RandomStreams streams);

  /** Mean rate; of sessions, as if serving took no time; infinity if all arrive at once. */
  double requestsPerSecond();

  /** The same load at another mean rate. */
  Load withRequestsPerSecond(double rate);

  /** Whether anything of it is drawn at random, so that another seed gives other requests. */
  boolean draws();
}
