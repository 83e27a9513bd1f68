package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attention rank of the {@link ReferenceEngine}: lists of sequences and a count of blocks. */
final class ReferenceRank {

  final ServingSetup setup;
  final boolean wholePrompts;
  final List<Sequence> waiting = new ArrayList<>();
  final List<Sequence> running = new ArrayList<>();

  /** Requests that will wait here when their blocks are fetched. */
  final List<Sequence> coming = new ArrayList<>();

  /** Blocks as objects, with vLLM's prefix cache only. */
  final NaiveCache cache;

  /** What sequences find of each other, where it is not vLLM's own schedule; else null. */
  @Nullable ReferenceCache prefixes;

  /** Memory below its GPUs; null without. */
  @Nullable ReferenceTiers tiers;

  /** Tokens found at admissions. */
  long hitTokens;

  int freeBlocks;
  int freeHostBlocks;

  /** What moving blocks to and from the host takes in the step being formed. */
  long swapPicos;

  /** What loading blocks of prompts takes in it. */
  long loadPicos;

  long preemptions;
  boolean preemptedInStep;
  long recomputed;
  long ended;
  long now;

  /** Steps of the replica before the one being formed. */
  long steps;

  /** Steps in which a sequence of this rank decoded. */
  long decodeSteps;

  ReferenceRank(ServingSetup setup) {
    this.setup = setup;
    wholePrompts = setup.scheduler().allocatesWholePrompts();
    freeBlocks = setup.blocksPerRank();
    cache = new NaiveCache(setup.blocksPerRank());
    freeHostBlocks = setup.scheduling().swapBlocksPerRank();
  }

  int requests() {
    return waiting.size() + running.size();
  }

  /** All of them, those that are fetched for included. */
  List<Sequence> sequences() {
    List<Sequence> all = new ArrayList<>(waiting);
    all.addAll(running);
    all.addAll(coming);
    return all;
  }

  int blocks(int tokens) {
    return setup.fixedBlocksPerSequence()
        + (tokens + setup.blockTokens() - 1) / setup.blockTokens();
  }

  List<Sequence> decoding() {
    return running.stream().filter(s -> s.decoding).toList();
  }

  List<Sequence> prefilling() {
    return running.stream().filter(s -> !s.decoding).toList();
  }

  /**
   * Tokens that vLLM's schedule lets each running sequence compute: with drafts, decoding sequences
   * theirs before prompts get what is left.
   */
  List<Integer> vllmTokens() {
    Speculation drafts = setup.speculation();
    int cap = setup.limits().longPrefillTokenThreshold();
    int each = drafts == null ? 1 : drafts.stepTokens();
    int left = setup.tokenBudget() - (drafts == null ? 0 : each * decoding().size());
    List<Integer> tokens = new ArrayList<>();
    for (Sequence s : running) {
      if (s.ending || (drafts != null && s.decoding)) {
        tokens.add(s.ending ? 0 : each);
        continue;
      }
      int most = Math.min(s.todo(), cap > 0 ? cap : Integer.MAX_VALUE);
      tokens.add(Math.min(most, left));
      left -= Math.min(most, left);
    }
    return tokens;
  }

  /** Tokens that a sequence has to compute; of one that waits, those that are not found. */
  int todo(Sequence s) {
    return prefixes == null || running.contains(s)
        ? s.todo()
        : s.todo() - found(prefixes, s) * setup.blockTokens();
  }

  private int found(ReferenceCache cached, Sequence s) {
    settle();
    int gpu = cached.find(s);
    return gpu + loads(s, gpu);
  }

  private int loads(Sequence s, int gpu) {
    int most = (s.prompt + s.emitted - 1) / setup.blockTokens();
    return tiers == null ? 0 : tiers.hostRun(s, gpu, most);
  }

  /** Blocks that were counted are taken, unless too many were. */
  void settle() {
    ReferenceCache cached = prefixes;
    if (cached == null || freeBlocks < 0) {
      return;
    }
    for (Sequence s : running) {
      cached.take(s, s.blocks - s.taken);
      s.taken = s.blocks;
    }
    for (Sequence s : running) {
      if (s.granted > 0 && !s.decoding) {
        cached.formed(s);
      }
    }
  }

  /** Of what was found last for a waiting sequence, blocks that nobody holds. */
  int idleHits() {
    return prefixes == null ? 0 : prefixes.idle();
  }

  int stated(Sequence s) {
    return Math.max(s.output, setup.scheduling().statedTokens());
  }

