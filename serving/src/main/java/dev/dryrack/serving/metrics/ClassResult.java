package dev.dryrack.serving.metrics;

/**
 * What became of the requests of one priority class.
 *
 * @param priority the class; the smallest is served first where the queue is ordered by it
 * @param rejected requests rejected in the whole run
 * @param measured requests sent in the measured window and finished
 * @param good those of them that meet what counts for goodput
 * @param requestsPerSecond measured requests per second of the window
 * @param goodRequestsPerSecond good ones per second of the window
 * @param ttft from being sent to the first token
 * @param tpot per output token after the first
 * @param e2e from being sent to the last token
 */
public record ClassResult(
    int priority,
    long rejected,
    long measured,
    long good,
    double requestsPerSecond,
    double goodRequestsPerSecond,
    Latency ttft,
    Latency tpot,
    Latency e2e) {}
