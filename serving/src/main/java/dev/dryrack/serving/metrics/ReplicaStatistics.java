package dev.dryrack.serving.metrics;

/**
 * What a replica did, counted while it runs.
 *
 * <p>Counts of steps, tokens and preemptions are of steps that ended inside the measured window;
 * levels (running, waiting, KV blocks) are integrated over it exactly, with a step that straddles
 * its begin counted in part. Integrals are level × picoseconds in a {@code double}. Allocates
 * nothing.
 */
public final class ReplicaStatistics {

  private long windowStartPicos;
  private long requests;
  private long steps;
  private long prefillSteps;
  private long prefillTokens;
  private long decodeTokens;
  private long preemptions;
  private long recomputedTokens;
  private long busyPicos;
  private double runningArea;
  private double waitingArea;
  private double blocksArea;
  private long waitingSincePicos;
  private int peakWaiting;
  private int peakRunning;
  private int peakRankRunning;
  private int peakRankBlocks;

  /** Blocks taken during the step under way. */
  private long stepBlocks;

  /** A request is sent to the replica. */
  public void sent() {
    requests++;
  }

  /** The number of waiting requests is about to change. */
  public void waitingChanges(long nowPicos, int before) {
    waitingArea += (double) before * (nowPicos - waitingSincePicos);
    waitingSincePicos = nowPicos;
    peakWaiting = Math.max(peakWaiting, before);
  }

  /** A rank's part of a step was formed by the scheduler. */
  public void rankFilled(int running) {
    peakRankRunning = Math.max(peakRankRunning, running);
  }

  /**
   * A step begins.
   *
   * @param fullestRankBlocks KV blocks taken on the rank that has most taken
   * @param blocks KV blocks taken on all ranks
   * @param running requests in the step
   */
  public void stepFormed(int fullestRankBlocks, long blocks, int running) {
    stepBlocks = blocks;
    peakRankBlocks = Math.max(peakRankBlocks, fullestRankBlocks);
    peakRunning = Math.max(peakRunning, running);
  }

  /** The step that counts is one with so many blocks taken. */
  public void stepBlocks(long blocks) {
    stepBlocks = blocks;
  }

  /** A step ends. */
  public void stepDone(long beginPicos, long endPicos, int running, int chunkTokens, int decoded) {
    stepCutOff(beginPicos, endPicos, running);
    steps++;
    decodeTokens += decoded;
    if (chunkTokens > 0) {
      prefillSteps++;
      prefillTokens += chunkTokens;
    }
  }

  /** The run ends in the middle of a step: its time counts, its tokens do not. */
  public void stepCutOff(long beginPicos, long endPicos, int running) {
    long picos = endPicos - Math.max(beginPicos, windowStartPicos);
    busyPicos += picos;
    runningArea += (double) running * picos;
    blocksArea += (double) stepBlocks * picos;
  }

  /**
   * Many steps have ended in which the same requests of one rank decode.
   *
   * @param blocks KV blocks in the last of them
   * @param blockPicos KV blocks times picoseconds, over all of them
   */
  public void decodeStepsDone(int count, long picos, int sequences, int blocks, double blockPicos) {
    blocksArea += blockPicos;
    peakRankBlocks = Math.max(peakRankBlocks, blocks);
    steps += count;
    decodeTokens += (long) count * sequences;
    busyPicos += picos;
    runningArea += (double) sequences * picos;
  }

  /** A request was preempted and has to compute so many tokens again. */
  public void preempted(int lostTokens) {
    preemptions++;
    recomputedTokens += lostTokens;
  }

  /** Forgets everything before a time: the end of a warm-up. */
  public void startWindow(long nowPicos) {
    windowStartPicos = nowPicos;
    waitingSincePicos = nowPicos;
    requests = 0;
    steps = 0;
    prefillSteps = 0;
    prefillTokens = 0;
    decodeTokens = 0;
    preemptions = 0;
    recomputedTokens = 0;
    busyPicos = 0;
    runningArea = 0;
    waitingArea = 0;
    blocksArea = 0;
    peakWaiting = 0;
    peakRunning = 0;
    peakRankRunning = 0;
    peakRankBlocks = 0;
  }

  /**
   * The figures over the measured window.
   *
   * @param endPicos when the run ended; levels must have been integrated up to it
   * @param blocks KV blocks of all ranks
   * @param blocksPerRank KV blocks of one rank
   */
  public ReplicaResult result(long endPicos, long blocks, int blocksPerRank) {
    // An empty window has seen nothing: 0 / 1.
    double window = Math.max(1, endPicos - windowStartPicos);
    return new ReplicaResult(
        requests,
        steps,
        steps == 0 ? 0 : (double) prefillSteps / steps,
        busyPicos / window,
        prefillTokens,
        decodeTokens,
        preemptions,
        recomputedTokens,
        runningArea / window,
        peakRunning,
        peakRankRunning,
        waitingArea / window,
        peakWaiting,
        blocksArea / window / blocks,
        (double) peakRankBlocks / blocksPerRank);
  }
}
