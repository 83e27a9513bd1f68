package dev.dryrack.hardware.kernel;

/**
 * A fit that comes with dryrack.
 *
 * @param measuredOn GPU or link it was measured on
 * @param family what the aims for its error go by, such as {@code attention}
 * @param kind which of the family
 * @param note what it rests on
 */
public record MeasuredFit(String measuredOn, String family, String kind, FitNote note) {}
