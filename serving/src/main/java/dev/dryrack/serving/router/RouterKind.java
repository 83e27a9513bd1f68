package dev.dryrack.serving.router;

import java.util.Locale;

/** The routers there are. Ties go to the lowest index. */
public enum RouterKind {
  /** Each in turn. */
  ROUND_ROBIN,
  /** Any, each as likely. */
  RANDOM,
  /** The one with the fewest unfinished requests. */
  LEAST_REQUESTS,
  /** The one with the fewest outstanding tokens: prompt tokens of its unfinished requests. */
  LEAST_TOKENS,
  /** Of two drawn at random, the one with fewer unfinished requests. */
  POWER_OF_TWO,
  /** That of the session's request before; for a new session the one with the fewest sessions. */
  SESSION,
  /** The one that was sent the longest known beginning of the prompt, unless load is uneven. */
  PREFIX_AFFINITY,
  /** The one with the fewest tokens outstanding and to compute, its prefix cache considered. */
  KV_AWARE;

  /** Whether it chooses among all ranks of all replicas, since what it heeds is kept by rank. */
  public boolean choosesRanks() {
    return this == SESSION || heedsPrefixes();
  }

  /** Whether it goes by the KV blocks of prompts. */
  public boolean heedsPrefixes() {
    return this == PREFIX_AFFINITY || this == KV_AWARE;
  }

  /** A new router of this kind. */
  public Router create(Targets targets) {
    return switch (this) {
      case ROUND_ROBIN -> new RoundRobin(targets);
      case RANDOM -> new RandomChoice(targets);
      case LEAST_REQUESTS -> new LeastLoad(targets, false);
      case LEAST_TOKENS -> new LeastLoad(targets, true);
      case POWER_OF_TWO -> new PowerOfTwo(targets);
      case SESSION -> new SessionAffinity(targets);
      case PREFIX_AFFINITY -> new PrefixAffinity(targets);
      case KV_AWARE -> new KvAware(targets);
    };
  }

  /** The name in files and flags, such as {@code round-robin}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The kind with the given id.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static RouterKind of(String id) {
    StringBuilder known = new StringBuilder();
    for (RouterKind kind : values()) {
      if (kind.id().equals(id)) {
        return kind;
      }
      known.append(known.isEmpty() ? "" : ", ").append(kind.id());
    }
    throw new IllegalArgumentException("unknown router '" + id + "'; choose one of " + known);
  }
}
