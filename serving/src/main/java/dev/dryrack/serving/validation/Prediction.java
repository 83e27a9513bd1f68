package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.StepBreakdown;

/**
 * What is predicted of a served case.
 *
 * @param ttftSeconds mean time to first token, as the client sees it
 * @param heldSeconds part of it that a request waited unseen by the engine's scheduler
 * @param tpotSeconds mean time per output token after the first
 * @param e2eSeconds mean end-to-end latency
 * @param requestsPerSecond of the whole system
 * @param relativeBand half-width of the 80 % band around times
 * @param how how it was come by
 * @param step where the time of a typical decode step goes
 */
record Prediction(
    double ttftSeconds,
    double heldSeconds,
    double tpotSeconds,
    double e2eSeconds,
    double requestsPerSecond,
    double relativeBand,
    String how,
    StepBreakdown step) {}
