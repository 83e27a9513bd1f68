package dev.dryrack.cli.run;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.profile.LoadProfile;
import dev.dryrack.workload.synthetic.Load;
import dev.dryrack.workload.synthetic.SessionLoad;
import dev.dryrack.workload.transform.Transforms;

/**
 * How much of a load is generated, and in which loop.
 *
 * @param requests most requests
 * @param sessions most sessions; 0 if none is stated
 * @param openLoop whether turns come at times of their own
 * @param requestsStated whether the number of requests was asked for, not assumed
 */
public record LoadRequests(long requests, long sessions, boolean openLoop, boolean requestsStated) {

  /** The requests of a profile. */
  public SessionSource open(LoadProfile profile, RandomStreams streams) {
    String amount = sessions > 0 ? sessions + " sessions" : requests + " requests";
    return profile.described(open(profile.load(), streams), amount);
  }

  /**
   * The requests of a load.
   *
   * @throws UsageException if sessions are asked for, and it has none
   */
  public SessionSource open(Load load, RandomStreams streams) {
    if (!(load instanceof SessionLoad sessionLoad)) {
      refuse(sessions > 0, "--sessions");
      refuse(openLoop, "--open-loop");
      return opened(() -> load.open(requests, streams));
    }
    if (openLoop && !sessionLoad.closedLoop()) {
      throw new UsageException("--open-loop has no effect: no turn waits anyway; leave it out");
    }
    SessionLoad chosen = openLoop ? sessionLoad.inOpenLoop() : sessionLoad;
    if (sessions == 0) {
      return opened(() -> chosen.open(requests, streams));
    }
    SessionSource whole = opened(() -> chosen.openSessions(sessions, streams));
    return requestsStated ? Transforms.firstRequests(whole, requests) : whole;
  }

  private interface Opener {
    SessionSource open();
  }

  private static SessionSource opened(Opener opener) {
    try {
      return opener.open();
    } catch (IllegalArgumentException e) {
      throw new UsageException("generated load: " + e.getMessage());
    }
  }

  private static void refuse(boolean asked, String flag) {
    if (asked) {
      throw new UsageException(
          flag + " has no effect: this load has no sessions; leave it out, or add --turns");
    }
  }
}
