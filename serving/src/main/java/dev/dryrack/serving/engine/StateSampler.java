package dev.dryrack.serving.engine;

/**
 * Samples the state of all replicas at a fixed interval of simulated time, for time series.
 *
 * <p>It takes no part in the simulation: no event is scheduled for a sample. Replicas call {@link
 * #before} before they change, and the samples that have become due meanwhile are taken then, of
 * the state that has held since the last change. So a sample at time t shows what is after all that
 * happened at t. The last sample is at the end of the run, its interval perhaps shorter.
 *
 * <p>Costs one comparison per change, and O(replicas · ranks) per sample. Allocates nothing. One
 * instance serves one run.
 */
public final class StateSampler {

  /** Takes the samples. */
  public interface Sink {
    /** The state of a replica at a time; called for each in turn. Valid during the call. */
    void sample(Sample sample);
  }

  private final long intervalPicos;
  private final Sink sink;
  private LockstepGroup[] replicas = new LockstepGroup[0];
  private Sample[] samples = new Sample[0];
  private long lastPicos;
  private long nextPicos;

  /**
   * @param intervalPicos between samples
   * @param sink takes them
   * @throws IllegalArgumentException if the interval is not above 0
   */
  public StateSampler(long intervalPicos, Sink sink) {
    if (intervalPicos < 1) {
      throw new IllegalArgumentException("interval = " + intervalPicos + " ps: must be above 0");
    }
    this.intervalPicos = intervalPicos;
    this.sink = sink;
    nextPicos = intervalPicos;
  }

  void watch(LockstepGroup[] theReplicas) {
    if (replicas.length > 0) {
      throw new IllegalStateException("a StateSampler serves one run");
    }
    replicas = theReplicas;
    samples = new Sample[replicas.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = new Sample(replicas[i]);
    }
  }

  /** Something is about to change at a time: takes the samples due before it. */
  void before(long nowPicos) {
    if (nextPicos < nowPicos) {
      sampleUntil(nowPicos - 1);
    }
  }

  void sent(int replica) {
    samples[replica].arrived++;
  }

  /** A request got its first place in a step. */
  void admitted(int replica, int promptTokens, int cachedTokens) {
    samples[replica].admittedTokens += promptTokens;
    samples[replica].cachedTokens += cachedTokens;
  }

  void finished(int replica) {
    samples[replica].finished++;
  }

  void preempted(int replica) {
    samples[replica].preempted++;
  }

  /** A step has ended. */
  void stepDone(int replica, long picos, int prefillTokens, int outputTokens) {
    Sample sample = samples[replica];
    sample.steps++;
    sample.donePicos += picos;
    sample.prefillTokens += prefillTokens;
    sample.outputTokens += outputTokens;
  }

  /** A request has emitted a token by which its prompt, perhaps recomputed, is complete. */
  void emitted(int replica) {
    samples[replica].outputTokens++;
  }

  /** The run has ended: takes the last samples. */
  void end(long endPicos) {
    sampleUntil(endPicos);
    if (endPicos > lastPicos) {
      sampleAt(endPicos);
    }
  }

  private void sampleUntil(long lastDuePicos) {
    while (nextPicos <= lastDuePicos) {
      sampleAt(nextPicos);
      nextPicos = Math.addExact(nextPicos, intervalPicos);
    }
  }

  private void sampleAt(long picos) {
    for (Sample sample : samples) {
      sample.take(picos, picos - lastPicos);
      sink.sample(sample);
      sample.begin();
    }
    lastPicos = picos;
  }

  /**
   * The state of a replica at a time, and what it did in the interval before. Counts are of what
   * happened in the interval, tokens of steps that ended in it.
   */
  public static final class Sample {

    private final LockstepGroup group;
    private long atPicos;
    private long intervalPicos;
    private long arrived;
    private long admittedTokens;
    private long cachedTokens;
    private long finished;
    private long preempted;
    private long steps;
    private long prefillTokens;
    private long outputTokens;

    /** Time in steps that have ended, and in all steps, up to this sample and the one before. */
    private long donePicos;

    private long busyPicos;
    private long busyBeforePicos;

    Sample(LockstepGroup group) {
      this.group = group;
    }

    private void take(long picos, long interval) {
      atPicos = picos;
      intervalPicos = interval;
      busyPicos = donePicos + group.underWayPicos(picos);
    }

    private void begin() {
      busyBeforePicos = busyPicos;
      arrived = 0;
      admittedTokens = 0;
      cachedTokens = 0;
      finished = 0;
      preempted = 0;
      steps = 0;
      prefillTokens = 0;
      outputTokens = 0;
    }

    /** Of which replica. */
    public int replica() {
      return group.state.index;
    }

    /** When. */
    public long atPicos() {
      return atPicos;
    }

    /** How long the interval is. */
    public long intervalPicos() {
      return intervalPicos;
    }

    /** Requests that wait. */
    public int waiting() {
      return group.state.totalWaiting();
    }

    /** Requests in the batch. */
    public int running() {
      return group.state.totalRunning();
    }

    /** KV blocks taken, all ranks. */
    public long usedBlocks() {
      return group.state.kv.taken();
    }

    /** KV blocks there are, all ranks. */
    public long blocks() {
      return (long) group.state.kv.blocksPerRank * group.state.ranks;
    }

    /** Requests sent to it. */
    public long arrived() {
      return arrived;
    }

    /** Prompt tokens of the requests that got their first place in a step. */
    public long admittedTokens() {
      return admittedTokens;
    }

    /** Those of them that were found in a prefix cache. */
    public long cachedTokens() {
      return cachedTokens;
    }

    /** Requests that emitted their last token. */
    public long finished() {
      return finished;
    }

    /** Preemptions. */
    public long preempted() {
      return preempted;
    }

    /** Steps that ended. */
    public long steps() {
      return steps;
    }

    /** Prompt and recomputed tokens computed. */
    public long prefillTokens() {
      return prefillTokens;
    }

    /** Tokens emitted. */
    public long outputTokens() {
      return outputTokens;
    }

    /** Share of the interval in which a step was under way. */
    public double busyFraction() {
      return (double) (busyPicos - busyBeforePicos) / intervalPicos;
    }
  }
}
