/**
 * Scenarios: what is asked of a simulation, from files, environment, {@code --set} and flags.
 *
 * <p>Start with {@link dev.dryrack.cli.scenario.ScenarioKeys}, the one table of every key, declared
 * section by section in {@link dev.dryrack.cli.scenario.PlanKeys} and its like; flags, the binder
 * of files, the JSON Schema and {@code --show-config} all follow from it. {@link
 * dev.dryrack.cli.scenario.Layers} puts the layers on top of each other; a {@link
 * dev.dryrack.cli.scenario.Scenario} is the result, each value with its {@link
 * dev.dryrack.cli.scenario.Origin}.
 */
@NullMarked
package dev.dryrack.cli.scenario;

import org.jspecify.annotations.NullMarked;
