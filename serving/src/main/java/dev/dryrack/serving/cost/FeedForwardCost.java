package dev.dryrack.serving.cost;

import dev.dryrack.serving.model.DenseFeedForward;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.FeedForward;

/** The cost of one layer's feed-forward network on one rank. */
interface FeedForwardCost {

  /** What depends on the tokens of the rank that has most. */
  void addRankTokens(double tokens, OperationTimes into);

  /** What depends on the tokens of all attention ranks together. */
  void addTotalTokens(double tokens, OperationTimes into);

  static FeedForwardCost of(FeedForward ffn, RankCost rank) {
    return ffn instanceof ExpertFeedForward experts
        ? new ExpertCost(experts, rank)
        : new DenseCost((DenseFeedForward) ffn, rank);
  }
}
