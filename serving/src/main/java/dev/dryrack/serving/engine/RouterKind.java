package dev.dryrack.serving.engine;

import java.util.Locale;

/** The routers there are. Ties go to the lowest index. */
public enum RouterKind {
  /** Each in turn. */
  ROUND_ROBIN {
    @Override
    public Router create() {
      return new RoundRobin();
    }
  },
  /** The one with the fewest unfinished requests. */
  LEAST_REQUESTS {
    @Override
    public Router create() {
      return new LeastRequests();
    }
  },
  /** The one with the fewest known tokens: prompts and what was emitted so far. */
  LEAST_TOKENS {
    @Override
    public Router create() {
      return new LeastTokens();
    }
  };

  /** A new router of this kind. */
  public abstract Router create();

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

  private static final class RoundRobin implements Router {
    private int next;

    @Override
    public int choose(RouterView view, int promptTokens) {
      int chosen = next;
      next = chosen + 1 == view.targets() ? 0 : chosen + 1;
      return chosen;
    }
  }

  private static final class LeastRequests implements Router {
    @Override
    public int choose(RouterView view, int promptTokens) {
      return view.fewestRequests();
    }
  }

  private static final class LeastTokens implements Router {
    @Override
    public int choose(RouterView view, int promptTokens) {
      int chosen = 0;
      long fewest = view.knownTokens(0);
      for (int target = 1; target < view.targets() && fewest > 0; target++) {
        long tokens = view.knownTokens(target);
        if (tokens < fewest) {
          fewest = tokens;
          chosen = target;
        }
      }
      return chosen;
    }
  }
}
