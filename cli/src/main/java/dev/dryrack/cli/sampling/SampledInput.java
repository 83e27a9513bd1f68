package dev.dryrack.cli.sampling;

/**
 * An input that is sampled.
 *
 * @param name of its key, or of an error of the model
 * @param text what it may be, as written
 */
public record SampledInput(String name, String text) {}