  /** Blocks that a sequence needs on top of what it has to compute so many tokens more. */
  int need(Sequence s, int tokens) {
    if (prefixes != null && !running.contains(s)) {
      int hit = found(prefixes, s);
      int all = wholePrompts ? s.prompt + s.emitted : hit * setup.blockTokens() + tokens;
      return blocks(all) - prefixes.find(s) + prefixes.idle();
    }
    Speculation drafts = setup.speculation();
    int reach = drafts != null && s.decoding ? drafts.reachTokens() : tokens;
    int covered = wholePrompts && !s.decoding ? s.prompt + s.emitted : s.computed + reach;
    return blocks(covered) - s.blocks;
  }

  /** Lets a running sequence compute tokens in the step. */
  void grant(Sequence s, int tokens) {
    int need = need(s, tokens);
    freeBlocks -= need;
    s.blocks += need;
    s.granted = tokens;
  }

  void admitFirst(int tokens) {
    if (prefixes != null) {
      admitFirstWithHits(prefixes, tokens);
      return;
    }
    Sequence s = waiting.remove(0);
    running.add(s);
    if (s.swapped) {
      s.swapped = false;
      swapPicos += blocks(s.computed) * setup.scheduling().swapPicosPerBlock();
      freeHostBlocks += blocks(s.computed);
    }
    grant(s, tokens);
    s.scheduled = s.scheduled < 0 ? now : s.scheduled;
  }

  private void admitFirstWithHits(ReferenceCache cached, int tokens) {
    Sequence s = waiting.get(0);
    freeBlocks -= need(s, tokens);
    int gpu = cached.find(s);
    int hit = gpu + loads(s, gpu);
    cached.hold(s);
    if (tiers != null) {
      long picos = tiers.load(s, gpu, hit);
      loadPicos += picos;
    }
    waiting.remove(0);
    running.add(s);
    s.computed = hit * setup.blockTokens();
    hitTokens += s.computed;
    s.granted = tokens;
    s.taken = gpu;
    s.blocks = blocks(wholePrompts ? s.prompt + s.emitted : s.computed + tokens);
    s.scheduled = s.scheduled < 0 ? now : s.scheduled;
    settle();
  }

  /** A sequence that has ended gives its blocks back. */
  void release(Sequence s) {
    if (prefixes != null) {
      freeBlocks += prefixes.ended(s);
    }
    freeAll(s);
  }

  private void freeAll(Sequence s) {
    if (prefixes == null) {
      freeBlocks += s.blocks;
    } else {
      freeBlocks += s.blocks - s.taken + prefixes.free(s);
      s.taken = 0;
    }
    s.blocks = 0;
  }

  /** The running sequence that comes last. */
  Sequence last() {
    List<Sequence> going = running.stream().filter(s -> !s.ending).toList();
    Sequence last = going.get(going.size() - 1);
    if (setup.scheduling().order() != QueueOrder.FCFS) {
      for (Sequence s : going) {
        last = isBefore(last, s) ? s : last;
      }
    }
    return last;
  }

  void preempt(Sequence s, boolean toTheFront) {
    running.remove(s);
    if (prefixes != null) {
      prefixes.beforePreemption(s);
    }
    freeAll(s);
    s.granted = 0;
    s.preemptions++;
    preemptions++;
    preemptedInStep = true;
    if (s.computed > 0 && blocks(s.computed) <= freeHostBlocks) {
      s.swapped = true;
      swapPicos += blocks(s.computed) * setup.scheduling().swapPicosPerBlock();
      freeHostBlocks -= blocks(s.computed);
    } else {
      recomputed += s.computed;
      s.computed = 0;
      s.decoding = false;
    }
    enqueue(s, toTheFront);
  }

  void enqueue(Sequence s, boolean toTheFront) {
    int at = toTheFront ? 0 : waiting.size();
    if (setup.scheduling().order() != QueueOrder.FCFS) {
      at = 0;
      while (at < waiting.size() && isBefore(waiting.get(at), s)) {
        at++;
      }
    }
    waiting.add(at, s);
  }

  private boolean isBefore(Sequence a, Sequence b) {
    long keyA = setup.scheduling().order() == QueueOrder.PRIORITY ? a.priority : a.deadline;
    long keyB = setup.scheduling().order() == QueueOrder.PRIORITY ? b.priority : b.deadline;
    if (keyA != keyB) {
      return keyA < keyB;
    }
    return a.sent != b.sent ? a.sent < b.sent : a.id < b.id;
  }
}
