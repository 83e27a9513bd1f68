package dev.dryrack.workload;

/** Choices of how a trace is read that matter to some formats only. */
public enum ReadingChoice {
  /** How fast time passes: matters where rows have times or pauses. */
  SPEED,
  /** How many characters make a token: matters where rows hold text. */
  CHARACTERS_PER_TOKEN,
  /** What the input of a later turn counts: matters to sessions of AIPerf. */
  TURN_INPUT
}
