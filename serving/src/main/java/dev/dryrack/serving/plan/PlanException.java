package dev.dryrack.serving.plan;

import java.util.List;

/** A sharding plan that is impossible, with all reasons why. */
public final class PlanException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public PlanException(ShardingPlan plan, List<String> problems) {
    super("plan " + plan.label() + " is impossible:\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each reason, with its remedy. */
  public List<String> problems() {
    return problems;
  }
}
