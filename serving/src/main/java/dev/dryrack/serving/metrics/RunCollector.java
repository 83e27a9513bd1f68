package dev.dryrack.serving.metrics;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the metrics of a run while it runs.
 *
 * <p>Latencies are rounded to the nearest nanosecond; counts are exact. O(1) per call; allocates
 * nothing until {@link #result}. Memory is fixed (about 3 MB of histograms).
 */
public final class RunCollector {

  private static final long PICOS_PER_NANO = 1_000;
  private static final double PICOS_PER_SECOND = 1e12;

  /** Intervals of the queue trend start at 2^20 ps, about 1 µs. */
  private static final int TREND_SHIFT = 20;

  private final Slo slo;
  private final boolean openLoop;
  private final NanosHistogram ttft = new NanosHistogram();

  /** Kept in a closed loop only: in an open one requests are sent as they arrive. */
  private final NanosHistogram ttftFromArrival = new NanosHistogram();

  private final NanosHistogram tpot = new NanosHistogram();
  private final NanosHistogram itl = new NanosHistogram();
  private final NanosHistogram e2e = new NanosHistogram();
  private final NanosHistogram e2eFromArrival = new NanosHistogram();
  private final NanosHistogram queueing = new NanosHistogram();
  private final PrefixCacheStatistics prefixCache;

  /** Where this one is of the prefill replicas only: that of the run. */
  private final @Nullable RunCollector whole;

  /** Null where all requests are of one class. */
  private @Nullable ClassCollector classes;

  private final QueueTrend queue = new QueueTrend(TREND_SHIFT);

  private long windowStartPicos;
  private long lastFinishPicos;
  private long sent;
  private long rejectedLate;
  private long sentUntilArrival;
  private int inFlight;
  private int peakInFlight;
  private int waiting;
  private int waitingAfterLastArrival;
  private boolean arrivalUnsampled;

  private long finished;
  private double servicePicos;
  private long preempted;
  private long finishedPromptTokens;
  private long finishedOutputTokens;
  private long emittedTokens;
  private long verifications;
  private long acceptedTokens;
  private long emittedBeforeWindow;
  private long measured;
  private long good;
  private long measuredPromptTokens;
  private long measuredOutputTokens;

  /**
   * @param slo what counts as good
   * @param openLoop whether requests are sent as they arrive, however many are in flight
   */
  public RunCollector(Slo slo, boolean openLoop) {
    this(slo, openLoop, new PrefixCacheStatistics(), null);
  }

  private RunCollector(
      Slo slo, boolean openLoop, PrefixCacheStatistics prefixCache, @Nullable RunCollector whole) {
    this.slo = slo;
    this.openLoop = openLoop;
    this.prefixCache = prefixCache;
    this.whole = whole;
  }

  /**
   * A collector for replicas that only prefill: it passes on who waits and what prefix caches hit,
   * and keeps to itself the tokens that no client sees.
   */
  public RunCollector forPrefill() {
    return new RunCollector(slo, openLoop, prefixCache, this);
  }

  /** A prefill replica has computed a prompt; the request waits to be decoded. */
  public void handedOver() {
    waiting++;
  }

  /** Requests are of so many priority classes. */
  public void countClasses(int count) {
    classes = count > 1 ? new ClassCollector(count, slo) : null;
  }

  /** A request of a priority class is rejected. */
  public void rejected(int priority) {
    if (classes != null) {
      classes.rejected(priority);
    }
  }

  /** What prefix caches hit; counts nothing without one. */
  public PrefixCacheStatistics prefixCache() {
    return prefixCache;
  }

  /** Sent and not finished. */
  public int inFlight() {
    return inFlight;
  }

  /** When the last request to finish did so, or the warm-up ended after all had. */
  public long lastActivePicos() {
    return Math.max(lastFinishPicos, windowStartPicos);
  }

  /**
   * A request is sent to a replica, where it waits.
   *
   * @param follows whether it was sent because another had ended: then it is not load from outside,
   *     by which stability is judged
   */
  public void sent(long nowPicos, boolean follows) {
    sent++;
    if (!follows) {
      queue.arrival(nowPicos, waiting, sent - sentUntilArrival);
      sentUntilArrival = sent;
      arrivalUnsampled = true;
    }
    inFlight++;
    peakInFlight = Math.max(peakInFlight, inFlight);
    waiting++;
  }

  /** A request that was sent is rejected while it waits. */
  public void rejectedLate() {
    rejectedLate++;
    waiting--;
    inFlight--;
  }

  /** A step was formed: the number of waiting requests of that replica has changed. */
  public void stepFormed(int waitingChange) {
    if (whole != null) {
      whole.stepFormed(waitingChange);
    }
    waiting += waitingChange;
    if (arrivalUnsampled) {
      arrivalUnsampled = false;
      waitingAfterLastArrival = waiting;
    }
  }

  /** A request emitted its first token. */
  public void firstToken() {
    emittedTokens++;
  }

  /** So many requests emitted a token so long after the one before. */
  public void tokensAfter(long gapPicos, int requests) {
    emittedTokens += requests;
    itl.record(nanos(gapPicos), requests);
  }

  /**
   * So many requests had drafts verified and emitted so many tokens in all; one each is counted
   * with its gap.
   */
  public void verified(int requests, int emitted) {
    emittedTokens += (long) emitted - requests;
    verifications += requests;
    acceptedTokens += (long) emitted - requests;
  }

  /** The same number of requests emitted tokens after several steps, of so long each. */
  public void tokensAfterSteps(long[] gapPicos, int steps, int requests) {
    emittedTokens += (long) steps * requests;
    itl.recordAll(gapPicos, steps, requests);
  }

  /** A request emitted its last token. */
  public void finished(
      int promptTokens,
      int outputTokens,
      int priority,
      int preemptions,
      long arrivalPicos,
      long sentPicos,
      long scheduledPicos,
      long firstTokenPicos,
      long nowPicos) {
    inFlight--;
    lastFinishPicos = nowPicos;
    finished++;
    servicePicos += (double) (nowPicos - scheduledPicos);
    finishedPromptTokens += promptTokens;
    finishedOutputTokens += outputTokens;
    preempted += preemptions > 0 ? 1 : 0;
    if (sentPicos < windowStartPicos) {
      return;
    }
    measured++;
    measuredPromptTokens += promptTokens;
    measuredOutputTokens += outputTokens;
    queueing.recordAlone(nanos(scheduledPicos - sentPicos));
    ttft.recordAlone(nanos(firstTokenPicos - sentPicos));
    e2e.recordAlone(nanos(nowPicos - sentPicos));
    if (!openLoop) {
      ttftFromArrival.recordAlone(nanos(firstTokenPicos - arrivalPicos));
      e2eFromArrival.recordAlone(nanos(nowPicos - arrivalPicos));
    }
    if (classes != null) {
      classes.finished(priority, outputTokens, firstTokenPicos - sentPicos, nowPicos - sentPicos);
    }
    int gaps = outputTokens - 1;
    if (gaps > 0) {
      long divisor = PICOS_PER_NANO * gaps;
      tpot.recordAlone((nowPicos - firstTokenPicos + divisor / 2) / divisor);
    }
    if (slo.isMet(firstTokenPicos - sentPicos, nowPicos - sentPicos, gaps)) {
      good++;
    }
  }

  /** The warm-up ends: requests sent before do not count for latencies, nor tokens before. */
  public void startWindow(long nowPicos) {
    windowStartPicos = nowPicos;
    emittedBeforeWindow = emittedTokens;
    measured = 0;
    good = 0;
    measuredPromptTokens = 0;
    measuredOutputTokens = 0;
    ttft.reset();
    ttftFromArrival.reset();
    tpot.reset();
    itl.reset();
    e2e.reset();
    e2eFromArrival.reset();
    queueing.reset();
    prefixCache.startWindow();
    if (classes != null) {
      classes.startWindow();
    }
  }

  /** The result of a run that ended. */
  public RunResult result(
      RunEnd end,
      long endPicos,
      Map<String, Long> rejectedByReason,
      long running,
      int gpus,
      List<TierResult> tiers,
      List<ReplicaResult> replicas,
      @Nullable TransferResult transfers) {
    long rejected = 0;
    for (long count : rejectedByReason.values()) {
      rejected += count;
    }
    Throughput rates = throughput(endPicos, gpus);
    return new RunResult(
        end,
        endPicos,
        windowStartPicos,
        new RequestCounts(
            sent + rejected - rejectedLate,
            rejectedByReason,
            finished,
            waiting,
            running,
            measured,
            good,
            preempted),
        new TokenCounts(
            finishedPromptTokens,
            finishedOutputTokens,
            emittedTokens,
            measuredPromptTokens,
            measuredOutputTokens,
            emittedTokens - emittedBeforeWindow),
        latencies(),
        rates,
        stability(),
        peakInFlight,
        prefixCache.result(),
        tiers,
        replicas,
        transfers,
        classes == null ? List.of() : classes.results(rates.windowSeconds()),
        verifications == 0 ? null : new SpeculationResult(verifications, acceptedTokens));
  }

  private Latencies latencies() {
    return new Latencies(
        Latency.of(ttft),
        Latency.of(openLoop ? ttft : ttftFromArrival),
        Latency.of(tpot),
        Latency.of(itl),
        Latency.of(e2e),
        Latency.of(openLoop ? e2e : e2eFromArrival),
        Latency.of(queueing));
  }

  private Throughput throughput(long endPicos, int gpus) {
    double seconds = (endPicos - windowStartPicos) / PICOS_PER_SECOND;
    double emitted = rate(emittedTokens - emittedBeforeWindow, seconds);
    return new Throughput(
        seconds,
        rate(measured, seconds),
        rate(good, seconds),
        rate(measuredPromptTokens, seconds),
        rate(measuredOutputTokens, seconds),
        emitted,
        emitted / gpus,
        tpot.count() == 0 ? Double.NaN : 1e9 / tpot.mean(),
        gpus);
  }

  private Stability stability() {
    if (!openLoop) {
      return Stability.STABLE;
    }
    double meanPicos = finished == 0 ? Double.POSITIVE_INFINITY : servicePicos / (double) finished;
    return Stability.judge(queue, waitingAfterLastArrival, meanPicos);
  }

  private static double rate(long count, double seconds) {
    return seconds > 0 ? count / seconds : 0;
  }

  private static long nanos(long picos) {
    return (picos + PICOS_PER_NANO / 2) / PICOS_PER_NANO;
  }
}
