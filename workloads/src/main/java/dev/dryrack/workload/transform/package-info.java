/**
 * Sources made from sources: scaled, thinned, spread, merged.
 *
 * <p>Start with {@link dev.dryrack.workload.transform.Transforms}. Time scale, window, first N and
 * context limit are options of reading a trace and not repeated here.
 */
@NullMarked
package dev.dryrack.workload.transform;

import org.jspecify.annotations.NullMarked;
