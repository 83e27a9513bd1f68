package dev.dryrack.workload.synthetic;

/**
 * Beginnings of prompts that sessions share, in the manner of inference-perf's {@code
 * shared_prefix}: groups of users, one system prompt each.
 *
 * @param count number of different system prompts
 * @param tokens length of each; 0 for none
 * @param skew exponent of Zipf's law of their popularity; 0 makes all alike
 */
public record SystemPrompts(int count, int tokens, double skew) {

  /** No system prompts. */
  public static final SystemPrompts NONE = new SystemPrompts(1, 0, 0);

  public SystemPrompts {
    Require.within("number of system prompts", count, 1, 1 << 22);
    Require.holds(tokens >= 0, "system prompt tokens", tokens, "0 or more");
    Require.within("skew", skew, 0, 100);
  }
}
