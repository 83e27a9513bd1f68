package dev.dryrack.serving.metrics;

/**
 * What a request must meet to count for goodput; {@link #UNBOUNDED} where a latency has no bound.
 *
 * @param ttftPicos longest time to first token, from being sent
 * @param tpotPicos longest time per output token
 * @param e2ePicos longest end-to-end latency, from being sent
 */
public record Slo(long ttftPicos, long tpotPicos, long e2ePicos) {

  /** No bound. */
  public static final long UNBOUNDED = Long.MAX_VALUE;

  /** No bound on anything: every finished request is good. */
  public static final Slo NONE = new Slo(UNBOUNDED, UNBOUNDED, UNBOUNDED);

  public Slo {
    requirePositive("ttft", ttftPicos);
    requirePositive("tpot", tpotPicos);
    requirePositive("e2el", e2ePicos);
  }

  /** Whether anything has a bound. */
  public boolean bounds() {
    return ttftPicos != UNBOUNDED || tpotPicos != UNBOUNDED || e2ePicos != UNBOUNDED;
  }

  /**
   * Whether a request meets all bounds. Its time per output token is compared exactly, without
   * division.
   *
   * @param gaps output tokens less one
   */
  boolean isMet(long requestTtftPicos, long requestE2ePicos, int gaps) {
    return requestTtftPicos <= ttftPicos
        && requestE2ePicos <= e2ePicos
        && (tpotPicos == UNBOUNDED
            || requestE2ePicos - requestTtftPicos <= Math.multiplyExact(tpotPicos, (long) gaps));
  }

  private static void requirePositive(String name, long picos) {
    if (picos < 1) {
      throw new IllegalArgumentException(name + " = " + picos + " ps: must be above 0");
    }
  }
}
