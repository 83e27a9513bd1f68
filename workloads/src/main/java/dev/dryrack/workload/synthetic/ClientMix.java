package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.sim.random.Zipf;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests of many clients at once, each with arrivals, burstiness and lengths of its own, as
 * ServeGen found them in production (arXiv 2505.09999, 2025): few clients make most of the load,
 * and the load is bursty because they are.
 *
 * @param clients at least one, of finite rates and without reuse of prompts
 */
public record ClientMix(List<SyntheticLoad> clients) implements Load {

  public ClientMix {
    clients = List.copyOf(clients);
    Require.holds(!clients.isEmpty(), "number of clients", clients.size(), "at least 1");
    for (SyntheticLoad client : clients) {
      double rate = client.requestsPerSecond();
      Require.holds(Double.isFinite(rate), "rate of a client", rate, "finite");
      Require.holds(client.reuse() == null, "reuse of a client", "set", "none");
    }
  }

  /**
   * Clients alike but for their rates, which follow Zipf's law: client k has a share of {@code
   * k^-skew}.
   *
   * @param whole the load of all together
   * @param count how many clients, 1 to 100,000
   * @param skew 0 makes all alike
   */
  public static ClientMix skewed(SyntheticLoad whole, int count, double skew) {
    Require.within("number of clients", count, 1, 100_000);
    Zipf shares = new Zipf(skew, count);
    List<SyntheticLoad> clients = new ArrayList<>();
    for (int client = 1; client <= count; client++) {
      clients.add(
          whole.withRequestsPerSecond(whole.requestsPerSecond() * shares.probability(client)));
    }
    return new ClientMix(clients);
  }

  /**
   * The same clients, each with lengths of its own: a client's lengths are all multiplied by a
   * factor that is lognormal over the clients, of median 1.
   *
   * @param sigma standard deviation of the factor's logarithm
   */
  public ClientMix withLengthSpread(double sigma, RandomStreams streams) {
    RandomStream stream = streams.stream("workload/client-lengths");
    Quantiles factor = Distributions.lognormal(1, sigma);
    List<SyntheticLoad> spread = new ArrayList<>();
    for (SyntheticLoad client : clients) {
      spread.add(
          new SyntheticLoad(
              client.arrivals(),
              new ScaledQuantiles(client.inputTokens(), factor.sample(stream)),
              new ScaledQuantiles(client.outputTokens(), factor.sample(stream)),
              client.rankCorrelation(),
              null));
    }
    return new ClientMix(spread);
  }

  @Override
  public ClientMixSource open(long requests, RandomStreams streams) {
    return new ClientMixSource(this, requests, streams);
  }

  @Override
  public double requestsPerSecond() {
    double sum = 0;
    for (SyntheticLoad client : clients) {
      sum += client.requestsPerSecond();
    }
    return sum;
  }

  @Override
  public ClientMix withRequestsPerSecond(double rate) {
    double factor = rate / requestsPerSecond();
    List<SyntheticLoad> scaled = new ArrayList<>();
    for (SyntheticLoad client : clients) {
      scaled.add(client.withRequestsPerSecond(client.requestsPerSecond() * factor));
    }
    return new ClientMix(scaled);
  }

  @Override
  public boolean draws() {
    return clients.stream().anyMatch(SyntheticLoad::draws);
  }
}
