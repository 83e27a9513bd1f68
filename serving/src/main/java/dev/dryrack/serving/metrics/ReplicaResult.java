package dev.dryrack.serving.metrics;

/**
 * What one replica did in the measured window. Means are over its whole time, idle time included.
 *
 * @param requests requests that were sent there
 * @param steps steps that ended
 * @param prefillStepFraction share of steps that computed prompt (or recomputed) tokens
 * @param busyFraction share of the time in which a step was under way
 * @param prefillTokens prompt and recomputed tokens computed in chunks
 * @param decodeTokens tokens computed one by one by decoding requests
 * @param preemptions requests put back to wait
 * @param recomputedTokens computed tokens lost by preemption
 * @param meanRunning requests in the running batch, all ranks
 * @param peakRunning the most of them in any step
 * @param peakRankRunning the most on one rank
 * @param meanWaiting requests waiting, all ranks
 * @param peakWaiting the most that waited at once
 * @param meanKvFraction share of all ranks' KV blocks taken
 * @param peakKvFraction the largest share taken on any one rank
 */
public record ReplicaResult(
    long requests,
    long steps,
    double prefillStepFraction,
    double busyFraction,
    long prefillTokens,
    long decodeTokens,
    long preemptions,
    long recomputedTokens,
    double meanRunning,
    int peakRunning,
    int peakRankRunning,
    double meanWaiting,
    int peakWaiting,
    double meanKvFraction,
    double peakKvFraction) {}
