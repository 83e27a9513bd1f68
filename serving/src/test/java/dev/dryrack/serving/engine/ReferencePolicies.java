package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.ArrayList;
import java.util.List;

/** The schedules again, sequence by sequence, for the {@link ReferenceEngine}. */
final class ReferencePolicies {

  /** Forms the next step of one rank; one instance a rank. */
  interface Policy {
    void schedule(ReferenceRank rank);

    /** A request comes to a rank without any. */
    default void wake(ReferenceRank rank) {}
  }

  private ReferencePolicies() {}

  static Policy of(ServingSetup setup) {
    EngineLimits limits = setup.limits();
    SchedulerPolicy policy = setup.scheduling().policy();
    if (policy instanceof SchedulerPolicy.Vllm) {
      return rank -> vllm(setup, limits, rank);
    } else if (policy instanceof SchedulerPolicy.Sarathi sarathi) {
      int watermark = (int) (sarathi.watermarkFraction() * setup.blocksPerRank());
      return rank -> sarathi(setup, watermark, rank);
    } else if (policy instanceof SchedulerPolicy.PrefillFirst first) {
      int watermark = (int) (first.watermarkFraction() * setup.blocksPerRank());
      return rank -> prefillFirst(setup, watermark, rank);
    } else if (policy instanceof SchedulerPolicy.DecodeFirst) {
      return rank -> decodeFirst(setup, rank);
    } else if (policy instanceof SchedulerPolicy.TensorRtLlm tensorRt) {
      return rank -> tensorRtLlm(setup, tensorRt, rank);
    }
    return new Sglang(setup, (SchedulerPolicy.Sglang) policy);
  }

  /** vLLM V1's schedule(), request by request. */
  private static void vllm(ServingSetup setup, EngineLimits limits, ReferenceRank rank) {
    int budget = setup.tokenBudget();
    int cap =
        limits.longPrefillTokenThreshold() > 0
            ? limits.longPrefillTokenThreshold()
            : Integer.MAX_VALUE;
    boolean preempted = false;
    List<Integer> wanted = rank.vllmTokens();
    if (setup.scheduling().order() == QueueOrder.FCFS) {
      int i = 0;
      while (i < rank.running.size()) {
        Sequence s = rank.running.get(i);
        if (s.ending) {
          i++;
          continue;
        }
        int tokens = wanted.get(i);
        boolean itself = false;
        while (!itself && rank.need(s, tokens) > rank.freeBlocks) {
          itself = rank.last() == s;
          rank.preempt(rank.last(), true);
          preempted = true;
        }
        if (itself) {
          break;
        }
        rank.grant(s, tokens);
        budget -= tokens;
        i++;
      }
    } else {
      // The rule for other orders: all are granted what the budget gives, then the last go.
      for (int i = 0; i < wanted.size(); i++) {
        int tokens = wanted.get(i);
        Sequence s = rank.running.get(i);
        if (!s.ending) {
          rank.grant(s, tokens);
        }
        budget -= tokens;
      }
      while (rank.freeBlocks < 0) {
        rank.preempt(rank.last(), true);
        preempted = true;
      }
    }
    while (!preempted
        && !rank.waiting.isEmpty()
        && budget > 0
        && rank.running.size() < limits.maxNumSeqs()) {
      Sequence s = rank.waiting.get(0);
      int tokens = Math.min(Math.min(rank.todo(s), cap), budget);
      if (rank.need(s, tokens) > rank.freeBlocks) {
        break;
      }
      rank.admitFirst(tokens);
      budget -= tokens;
    }
  }

  /** Gives every decoding sequence its token, preempting the last until there are blocks. */
  private static boolean decodeAll(ReferenceRank rank) {
    boolean preempted = false;
    while (true) {
      int need = 0;
      for (Sequence s : rank.decoding()) {
        need += rank.need(s, 1);
      }
      if (need <= rank.freeBlocks) {
        break;
      }
      rank.preempt(rank.last(), true);
      preempted = true;
    }
    for (Sequence s : rank.decoding()) {
      rank.grant(s, 1);
    }
    return preempted;
  }

  private static void sarathi(ServingSetup setup, int watermark, ReferenceRank rank) {
    decodeAll(rank);
    int left = setup.tokenBudget() - rank.decoding().size();
    for (Sequence s : rank.prefilling()) {
      int tokens = Math.min(s.todo(), left);
      rank.grant(s, tokens);
      left -= tokens;
    }
    while (!rank.waiting.isEmpty()
        && left > 0
        && rank.running.size() < setup.limits().maxNumSeqs()) {
      Sequence s = rank.waiting.get(0);
      if (rank.freeBlocks - rank.need(s, rank.todo(s)) < watermark) {
        break;
      }
      int tokens = Math.min(rank.todo(s), left);
      rank.admitFirst(tokens);
      left -= tokens;
    }
  }

