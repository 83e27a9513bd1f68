package dev.dryrack.serving.router;

import dev.dryrack.sim.random.RandomStream;

/** Any, each as likely; O(1). */
final class RandomChoice implements Router {

  private final int targets;
  private final RandomStream stream;

  RandomChoice(Targets targets) {
    this.targets = targets.count();
    stream = targets.stream();
  }

  @Override
  public int choose(RoutedRequest request) {
    return (int) stream.nextLong(targets);
  }

  @Override
  public void sent(int target, RoutedRequest request) {}

  @Override
  public void left(int target, int promptTokens) {}
}
