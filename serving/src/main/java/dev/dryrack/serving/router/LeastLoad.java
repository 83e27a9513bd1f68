package dev.dryrack.serving.router;

/** The one with the fewest unfinished requests, or of their prompt tokens; O(log targets). */
final class LeastLoad implements Router {

  private final LoadTree loads;
  private final boolean byTokens;

  LeastLoad(Targets targets, boolean byTokens) {
    loads = new LoadTree(targets.count());
    this.byTokens = byTokens;
  }

  @Override
  public int choose(RoutedRequest request) {
    return loads.leastLoaded();
  }

  @Override
  public void sent(int target, RoutedRequest request) {
    loads.change(target, byTokens ? request.promptTokens() : 1);
  }

  @Override
  public void left(int target, int promptTokens) {
    loads.change(target, byTokens ? -promptTokens : -1);
  }
}
