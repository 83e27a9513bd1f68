package dev.dryrack.serving.metrics;

/**
 * What the transfers of KV from prefill to decode replicas came to, over the whole run.
 *
 * @param prefillReplicas the first so many replicas only prefill; the others only decode
 * @param transfers those that ended
 * @param blocks KV blocks moved by them
 * @param ports ports that transfers share
 * @param meanSeconds mean time from the start of a transfer to its end
 * @param meanAloneSeconds the same if none had overlapped
 * @param meanWaitSeconds mean time from the end of a prefill until a decode rank had room
 * @param busyFraction share of the time in which a port was in use, mean of the ports
 * @param busiestFraction the same of the busiest port
 * @param unfinished requests whose KV waited for room or was under way when the run ended
 * @param held requests that had not been sent to a prefill rank since it had no room
 * @param local requests whose prompts were computed on decode replicas, without a transfer
 * @param hiddenFraction share of all KV, by its time alone, that was moved during prefills
 */
public record TransferResult(
    int prefillReplicas,
    long transfers,
    long blocks,
    int ports,
    double meanSeconds,
    double meanAloneSeconds,
    double meanWaitSeconds,
    double busyFraction,
    double busiestFraction,
    int unfinished,
    int held,
    long local,
    double hiddenFraction) {

  /** How many times longer transfers took since they overlapped; 1 without any. */
  public double slowdown() {
    return transfers == 0 ? 1 : meanSeconds / meanAloneSeconds;
  }
}
