package dev.dryrack.serving.estimate;

/**
 * The figures of a steady state that samples and searches need, without bands and breakdown.
 *
 * @param ttftSeconds time to first token where nothing queues
 * @param tpotSeconds time per output token after the first; NaN if there is none
 * @param requestsPerSecond requests that the whole deployment finishes
 * @param inputShare share of step time that prompts add to steps without any
 * @param waiting requests that wait for a place or a share of the token budget
 * @param fits whether memory holds at least one such request on a rank
 */
public record SteadyRates(
    double ttftSeconds,
    double tpotSeconds,
    double requestsPerSecond,
    double inputShare,
    double waiting,
    boolean fits) {

  /** The same if every step took so many times as long. */
  public SteadyRates slower(double factor) {
    return new SteadyRates(
        ttftSeconds * factor,
        tpotSeconds * factor,
        requestsPerSecond / factor,
        inputShare,
        waiting,
        fits);
  }
}