  private static void prefillFirst(ServingSetup setup, int watermark, ReferenceRank rank) {
    int left = setup.tokenBudget();
    int before = rank.running.size();
    while (!rank.waiting.isEmpty() && rank.running.size() < setup.limits().maxNumSeqs()) {
      Sequence s = rank.waiting.get(0);
      int todo = s.swapped ? 0 : rank.todo(s);
      if (s.swapped || todo > left || rank.freeBlocks - rank.need(s, todo) < watermark) {
        break;
      }
      left -= todo;
      rank.admitFirst(todo);
    }
    if (rank.running.size() > before) {
      return;
    }
    boolean preempted = decodeAll(rank);
    while (!preempted
        && !rank.waiting.isEmpty()
        && rank.waiting.get(0).swapped
        && rank.running.size() < setup.limits().maxNumSeqs()
        && rank.freeBlocks - rank.need(rank.waiting.get(0), 1) >= watermark) {
      rank.admitFirst(1);
    }
  }

  /** Blocks that the running sequences and one more hold in the end, with stated outputs. */
  private static long inTheEnd(ReferenceRank rank, Sequence more) {
    long sum = rank.blocks(more.prompt + rank.stated(more) - 1);
    for (Sequence s : rank.running) {
      sum += rank.blocks(s.prompt + rank.stated(s) - 1);
    }
    return sum;
  }

  private static void decodeFirst(ServingSetup setup, ReferenceRank rank) {
    if (!rank.running.isEmpty()) {
      decodeAll(rank);
      return;
    }
    int left = setup.tokenBudget();
    while (!rank.waiting.isEmpty()
        && rank.running.size() < setup.limits().maxNumSeqs()
        && rank.todo(rank.waiting.get(0)) <= left
        && inTheEnd(rank, rank.waiting.get(0)) <= setup.blocksPerRank()) {
      int todo = rank.todo(rank.waiting.get(0));
      rank.admitFirst(todo);
      left -= todo;
    }
  }

  private static void tensorRtLlm(
      ServingSetup setup, SchedulerPolicy.TensorRtLlm policy, ReferenceRank rank) {
    boolean paused = decodeAll(rank);
    int left = setup.tokenBudget() - rank.decoding().size();
    for (Sequence s : rank.prefilling()) {
      int tokens = chunk(setup, policy, s.todo(), left);
      rank.grant(s, tokens);
      left -= tokens;
    }
    while (!paused
        && !rank.waiting.isEmpty()
        && rank.running.size() < setup.limits().maxNumSeqs()) {
      Sequence s = rank.waiting.get(0);
      int todo = rank.todo(s);
      int tokens = chunk(setup, policy, todo, left);
      boolean fits =
          policy.guaranteedNoEvict()
              ? inTheEnd(rank, s) <= setup.blocksPerRank()
              : rank.need(s, todo) <= rank.freeBlocks;
      if (tokens == 0 || !fits) {
        break;
      }
      rank.admitFirst(tokens);
      left -= tokens;
    }
  }

  private static int chunk(
      ServingSetup setup, SchedulerPolicy.TensorRtLlm policy, int todo, int left) {
    if (todo <= left) {
      return todo;
    }
    return policy.chunkedContext() ? left / setup.blockTokens() * setup.blockTokens() : 0;
  }

  /** SGLang's get_next_batch_to_run(). */
  private static final class Sglang implements Policy {
    private final ServingSetup setup;
    private final SchedulerPolicy.Sglang policy;
    private final int page;
    private boolean batchIsFull;
    private long endedBefore;
    private boolean lastWasPrefill;
    private long lastStep = -2;

    /** The ratio as set, and decode steps since. */
    private double ratio;

    private long decaySteps;

    Sglang(ServingSetup setup, SchedulerPolicy.Sglang policy) {
      this.setup = setup;
      this.policy = policy;
      page = setup.blockTokens();
      ratio = init();
    }

    private double init() {
      return Math.min(1, 0.7 * policy.conservativeness());
    }

    private double ratioNow() {
      double least = Math.min(1, init() * 0.14);
      return Math.max(least, ratio - (init() - least) / 600 * decaySteps);
    }

    @Override
    public void wake(ReferenceRank rank) {
      endedBefore = rank.ended;
      ratio = init();
      decaySteps = 0;
      batchIsFull = false;
    }

    @Override
    public void schedule(ReferenceRank rank) {
      boolean hadPrefill = lastWasPrefill && lastStep == rank.steps - 1;
      lastStep = rank.steps;
      if (hadPrefill) {
        clearIfEnded(rank);
      }
      lastWasPrefill = newPrefill(rank);
      if (lastWasPrefill) {
        if (policy.mixedChunk()) {
          rank.decoding().forEach(s -> rank.grant(s, 1));
        }
        return;
      }
      clearIfEnded(rank);
      if (rank.running.isEmpty()) {
        wake(rank);
        lastWasPrefill = newPrefill(rank);
        return;
      }
      if (needOfDecoding(rank) > rank.freeBlocks) {
        retract(rank);
      } else {
        decaySteps++;
      }
      rank.decoding().forEach(s -> rank.grant(s, 1));
    }

