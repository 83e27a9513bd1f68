package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.sim.random.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** A router again, with plain lists: loads are counted and the best is looked for among all. */
final class ReferenceRouter {

  /** What there is to choose from. */
  interface View {
    int targets();

    /** All requests there. */
    List<Sequence> requests(int target);

    /** Tokens that its cache holds of a prompt. */
    int cachedTokens(int target, Sequence s);

    /** Keys of the blocks of a prompt that the source names. */
    List<String> namedKeys(Sequence s);
  }

  private final RouterKind kind;
  private final View view;
  private final int blockTokens;
  private final double overlapWeight;
  private final RandomStream stream;
  private int turn;
  private final Map<Integer, Integer> bySession = new HashMap<>();

  /** By key of an anchor: who was sent it, the latest first. */
  private final Map<String, List<Integer>> holders = new HashMap<>();

  ReferenceRouter(RouterKind kind, View view, ServingSetup setup, RandomStream stream) {
    this.kind = kind;
    blockTokens = setup.blockTokens();
    overlapWeight = setup.overlapWeight();
    this.view = view;
    this.stream = stream;
  }

  int choose(Sequence s) {
    int targets = view.targets();
    return switch (kind) {
      case ROUND_ROBIN -> turn++ % targets;
      case RANDOM -> (int) stream.nextLong(targets);
      case LEAST_REQUESTS -> least(this::requests);
      case LEAST_TOKENS -> least(this::tokens);
      case POWER_OF_TWO -> ofTwo(targets);
      case SESSION ->
          s.session < 0
              ? least(this::requests)
              : bySession.getOrDefault(s.session, least(this::sessions));
      case PREFIX_AFFINITY -> affine(s);
      case KV_AWARE -> kvAware(s);
    };
  }

  void sent(Sequence s, int target) {
    if (s.session >= 0) {
      bySession.put(s.session, target);
    }
    List<String> anchors = anchors(s);
    int known = anchors.size() - 1;
    while (known > 0 && !holders.containsKey(anchors.get(known))) {
      known--;
    }
    for (String anchor : anchors.subList(Math.max(0, known), anchors.size())) {
      List<Integer> latest = holders.computeIfAbsent(anchor, none -> new ArrayList<>());
      latest.remove((Integer) target);
      latest.add(0, target);
      if (latest.size() > 8) {
        latest.remove(8);
      }
    }
  }

  private int ofTwo(int targets) {
    if (targets == 1) {
      return 0;
    }
    int one = (int) stream.nextLong(targets);
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < targets; i++) {
      if (i != one) {
        others.add(i);
      }
    }
    int other = others.get((int) stream.nextLong(targets - 1L));
    return requests(other) < requests(one) ? other : one;
  }

  private int affine(Sequence s) {
    int least = least(this::requests);
    long fewest = requests(least);
    long most = requests(least(target -> -requests(target)));
    if (most > fewest + 64 && most > 1.5 * fewest) {
      return least;
    }
    List<String> anchors = anchors(s);
    for (int i = anchors.size() - 1; i >= 0; i--) {
      List<Integer> latest = holders.get(anchors.get(i));
      if (latest != null) {
        int blocks = view.namedKeys(s).indexOf(anchors.get(i)) + 1;
        int tokens = blocks * blockTokens;
        return tokens > 0.3 * s.prompt ? latest.get(0) : least;
      }
    }
    return least;
  }

  private int kvAware(Sequence s) {
    int best = least(this::tokens);
    List<String> anchors = anchors(s);
    for (int i = anchors.size() - 1; i >= 0; i--) {
      List<Integer> latest = holders.get(anchors.get(i));
      if (latest != null) {
        int holder = latest.stream().min(Comparator.comparingLong(this::tokens)).orElseThrow();
        return cost(holder, s) < cost(best, s) ? holder : best;
      }
    }
    return best;
  }

  private double cost(int target, Sequence s) {
    return tokens(target) + overlapWeight * (s.prompt - view.cachedTokens(target, s));
  }

  private List<String> anchors(Sequence s) {
    List<String> keys = view.namedKeys(s);
    List<String> anchors = new ArrayList<>();
    int depth = 1;
    while (depth <= keys.size()) {
      anchors.add(keys.get(depth - 1));
      depth = depth < 4 ? depth + 1 : depth + depth / 2;
    }
    return anchors;
  }

  private long requests(int target) {
    return view.requests(target).size();
  }

  private long sessions(int target) {
    return bySession.values().stream().filter(of -> of == target).count();
  }

  private long tokens(int target) {
    return view.requests(target).stream().mapToLong(s -> s.prompt).sum();
  }

  private int least(ToLongFunction<Integer> load) {
    int best = 0;
    for (int target = 1; target < view.targets(); target++) {
      best = load.applyAsLong(target) < load.applyAsLong(best) ? target : best;
    }
    return best;
  }
}
