package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;

/**
 * Whole numbers of a range, all equally likely; or a single one.
 *
 * @param lowest smallest
 * @param highest largest
 */
record WholeUniform(long lowest, long highest) implements Quantiles {

  WholeUniform {
    if (lowest > highest) {
      throw new IllegalArgumentException("min " + lowest + " is above max " + highest);
    }
  }

  @Override
  public double at(double fraction) {
    return Math.min(
        (double) highest, (double) lowest + Math.floor(fraction * (double) (highest - lowest + 1)));
  }

  @Override
  public double sample(RandomStream stream) {
    long value = lowest == highest ? lowest : lowest + stream.nextLong(highest - lowest + 1);
    return (double) value;
  }

  @Override
  public double least() {
    return (double) lowest;
  }

  @Override
  public double most() {
    return (double) highest;
  }

  @Override
  public double mean() {
    return (double) (lowest + highest) / 2;
  }

  @Override
  public String description() {
    return lowest == highest ? Long.toString(lowest) : lowest + " to " + highest;
  }
}
