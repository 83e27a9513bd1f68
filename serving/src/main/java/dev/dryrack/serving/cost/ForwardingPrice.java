package dev.dryrack.serving.cost;

/**
 * A price that asks another for everything; subclasses change some of it. Units, complexity and
 * allocation are those of the other.
 */
public abstract class ForwardingPrice implements StepPrice {

  private final StepPrice price;

  protected ForwardingPrice(StepPrice price) {
    this.price = price;
  }

  @Override
  public long tokenPicos(int maxRankTokens, long totalTokens) {
    return price.tokenPicos(maxRankTokens, totalTokens);
  }

  @Override
  public long decodePicos(int sequences, long contextTokens) {
    return price.decodePicos(sequences, contextTokens);
  }

  @Override
  public long decodeSlopePicos(int sequences, long contextTokens) {
    return price.decodeSlopePicos(sequences, contextTokens);
  }

  @Override
  public long decodeBendTokens(int sequences, long contextTokens) {
    return price.decodeBendTokens(sequences, contextTokens);
  }

  @Override
  public long prefillPicos(int chunkTokens, long contextTokens) {
    return price.prefillPicos(chunkTokens, contextTokens);
  }

  @Override
  public long draftPicos(int maxRankSequences, long totalSequences) {
    return price.draftPicos(maxRankSequences, totalSequences);
  }

  @Override
  public long samplePicos(int sequences) {
    return price.samplePicos(sequences);
  }
}
