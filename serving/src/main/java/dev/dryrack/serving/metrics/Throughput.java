package dev.dryrack.serving.metrics;

/**
 * Rates over the measured window, each with its denominator in its name.
 *
 * @param windowSeconds length of the measured window: from the end of the warm-up (or 0) to the end
 *     of the run
 * @param requestsPerSecond measured requests over the window
 * @param goodRequestsPerSecond goodput: those within the service level objectives
 * @param promptTokensPerSecond prompt tokens of measured requests over the window
 * @param outputTokensPerSecond output tokens of measured requests over the window
 * @param emittedTokensPerSecond output tokens emitted in the window, by whatever request
 * @param outputTokensPerSecondPerGpu emitted tokens over the window and all GPUs
 * @param outputTokensPerSecondPerUser 1 / mean TPOT: what one user sees while tokens flow
 * @param gpus of all replicas
 */
public record Throughput(
    double windowSeconds,
    double requestsPerSecond,
    double goodRequestsPerSecond,
    double promptTokensPerSecond,
    double outputTokensPerSecond,
    double emittedTokensPerSecond,
    double outputTokensPerSecondPerGpu,
    double outputTokensPerSecondPerUser,
    int gpus) {}
