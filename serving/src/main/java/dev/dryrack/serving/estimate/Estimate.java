package dev.dryrack.serving.estimate;

import dev.dryrack.serving.cost.Evidence;
import dev.dryrack.serving.cost.StepBreakdown;
import dev.dryrack.serving.plan.Deployment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Speed, cost and power of a deployment in a steady state. Rates per GPU are over all GPUs of all
 * replicas, as in a benchmark of the whole deployment.
 *
 * @param deployment what was estimated
 * @param load under which load
 * @param gpus GPUs of all replicas
 * @param decodingPerRank sequences that decode on one attention rank, on average of all
 * @param waiting requests that wait for a place or a share of the token budget, on average
 * @param tpotSeconds time per output token after the first; NaN if there is none (OSL 1)
 * @param decodeStepSeconds a step without prompts; NaN if there is none (OSL 1)
 * @param mixedStepSeconds a step that computes prompts too
 * @param mixedStepFraction share of steps that do
 * @param ttftSeconds time to first token where nothing queues, without the engine's frontend
 * @param outputTokensPerSecondPerUser 1 / TPOT; NaN without one
 * @param outputTokensPerSecondPerGpu output tokens over GPUs
 * @param totalTokensPerSecondPerGpu input and output tokens over GPUs
 * @param outputTokensPerSecond output tokens of the whole deployment
 * @param requestsPerSecond requests that the whole deployment finishes
 * @param prefillTokensPerSecondPerGpu prompt tokens if it did nothing else
 * @param prefillSeconds a full prompt alone on an idle replica
 * @param inputShare share of step time that prompts add to steps without any
 * @param money cost, null if no price is known
 * @param watts facility power of the deployment at full load
 * @param joulesPerOutputToken watts over output tokens per second
 * @param breakdown where the time of an average step goes
 * @param evidence what the times rest on
 * @param remarks what a reader should know, sentences
 */
public record Estimate(
    Deployment deployment,
    SteadyLoad load,
    int gpus,
    double decodingPerRank,
    double waiting,
    Band tpotSeconds,
    Band decodeStepSeconds,
    Band mixedStepSeconds,
    double mixedStepFraction,
    Band ttftSeconds,
    Band outputTokensPerSecondPerUser,
    Band outputTokensPerSecondPerGpu,
    Band totalTokensPerSecondPerGpu,
    Band outputTokensPerSecond,
    Band requestsPerSecond,
    Band prefillTokensPerSecondPerGpu,
    Band prefillSeconds,
    double inputShare,
    @Nullable Money money,
    double watts,
    Band joulesPerOutputToken,
    StepBreakdown breakdown,
    Evidence evidence,
    List<String> remarks) {

  public Estimate {
    remarks = List.copyOf(remarks);
  }
}
