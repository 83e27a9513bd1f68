package dev.dryrack.serving.engine;

/**
 * The schedule of vLLM's V1 engine: running requests first, then waiting ones, under one token
 * budget; prompts are cut into chunks; when blocks run out the request that comes last is
 * preempted, and nobody is admitted in that step.
 *
 * <p>Because the budget and the cap are constant, only the last running request can ever get less
 * than it asks for: those before it got as much the step before. So decoding requests, which are
 * served as a group, never lose their token to a prompt; {@link #fill} checks it.
 *
 * <p>Where requests speculate, a request that begins to decode asks for more than the last chunk of
 * its prompt may have been. Then prompts get what decoding requests leave, in order of admission,
 * perhaps nothing in some steps, whereas vLLM serves all in order of admission and cuts drafts.
 *
 * <p>Progress: a request is rejected on arrival unless a rank can hold it alone, and the one
 * admitted first is never preempted, so it finishes.
 *
 * <p>Source: vLLM, vllm/v1/core/sched/scheduler.py, schedule(), releases 0.9 to 0.11 (2025).
 */
public final class VllmScheduler implements BatchScheduler {

  private final int maxNumSeqs;
  private final int tokenBudget;
  private final int chunkCap;
  private final boolean speculates;

  /**
   * @param maxNumSeqs most sequences that run on a rank
   * @param tokenBudget most tokens of a rank in a step
   * @param longPrefillTokenThreshold most tokens of one prompt in a step; 0 for no cap
   * @param speculates whether decoding requests compute several tokens in a step
   */
  public VllmScheduler(
      int maxNumSeqs, int tokenBudget, int longPrefillTokenThreshold, boolean speculates) {
    this.maxNumSeqs = maxNumSeqs;
    this.tokenBudget = tokenBudget;
    this.speculates = speculates;
    chunkCap = longPrefillTokenThreshold > 0 ? longPrefillTokenThreshold : Integer.MAX_VALUE;
  }

  @Override
  public void fill(RankBatch batch) {
    int left = tokenBudget - batch.decodingTokens();
    for (int i = batch.firstPrefill(); i != RankBatch.NONE; i = batch.nextPrefill(i)) {
      int tokens = Math.min(Math.min(batch.todoTokens(i), chunkCap), left);
      if (tokens == 0 && speculates) {
        break;
      }
      if (tokens < 1) {
        throw new IllegalStateException("a running request got no token: budget " + tokenBudget);
      }
      batch.grant(i, tokens);
      left -= tokens;
    }
    boolean preempted = false;
    while (batch.freeBlocks() < 0) {
      batch.preemptLast();
      preempted = true;
    }
    if (preempted) {
      return;
    }
    int next = batch.firstWaiting();
    while (next != RankBatch.NONE && left > 0 && batch.running() < maxNumSeqs) {
      int tokens = Math.min(Math.min(batch.todoTokens(next), chunkCap), left);
      if (batch.blocksToAdmit(next, tokens) > batch.freeBlocks()) {
        return;
      }
      batch.admitFirstWaiting(tokens);
      left -= tokens;
      next = batch.firstWaiting();
    }
  }
}
