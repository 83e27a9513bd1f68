package dev.dryrack.serving.router;

/** Each in turn; O(1). */
final class RoundRobin implements Router {

  private final int targets;
  private int next;

  RoundRobin(Targets targets) {
    this.targets = targets.count();
  }

  @Override
  public int choose(RoutedRequest request) {
    int chosen = next;
    next = chosen + 1 == targets ? 0 : chosen + 1;
    return chosen;
  }

  @Override
  public void sent(int target, RoutedRequest request) {}

  @Override
  public void left(int target, int promptTokens) {}
}
