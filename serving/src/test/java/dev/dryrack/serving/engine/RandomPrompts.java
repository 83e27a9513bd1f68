package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Prompts that share prefixes: the same again, branches, later turns of sessions. Block ids are
 * equal exactly where all before them is.
 */
final class RandomPrompts {

  private final SplittableRandom random;
  private final int sourceBlock;
  private final int maxPrompt;
  private final boolean sessions;
  private final boolean partial;
  private final List<Sequence> made = new ArrayList<>();
  private long nextId = 1;
  private int nextSession;

  RandomPrompts(SplittableRandom random, int sourceBlock, int maxPrompt) {
    this.random = random;
    this.sourceBlock = sourceBlock;
    this.maxPrompt = maxPrompt;
    sessions = random.nextBoolean();
    partial = random.nextBoolean();
  }

  Sequence next(int id, long arrival, int output) {
    Sequence s = next(id, arrival, output, random.nextInt(4));
    made.add(s);
    return s;
  }

  private Sequence next(int id, long arrival, int output, int kind) {
    int prompt = 1 + random.nextInt(maxPrompt);
    Sequence base = made.isEmpty() || kind == 0 ? null : made.get(random.nextInt(made.size()));
    if (base == null) {
      return fresh(new Sequence(id, arrival, prompt, output), new long[0], -1);
    }
    if (kind == 1) {
      Sequence s = new Sequence(id, arrival, base.prompt, output);
      s.ids = base.ids.clone();
      s.session = session(-1);
      return s;
    }
    int whole = base.prompt / sourceBlock;
    if (kind == 2 && base.prompt + base.output <= maxPrompt) {
      int more = random.nextInt(1 + maxPrompt - base.prompt - base.output);
      Sequence s = new Sequence(id, arrival, base.prompt + base.output + more, output);
      return fresh(s, Arrays.copyOf(base.ids, Math.min(whole, base.ids.length)), base.session);
    }
    int shared = random.nextInt(1 + Math.min(whole, base.ids.length));
    Sequence s = new Sequence(id, arrival, Math.max(prompt, shared * sourceBlock), output);
    return fresh(s, Arrays.copyOf(base.ids, shared), random.nextBoolean() ? base.session : -1);
  }

  private int session(int of) {
    return !sessions ? -1 : of >= 0 ? of : nextSession++;
  }

  private Sequence fresh(Sequence s, long[] shared, int session) {
    int blocks = partial ? (s.prompt + sourceBlock - 1) / sourceBlock : s.prompt / sourceBlock;
    s.ids = Arrays.copyOf(shared, Math.max(blocks, shared.length));
    for (int i = shared.length; i < s.ids.length; i++) {
      nextId += random.nextInt(5) == 0 ? 2 : 1;
      s.ids[i] = nextId;
    }
    s.session = session(session);
    return s;
  }
}
