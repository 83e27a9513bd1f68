package dev.dryrack.workload;

/** Choices of how a trace is read that matter to some formats, or to some traces, only. */
public enum ReadingChoice {
  /** How fast time passes: matters where rows have times or pauses. */
  SPEED,
  /** How many characters make a token: matters where rows hold text. */
  CHARACTERS_PER_TOKEN,
  /** What the input of a later turn counts: matters to sessions of AIPerf. */
  TURN_INPUT,
  /** That no turn waits for another: matters where one would. */
  OPEN_LOOP,
  /** Over how long requests of equal time are spread: matters where there are any. */
  SPREAD
}
