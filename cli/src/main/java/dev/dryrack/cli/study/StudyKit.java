package dev.dryrack.cli.study;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.resolve.Bill;
import dev.dryrack.cli.resolve.MeanRequest;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.resolve.SearchChoice;
import dev.dryrack.cli.run.RandomArrivals;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.SimulatedSamples;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Estimator;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.serving.planning.LaunchCommand;
import dev.dryrack.serving.planning.PlanPoint;
import dev.dryrack.serving.planning.PlanSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Asks the closed form and the simulation about variants of a study's scenario.
 *
 * @param variants makes a scenario of assignments such as {@code plan.tp=8}, on top of all else
 * @param surroundings the process around it
 * @param interruption how a simulation learns that it is to end early
 */
public record StudyKit(
    Function<List<String>, Scenario> variants,
    Surroundings surroundings,
    Interruption interruption) {

  /** The scenario with changes. */
  Scenario scenario(String... changes) {
    return variants.apply(List.of(changes));
  }

  /** Samples a variant. */
  Sampling sample(boolean speeds, String... changes) {
    return Sampling.of(scenario(changes), surroundings, speeds);
  }

  /** Whether a variant fits, uncertain values at their medians. */
  FitReport fit(String... changes) {
    return resolver(scenario(changes)).fit();
  }

  private Resolver resolver(Scenario scenario) {
    return new Resolver(scenario.centred(), surroundings);
  }

  /** Every plan of a variant that fits and that vLLM can start. */
  PlanSearch plans(String... changes) {
    return plans(LaunchCommand::vllmCan, changes);
  }

  /** Some plans of a variant that fit. */
  PlanSearch plans(Predicate<ShardingPlan> wanted, String... changes) {
    Scenario scenario = scenario(changes).centred();
    return PlanSearch.of(SearchChoice.of(scenario, resolver(scenario)), wanted);
  }

  /** The closed form of a variant that fits, lengths at their means. */
  Estimate estimate(int concurrency, String... changes) {
    Scenario scenario = scenario(changes).centred();
    Resolver resolver = resolver(scenario);
    FitReport fit = resolver.fit();
    SteadyLoad load = MeanRequest.of(scenario).atOnce(concurrency);
    return new Estimator(fit.deployment(), fit.limits(), resolver.costSettings())
        .estimate(load, price(changes));
  }

  /** Cost and energy of an estimate, by kind of token. */
  Bill bill(Estimate estimate, String... changes) {
    Scenario scenario = scenario(changes).centred();
    return Bill.of(scenario, resolver(scenario), estimate);
  }

  /** What an hour of a GPU costs, at its median. */
  GpuPrice price(String... changes) {
    Resolver resolver = resolver(scenario(changes));
    return resolver.price(resolver.fitRequest().system());
  }

  /** What an hour of a GPU of a system costs, whatever is served. */
  GpuPrice systemPrice(String... changes) {
    Scenario scenario = scenario(with(changes, "model.id=gpt-oss-120b")).centred();
    Resolver resolver = resolver(scenario);
    return resolver.price(resolver.fitRequest().system());
  }

  /** Simulates requests that arrive at random, uncertain values at their medians. */
  RunOutcome simulate(double requestsPerSecond, String... changes) {
    return RandomArrivals.run(
        scenario(changes).centred(), requestsPerSecond, surroundings, interruption);
  }

  /** Simulates some samples at the same rate of random arrivals. */
  SimulatedSamples simulate(Sampling sampling, int count, double requestsPerSecond) {
    return SimulatedSamples.of(
        sampling, count, one -> requestsPerSecond, surroundings, interruption);
  }

  /** The assignments that ask for a plan. */
  static String[] with(PlanPoint point, String... more) {
    ShardingPlan plan = point.deployment().plan();
    List<String> all = new ArrayList<>(List.of(more));
    all.add("plan.tp=" + plan.tp());
    all.add("plan.pp=" + plan.pp());
    all.add("plan.attention-dp=" + plan.attentionDp());
    all.add("plan.ep=" + plan.ep());
    all.add("plan.moe-tp=" + plan.moeTp());
    all.add("plan.replicas=" + plan.replicas());
    all.add("engine.max-num-batched-tokens=" + point.limits().maxNumBatchedTokens());
    all.add("engine.max-num-seqs=" + point.limits().maxNumSeqs());
    return all.toArray(String[]::new);
  }

  /** Assignments one after the other. */
  static String[] with(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
