package dev.dryrack.serving.metrics;

/** Why a run ended. */
public enum RunEnd {
  /** All requests were served. */
  DRAINED,
  /** The time limit was reached. */
  HORIZON,
  /** It was stopped from outside. */
  STOPPED
}
