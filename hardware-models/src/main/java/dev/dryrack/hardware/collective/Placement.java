package dev.dryrack.hardware.collective;

import dev.dryrack.hardware.Cluster;

/**
 * Where a group of ranks lies: how many there are and over how many scale-up domains.
 *
 * @param ranks ranks of the group
 * @param domains scale-up domains that it spans
 * @param ranksPerDomain most of its ranks in one domain
 */
public record Placement(int ranks, int domains, int ranksPerDomain) {

  public Placement {
    if (ranks < 1 || domains < 1 || ranksPerDomain < 1 || ranksPerDomain > ranks) {
      throw new IllegalArgumentException(
          "no group has "
              + ranks
              + " ranks over "
              + domains
              + " domains, "
              + ranksPerDomain
              + " in one");
    }
  }

  /** A group inside one domain. */
  public static Placement within(int ranks) {
    return new Placement(ranks, 1, ranks);
  }

  /**
   * The worst placed of the groups that tile a cluster: group {@code g} has the GPUs {@code base +
   * offset + i · stride}, as parallel ranks are laid out with tensor parallelism innermost.
   *
   * @param ranks ranks of a group
   * @param stride distance of its ranks in GPU numbers, 1 if they are neighbours
   * @throws IllegalArgumentException if a group has more GPUs than the cluster
   */
  public static Placement of(Cluster cluster, int ranks, int stride) {
    int span = ranks * stride;
    if (ranks < 1 || stride < 1 || span > cluster.gpus()) {
      throw new IllegalArgumentException(
          ranks + " ranks at a stride of " + stride + " do not fit on " + cluster.gpus() + " GPUs");
    }
    int domainSize = cluster.system().gpusPerDomain();
    int mostDomains = 1;
    int densest = ranks;
    for (int base = 0; base + span <= cluster.gpus(); base += span) {
      int domains = 0;
      int inDomain = 0;
      int densestHere = 0;
      int last = -1;
      for (int i = 0; i < ranks; i++) {
        int domain = (base + i * stride) / domainSize;
        inDomain = domain == last ? inDomain + 1 : 1;
        domains += domain == last ? 0 : 1;
        densestHere = Math.max(densestHere, inDomain);
        last = domain;
      }
      if (domains > mostDomains) {
        mostDomains = domains;
        densest = densestHere;
      }
    }
    return new Placement(ranks, mostDomains, densest);
  }

  /** Whether the group needs the scale-out network. */
  public boolean crossesDomains() {
    return domains > 1;
  }

  /** Ranks per domain if they were spread evenly. */
  public double meanRanksPerDomain() {
    return (double) ranks / domains;
  }
}
