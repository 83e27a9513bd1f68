/**
 * What a run writes while it goes on: requests, time series, steps, and a trace for Perfetto.
 *
 * <p>{@link dev.dryrack.cli.records.RecordPlan} says what is asked for, {@link
 * dev.dryrack.cli.records.RunRecords} opens the files and ties them to the engine. All are streamed
 * in constant memory, and none changes what is simulated.
 */
@NullMarked
package dev.dryrack.cli.records;

import org.jspecify.annotations.NullMarked;
