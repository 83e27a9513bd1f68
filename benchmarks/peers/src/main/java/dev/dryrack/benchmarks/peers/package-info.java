/** SSJ, DSOL and CloudSim Plus under the kernel's workloads, each in its own manner. */
@NullMarked
package dev.dryrack.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
