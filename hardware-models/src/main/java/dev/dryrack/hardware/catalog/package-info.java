/**
 * The catalogue of GPUs, links, drives and systems, read from files in which every figure names its
 * source.
 *
 * <p>Start with {@link dev.dryrack.hardware.catalog.SystemCatalog}. The built-in files are the
 * resources {@code sources.yaml}, {@code links.yaml}, {@code drives.yaml}, {@code gpus.yaml} and
 * {@code systems.yaml} of this package; a user's file has the same form and may add to them or
 * replace what is there. {@link dev.dryrack.hardware.catalog.CatalogFacts} merges files, {@code
 * GpuFacts}, {@code LinkFacts}, {@code DriveFacts} and {@code SystemFacts} turn one entry into a
 * record, {@code FigureReader} reads one figure.
 */
@NullMarked
package dev.dryrack.hardware.catalog;

import org.jspecify.annotations.NullMarked;
