/**
 * Request traces from files.
 *
 * <p>Start with {@link dev.dryrack.workload.trace.TraceFiles}, which finds the format of a file by
 * its content and opens it under {@link dev.dryrack.workload.trace.TraceOptions}. Bytes come from
 * {@code TraceInput} (plain or gzip), rows from a {@code TraceRows} (one per family of formats),
 * and {@code TraceSource} applies the options, keeps the order and counts.
 *
 * <p>To add a CSV format, add a constant to {@code CsvLayout}; to add another, write a {@code
 * TraceRows} and teach {@code FormatDetector} its marks.
 */
@NullMarked
package dev.dryrack.workload.trace;

import org.jspecify.annotations.NullMarked;
