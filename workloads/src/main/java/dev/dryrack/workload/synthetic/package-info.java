/**
 * Generated requests.
 *
 * <p>Start with {@link dev.dryrack.workload.synthetic.Load}, what all generators are, and its
 * kinds: {@link dev.dryrack.workload.synthetic.SyntheticLoad}, requests of one kind; {@link
 * dev.dryrack.workload.synthetic.ClientMix}, many clients; {@link
 * dev.dryrack.workload.synthetic.SessionLoad}, conversations and agents. They are made of {@link
 * dev.dryrack.workload.synthetic.ArrivalProcess}, when, and {@link
 * dev.dryrack.workload.synthetic.Quantiles}, how long.
 */
@NullMarked
package dev.dryrack.workload.synthetic;

import org.jspecify.annotations.NullMarked;
