package dev.dryrack.serving.router;

import dev.dryrack.sim.random.RandomStream;

/**
 * Of two different ones drawn at random, the one with fewer unfinished requests, the first of
 * equals; O(1). Source: Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, IEEE
 * TPDS 12(10), 2001.
 */
final class PowerOfTwo implements Router {

  private final int[] requests;
  private final RandomStream stream;

  PowerOfTwo(Targets targets) {
    requests = new int[targets.count()];
    stream = targets.stream();
  }

  @Override
  public int choose(RoutedRequest request) {
    if (requests.length == 1) {
      return 0;
    }
    int one = (int) stream.nextLong(requests.length);
    int other = (int) stream.nextLong(requests.length - 1L);
    if (other >= one) {
      other++;
    }
    return requests[other] < requests[one] ? other : one;
  }

  @Override
  public void sent(int target, RoutedRequest request) {
    requests[target]++;
  }

  @Override
  public void left(int target, int promptTokens) {
    requests[target]--;
  }
}
