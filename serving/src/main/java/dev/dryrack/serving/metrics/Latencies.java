package dev.dryrack.serving.metrics;

/**
 * The latencies of the measured requests: those sent in the measured window and finished.
 *
 * @param ttft time to first token, from being sent
 * @param ttftFromArrival the same from arrival at the client, which in a closed loop may hold it
 * @param tpot time per output token, (E2E − TTFT) / (output − 1), of requests with 2 or more
 * @param itl inter-token latency: every gap between tokens of a request, of gaps that end in the
 *     measured window
 * @param e2e end-to-end latency, from being sent to the last token
 * @param e2eFromArrival the same from arrival
 * @param queueing from being sent to the first place in a step
 */
public record Latencies(
    Latency ttft,
    Latency ttftFromArrival,
    Latency tpot,
    Latency itl,
    Latency e2e,
    Latency e2eFromArrival,
    Latency queueing) {}
