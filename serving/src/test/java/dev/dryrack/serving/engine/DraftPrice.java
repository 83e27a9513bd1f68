package dev.dryrack.serving.engine;

import dev.dryrack.serving.cost.ForwardingPrice;
import dev.dryrack.serving.cost.StepPrice;

/** A price with drafts that cost something, in no linear way. */
final class DraftPrice extends ForwardingPrice {

  private final long tick;

  /**
   * Drafts on top of a price.
   *
   * @param price of all else
   * @param tick of its times
   */
  DraftPrice(StepPrice price, long tick) {
    super(price);
    this.tick = tick;
  }

  @Override
  public long draftPicos(int maxRankSequences, long totalSequences) {
    return tick * (3L * maxRankSequences + totalSequences * totalSequences % 7);
  }
}
