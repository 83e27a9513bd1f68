package dev.dryrack.serving.fit;

/**
 * How many sequences fit at once.
 *
 * @param contextTokens tokens of each, prompt and output
 * @param sequences in all replicas together, by KV memory alone
 * @param sequencesPerRank on one attention rank
 */
public record ContextRow(int contextTokens, long sequences, long sequencesPerRank) {}