    private void clearIfEnded(ReferenceRank rank) {
      if (rank.ended != endedBefore) {
        endedBefore = rank.ended;
        batchIsFull = false;
      }
    }

    private int needOfDecoding(ReferenceRank rank) {
      return rank.decoding().stream().mapToInt(s -> rank.need(s, 1)).sum();
    }

    private int rest(ReferenceRank rank, Sequence s) {
      return Math.min(rank.stated(s) - s.emitted, 4096);
    }

    private long pages(int tokens) {
      return (long) (tokens + page - 1) / page * page;
    }

    private boolean newPrefill(ReferenceRank rank) {
      Sequence chunked = rank.prefilling().isEmpty() ? null : rank.prefilling().get(0);
      int decoding = rank.decoding().size();
      int maxRunning = setup.limits().maxNumSeqs();
      if (chunked == null && (batchIsFull || rank.waiting.isEmpty())) {
        return false;
      }
      if (chunked == null && decoding >= maxRunning) {
        batchIsFull = true;
        return false;
      }
      int mixed = policy.mixedChunk() ? decoding : 0;
      if (policy.mixedChunk()) {
        if (needOfDecoding(rank) > rank.freeBlocks) {
          return false;
        }
        // They are given their blocks before prompts are looked at.
        rank.decoding().forEach(s -> rank.grant(s, 1));
      }
      boolean cuts = policy.chunkedPrefillSize() > 0;
      long leftInput = (long) policy.maxPrefillTokens() - mixed;
      long leftChunk = cuts ? (long) policy.chunkedPrefillSize() - mixed : Long.MAX_VALUE / 2;
      double reserved = ratioNow() * rank.decoding().stream().mapToLong(s -> rest(rank, s)).sum();
      int prompts = 0;
      if (chunked != null) {
        long room =
            (long)
                        (rank.freeBlocks
                            + rank.blocks(chunked.computed)
                            - setup.fixedBlocksPerSequence())
                    * page
                - chunked.computed;
        int todo = chunked.todo();
        int tokens = (int) Math.min(Math.min(todo, leftChunk), room);
        if (tokens > 0) {
          rank.grant(chunked, tokens);
          prompts++;
          leftInput -= pages(tokens);
          leftChunk -= pages(tokens);
          reserved += page + (tokens == todo ? rest(rank, chunked) : 0);
        }
        if (tokens < todo) {
          return prompts > 0;
        }
      }
      while (!rank.waiting.isEmpty() && leftChunk > 0) {
        if (prompts >= maxRunning - decoding) {
          batchIsFull = true;
          break;
        }
        Sequence s = rank.waiting.get(0);
        int todo = rank.todo(s);
        double free = (double) (rank.freeBlocks - rank.idleHits()) * page - reserved;
        double needed =
            (double) todo + rest(rank, s) + (1.0 + setup.fixedBlocksPerSequence()) * page;
        if (needed >= free) {
          batchIsFull = true;
          break;
        }
        if (!cuts && prompts > 0 && pages(todo) >= leftInput) {
          break;
        }
        boolean cut = cuts && pages(todo) > leftChunk;
        int tokens = cut ? (int) (leftChunk / page * page) : todo;
        if (tokens == 0) {
          break;
        }
        rank.admitFirst(tokens);
        prompts++;
        leftInput -= pages(tokens);
        leftChunk -= cuts ? pages(tokens) : 0;
        reserved += page + (cut ? 0 : rest(rank, s));
        if ((double) rank.freeBlocks * page - reserved <= 0) {
          batchIsFull = true;
          break;
        }
        if (cut || leftInput <= 0) {
          break;
        }
      }
      return prompts > 0;
    }

    private void retract(ReferenceRank rank) {
      while (needOfDecoding(rank) > rank.freeBlocks) {
        List<Sequence> order = new ArrayList<>(rank.decoding());
        // sort() is stable: of equals the one admitted last is taken.
        order.sort(
            (a, b) ->
                a.emitted != b.emitted
                    ? Integer.compare(b.emitted, a.emitted)
                    : Integer.compare(a.prompt, b.prompt));
        Sequence victim = order.size() > 1 ? order.get(order.size() - 1) : rank.prefilling().get(0);
        rank.preempt(victim, false);
      }
      batchIsFull = false;
      long emitted = rank.decoding().stream().mapToLong(s -> s.emitted).sum();
      long most = rank.decoding().stream().mapToLong(s -> rank.stated(s)).sum();
      ratio = Math.min(1, (emitted + 20.0 * rank.decoding().size()) / (double) (most + 1));
      decaySteps = 0;
    }
  }
}
