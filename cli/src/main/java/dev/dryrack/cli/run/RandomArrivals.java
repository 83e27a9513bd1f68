package dev.dryrack.cli.run;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.resolve.PoolFits;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.workload.RequestSource;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Simulates what a scenario serves while its requests arrive at random for five minutes, and for
 * 300 requests at least; the first minute is left out.
 */
public final class RandomArrivals {

  private static final double ARRIVAL_SECONDS = 300;
  private static final double WARMUP_SECONDS = 60;
  private static final long LEAST_REQUESTS = 300;

  private RandomArrivals() {}

  /**
   * Simulates them.
   *
   * @param scenario without uncertain values; what it says of its load's rate and number is
   *     replaced
   * @throws UncheckedIOException if a file of the load cannot be read
   */
  public static RunOutcome run(
      Scenario scenario,
      double requestsPerSecond,
      Surroundings surroundings,
      Interruption interruption) {
    long requests = Math.max(LEAST_REQUESTS, Math.round(requestsPerSecond * ARRIVAL_SECONDS));
    Scenario driven =
        scenario
            .with(LoadKeys.REQUEST_RATE, requestsPerSecond)
            .with(LoadKeys.NUM_PROMPTS, requests)
            .with(RunKeys.WARMUP, WARMUP_SECONDS)
            .without(LoadKeys.MAX_CONCURRENCY);
    Resolver resolver = new Resolver(driven, surroundings);
    FitReport fit = resolver.fit();
    try (RequestSource source = Requests.open(driven, surroundings)) {
      return new Simulator(driven, new PoolFits(fit, null), surroundings)
          .run(
              source,
              RunRecords.none(),
              resolver.price(fit.deployment().cluster().system()),
              "at random arrivals",
              interruption);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
