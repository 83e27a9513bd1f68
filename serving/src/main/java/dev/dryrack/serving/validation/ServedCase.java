package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.EngineProfile;
import dev.dryrack.serving.plan.Deployment;

/**
 * A deployment under a closed loop of clients.
 *
 * @param deployment what is served and on what
 * @param profile the engine
 * @param stepTokens token budget of a rank in a step
 * @param concurrency clients, each with one request at a time
 * @param inputTokens largest prompt
 * @param outputTokens largest output
 * @param leastLength smallest length as a share of the largest; lengths are uniform between
 * @param receiveInterval decode steps between two looks at new requests (SGLang's {@code
 *     --scheduler-recv-interval}); 1 for every step
 */
record ServedCase(
    Deployment deployment,
    EngineProfile profile,
    int stepTokens,
    int concurrency,
    int inputTokens,
    int outputTokens,
    double leastLength,
    int receiveInterval) {

  /** Mean prompt length. */
  double meanInput() {
    return inputTokens * (1 + leastLength) / 2;
  }

  /** Mean output length. */
  double meanOutput() {
    return outputTokens * (1 + leastLength) / 2;
  }
}
