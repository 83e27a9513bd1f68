package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.Gamma;
import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;

/** The value of a {@link Modulation} as time goes on. Allocates nothing. */
abstract class RandomFactor {

  private double value;
  private double endSeconds;

  static RandomFactor of(Modulation modulation, RandomStreams streams, String name) {
    RandomStream stream = streams.stream(name);
    return modulation instanceof Modulation.OnOff onOff
        ? new OnOffFactor(onOff, stream)
        : new WanderFactor((Modulation.Wander) modulation, stream);
  }

  /** Goes on to a time; time does not go back. */
  final void advance(double seconds) {
    while (endSeconds <= seconds) {
      double start = endSeconds;
      value = next();
      endSeconds = start + stay();
    }
  }

  abstract double next();

  abstract double stay();

  final double value() {
    return value;
  }

  /** When the value may change. */
  final double endSeconds() {
    return endSeconds;
  }

  private static final class WanderFactor extends RandomFactor {
    private final Gamma gamma;
    private final double intervalSeconds;

    WanderFactor(Modulation.Wander wander, RandomStream stream) {
      double variance = wander.variation() * wander.variation();
      gamma = new Gamma(stream, 1 / variance, variance);
      intervalSeconds = wander.intervalSeconds();
    }

    @Override
    double next() {
      return gamma.next();
    }

    @Override
    double stay() {
      return intervalSeconds;
    }
  }

  /** Begins in the state on with the probability of being there at any time. */
  private static final class OnOffFactor extends RandomFactor {
    private final Modulation.OnOff chain;
    private final Exponential on;
    private final Exponential off;
    private boolean isOn;

    OnOffFactor(Modulation.OnOff chain, RandomStream stream) {
      this.chain = chain;
      on = new Exponential(stream, chain.onSeconds());
      off = new Exponential(stream, chain.offSeconds());
      isOn = stream.nextDouble() >= chain.onShare();
    }

    @Override
    double next() {
      isOn = !isOn;
      return isOn ? chain.onFactor() : chain.onFactor() * chain.offRate();
    }

    @Override
    double stay() {
      return isOn ? on.next() : off.next();
    }
  }
}
