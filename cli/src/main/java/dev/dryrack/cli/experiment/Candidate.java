package dev.dryrack.cli.experiment;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.resolve.PoolFits;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.cli.run.Simulator;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.workload.RequestSource;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A served system that can be run as often as needed; its steps are priced only once. */
public final class Candidate {

  private final Scenario scenario;
  private final Surroundings surroundings;
  private final PoolFits fits;
  private final GpuPrice price;
  private Simulator simulator;
  private String prefixNote = "";

  /**
   * A system that fits.
   *
   * @param scenario what is asked
   * @param fits what is served
   * @param resolver knows its price
   */
  public Candidate(Scenario scenario, PoolFits fits, Resolver resolver, Surroundings surroundings) {
    this.scenario = scenario;
    this.surroundings = surroundings;
    this.fits = fits;
    this.price = fits.price(resolver);
    this.simulator = new Simulator(scenario, fits, surroundings);
  }

  public Scenario scenario() {
    return scenario;
  }

  /** How it is driven. */
  public ServingSetup setup() {
    return simulator.setup();
  }

  /** What became of the prefixes that requests share; empty where there is nothing to say. */
  public String prefixNote() {
    return prefixNote;
  }

  /** Leaves this much simulated time out of the measurements from now on. */
  void leaveOut(long warmupPicos) {
    simulator = simulator.withWarmup(warmupPicos);
  }

  /**
   * Runs once.
   *
   * @param replication which random numbers to draw
   * @param records what is written of it, open
   * @throws UncheckedIOException if the requests cannot be read
   */
  RunOutcome run(int replication, RunRecords records, Interruption interruption) {
    try (RequestSource requests = Requests.open(scenario, surroundings, replication)) {
      prefixNote = simulator.prefixNote(requests);
      return simulator.run(
          requests,
          records,
          price,
          fits.whole().planWasGiven() ? "as asked" : "the best legal layout for memory",
          interruption);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
