/** Tests of the kernels' benchmarks. */
@NullMarked
package dev.dryrack.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;
