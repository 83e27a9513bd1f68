/** JMH benchmarks and peer comparisons; see benchmarks/README.md for the catalogue. */
@NullMarked
package dev.dryrack.benchmarks;

import org.jspecify.annotations.NullMarked;
