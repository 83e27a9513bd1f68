package dev.dryrack.serving.metrics;

/**
 * Tokens, counted exactly.
 *
 * @param finishedPromptTokens prompts of all finished requests
 * @param finishedOutputTokens outputs of all finished requests
 * @param emittedTokens output tokens of all requests over the whole run, unfinished ones included
 * @param measuredPromptTokens prompts of the measured requests
 * @param measuredOutputTokens outputs of the measured requests
 * @param windowOutputTokens output tokens emitted in the measured window, by any request
 */
public record TokenCounts(
    long finishedPromptTokens,
    long finishedOutputTokens,
    long emittedTokens,
    long measuredPromptTokens,
    long measuredOutputTokens,
    long windowOutputTokens) {}
