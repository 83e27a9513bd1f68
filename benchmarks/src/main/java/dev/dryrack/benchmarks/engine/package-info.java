/** The serving engine alone: requests and steps per CPU-second, and what watching it costs. */
@NullMarked
package dev.dryrack.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
