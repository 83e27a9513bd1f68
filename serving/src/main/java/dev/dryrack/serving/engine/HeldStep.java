package dev.dryrack.serving.engine;

import java.util.Arrays;

/**
 * The prompt chunks of a step that counts as computed, until it has ended and may be shown. O(1)
 * per chunk; allocates nothing once grown.
 */
final class HeldStep implements StepObserver {

  private int[] chunkTokens = new int[8];
  private long[] contextTokens = new long[8];
  private int chunks;

  @Override
  public void onPrefillChunk(int tokens, long context) {
    if (chunks == chunkTokens.length) {
      chunkTokens = Arrays.copyOf(chunkTokens, 2 * chunks);
      contextTokens = Arrays.copyOf(contextTokens, 2 * chunks);
    }
    chunkTokens[chunks] = tokens;
    contextTokens[chunks++] = context;
  }

  @Override
  public void onStep(StepView step) {}

  /** Shows it to an observer. */
  void showTo(StepObserver observer, StepView step) {
    for (int i = 0; i < chunks; i++) {
      observer.onPrefillChunk(chunkTokens[i], contextTokens[i]);
    }
    chunks = 0;
    observer.onStep(step);
  }
}
