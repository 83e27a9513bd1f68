package dev.dryrack.cli.resolve;

import dev.dryrack.cli.scenario.EconomicsKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.economics.Ledger;
import dev.dryrack.serving.economics.Power;
import dev.dryrack.serving.estimate.Estimate;

/**
 * Cost and energy of an estimate, by kind of token.
 *
 * @param ledger the sums
 * @param power what they rest on
 * @param utilization share of the time in which the load is there
 * @param scenario says which of its values were stated
 */
public record Bill(Ledger ledger, Power power, double utilization, Scenario scenario) {

  /** The bill of an estimate. */
  public static Bill of(Scenario scenario, Resolver resolver, Estimate estimate) {
    SystemSpec system = estimate.deployment().cluster().system();
    Power power = EconomicsChoice.power(scenario, system);
    double utilization = scenario.get(EconomicsKeys.UTILIZATION);
    double requests = estimate.requestsPerSecond().mid();
    Ledger ledger =
        Ledger.of(
            estimate.gpus(),
            resolver.price(system).usdPerGpuHour(),
            power,
            utilization,
            requests * estimate.load().inputTokens(),
            requests * estimate.load().outputTokens(),
            estimate.inputShare());
    return new Bill(ledger, power, utilization, scenario);
  }
}
