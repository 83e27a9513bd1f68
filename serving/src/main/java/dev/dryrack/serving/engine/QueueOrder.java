package dev.dryrack.serving.engine;

import java.util.Locale;

/** In which order waiting requests are admitted, and, in reverse, which are preempted first. */
public enum QueueOrder {
  /** First come, first served; preempted ones before all others; the last admitted goes first. */
  FCFS,
  /** Smallest priority number first, then the one sent first: vLLM's {@code priority}. */
  PRIORITY,
  /** Earliest deadline first: arrival plus the target of the time to first token. */
  DEADLINE;

  /** The name in files and flags. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
