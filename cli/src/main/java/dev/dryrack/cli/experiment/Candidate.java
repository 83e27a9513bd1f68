package dev.dryrack.cli.experiment;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.cli.run.Simulator;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.workload.RequestSource;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A served system that can be run as often as needed; its steps are priced only once. */
public final class Candidate {

  private final Scenario scenario;
  private final Surroundings surroundings;
  private final FitReport fit;
  private final GpuPrice price;
  private Simulator simulator;
  private String prefixNote = "";

  /**
   * A system that fits.
   *
   * @param scenario what is asked
   * @param fit what is served
   * @param resolver knows its price
   */
  public Candidate(Scenario scenario, FitReport fit, Resolver resolver, Surroundings surroundings) {
    this.scenario = scenario;
    this.surroundings = surroundings;
    this.fit = fit;
    this.price = resolver.price(fit.deployment().cluster().system());
    this.simulator = new Simulator(scenario, fit, surroundings);
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
          fit.planWasGiven() ? "as asked" : "the best legal layout for memory",
          interruption);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
