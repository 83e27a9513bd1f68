package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.serving.cost.Operation;
import dev.dryrack.serving.cost.StepBreakdown;

/**
 * Where a step goes, in four parts that add up to 1.
 *
 * @param weights matrix multiplications: reading weights, and multiplying by them
 * @param cache attention over KV cache and prompts
 * @param exchange communication between GPUs
 * @param rest norms, the host and what else there is
 */
record StepShares(double weights, double cache, double exchange, double rest) {

  static StepShares of(StepBreakdown steps) {
    double weights =
        share(
            steps,
            Operation.EXPERTS,
            Operation.ATTENTION_PROJECTIONS,
            Operation.DENSE_FFN,
            Operation.ROUTER,
            Operation.HEAD);
    double cache = share(steps, Operation.DECODE_ATTENTION, Operation.PREFILL_ATTENTION);
    double exchange =
        share(
            steps, Operation.DISPATCH, Operation.COMBINE, Operation.ALL_REDUCE, Operation.PIPELINE);
    return new StepShares(weights, cache, exchange, 1 - weights - cache - exchange);
  }

  private static double share(StepBreakdown steps, Operation... operations) {
    double seconds = 0;
    for (Operation operation : operations) {
      seconds += steps.seconds(operation);
    }
    return seconds / steps.seconds();
  }

  /** For a sentence. */
  String words() {
    return Figures.percent(weights)
        + " on weights, "
        + Figures.percent(exchange)
        + " on communication between GPUs, "
        + Figures.percent(cache)
        + " on attention, "
        + Figures.percent(rest)
        + " on the rest";
  }

  /** The largest part. */
  String largest() {
    double most = Math.max(Math.max(weights, cache), Math.max(exchange, rest));
    if (most == weights) {
      return "weights";
    }
    return most == exchange
        ? "communication between GPUs"
        : most == cache ? "attention" : "small kernels and the host";
  }
}
