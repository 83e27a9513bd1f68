package dev.dryrack.serving.planning;

import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.estimate.SteadyRates;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;

/**
 * A plan under a load.
 *
 * @param deployment the plan
 * @param limits the engine's, with the token budget of the point
 * @param load the load
 * @param rates what comes of it
 * @param relativeBand half-width of the band around its times
 */
public record PlanPoint(
    Deployment deployment,
    EngineLimits limits,
    SteadyLoad load,
    SteadyRates rates,
    double relativeBand) {

  /** Output tokens per second that one user sees after the first. */
  public double perUser() {
    return 1 / rates.tpotSeconds();
  }

  /** Output tokens per second over all GPUs. */
  public double perGpu() {
    return rates.requestsPerSecond() * load.outputTokens() / deployment.plan().gpus();
  }

  /** Time to the last token where nothing queues. */
  public double endToEndSeconds() {
    return rates.ttftSeconds() + (load.outputTokens() - 1) * rates.tpotSeconds();
  }
}
