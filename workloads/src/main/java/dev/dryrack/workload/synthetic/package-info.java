/**
 * Generated requests.
 *
 * <p>Start with {@link dev.dryrack.workload.synthetic.SyntheticLoad}, the flags of a load generator
 * as a record, and {@link dev.dryrack.workload.synthetic.SyntheticSource}, which draws from it.
 */
@NullMarked
package dev.dryrack.workload.synthetic;

import org.jspecify.annotations.NullMarked;
