package dev.dryrack.serving.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of SGLang: as long as waiting requests can be admitted, a step computes prompts, up
 * to chunked-prefill-size and max-prefill-tokens, and decoding stands still, unless mixed chunk is
 * on; at most one prompt is cut. Else all decode.
 *
 * <p>A request is admitted if its prompt and its stated output fit beside an estimate of what the
 * running ones will still need: {@code new_token_ratio} of their stated rest. The ratio falls with
 * every decode step. When nobody fits, the batch is full until a request has ended. When blocks run
 * out while decoding, requests are retracted to the end of the queue, those with the fewest output
 * tokens first, and the ratio is set to what the others need for 20 steps.
 *
 * <p>Simplified: the ratio is computed by one multiplication, not by repeated subtraction; no
 * special estimate for requests that ignore the end of sequence without radix cache; if the last
 * decoding request has no block because a prompt under way holds it, the prompt is retracted
 * (SGLang aborts the request).
 *
 * <p>Source: SGLang 0.5 (2025), python/sglang/srt/managers/schedule_policy.py @ 00550cd
 * (PrefillAdder), scheduler.py (get_next_batch_to_run, get_new_batch_prefill,
 * update_running_batch), schedule_batch.py (retract_decode), environ.py (constants).
 */
public final class SglangScheduler implements BatchScheduler {

  /** SGLANG_CLIP_MAX_NEW_TOKENS_ESTIMATION. */
  static final int CLIP_NEW_TOKENS = 4096;

  /** SGLANG_RETRACT_DECODE_STEPS. */
  static final int RETRACT_DECODE_STEPS = 20;

  private static final double INIT_NEW_TOKEN_RATIO = 0.7;
  private static final double MIN_NEW_TOKEN_RATIO_FACTOR = 0.14;
  private static final int DECAY_STEPS = 600;

  private final int maxRunning;
  private final int maxPrefillTokens;
  private final int chunkedPrefillSize;
  private final boolean mixedChunk;
  private final double initRatio;
  private final double minRatio;
  private final double decay;
  private final ServingSetup setup;

  /** By rank: the ratio as it was set, and the decode step from which on it falls. */
  private final double[] ratio;

  private final long[] ratioStep;

  /** By rank: nobody is admitted until a request has ended. */
  private final boolean[] full;

  private final long[] endedSeen;

  /** By rank: the last step that computed prompts. */
  private final long[] prefillStep;

  /** State of the step being formed: tokens left, and tokens reserved for output. */
  private long leftInput;

  private long leftChunk;
  private double reserved;

  /**
   * @param maxRunning most sequences that run on a rank
   * @param maxPrefillTokens most prompt tokens of a step
   * @param chunkedPrefillSize most prompt tokens of a step, and prompts are cut to fit; 0: never
   *     cut
   * @param mixedChunk whether decoding goes on while prompts are computed
   * @param conservativeness factor of the ratio's first value
   */
  SglangScheduler(
      int maxRunning,
      int maxPrefillTokens,
      int chunkedPrefillSize,
      boolean mixedChunk,
      double conservativeness,
      ServingSetup setup) {
    if (chunkedPrefillSize > 0 && chunkedPrefillSize < setup.blockTokens()) {
      throw new IllegalArgumentException(
          "chunked-prefill-size = "
              + chunkedPrefillSize
              + ": must be block-size = "
              + setup.blockTokens()
              + " or more: chunks end with a block");
    }
    this.maxRunning = maxRunning;
    this.maxPrefillTokens = maxPrefillTokens;
    this.chunkedPrefillSize = chunkedPrefillSize;
    this.mixedChunk = mixedChunk;
    this.setup = setup;
    initRatio = Math.min(1, INIT_NEW_TOKEN_RATIO * conservativeness);
    minRatio = Math.min(1, initRatio * MIN_NEW_TOKEN_RATIO_FACTOR);
    decay = (initRatio - minRatio) / DECAY_STEPS;
    int ranks = setup.ranksPerReplica();
    ratio = new double[ranks];
    Arrays.fill(ratio, initRatio);
    ratioStep = new long[ranks];
    full = new boolean[ranks];
    endedSeen = new long[ranks];
    prefillStep = new long[ranks];
    Arrays.fill(prefillStep, -2);
  }

  @Override
  public void wake(int rank) {
    full[rank] = false;
    ratio[rank] = initRatio;
    ratioStep[rank] = Long.MIN_VALUE;
  }

  @Override
  public void fill(RankBatch batch) {
    int rank = batch.rank();
    if (ratioStep[rank] == Long.MIN_VALUE) {
      reset(batch);
    }
    boolean afterPrefill = prefillStep[rank] == batch.steps() - 1;
    // A decode step notices those that ended before it, a step of prompts also those of the last.
    noticeEnded(rank, batch.ended() - (afterPrefill ? 0 : batch.endedInLastStep()));
    if (computePrompts(batch)) {
      return;
    }
    noticeEnded(rank, batch.ended());
    if (batch.freeBlocks() < 0) {
      retract(batch);
    } else if (batch.running() == 0) {
      // There is no batch: as when idle, and at once again.
      reset(batch);
      computePrompts(batch);
    }
  }

  private boolean computePrompts(RankBatch batch) {
    boolean formed = fillWithPrompts(batch);
    if (formed) {
      prefillStep[batch.rank()] = batch.steps();
      if (mixedChunk) {
        // It is no decode step, though steps are counted for it.
        ratioStep[batch.rank()]++;
      }
    }
    return formed;
  }

  private void reset(RankBatch batch) {
    wake(batch.rank());
    ratioStep[batch.rank()] = batch.decodeSteps();
    endedSeen[batch.rank()] = batch.ended();
  }

  private void noticeEnded(int rank, long ended) {
    if (ended > endedSeen[rank]) {
      endedSeen[rank] = ended;
      full[rank] = false;
    }
  }

  /** Forms a step that computes prompts, or returns false and leaves everything as it was. */
  private boolean fillWithPrompts(RankBatch batch) {
    int rank = batch.rank();
    int chunked = batch.firstPrefill();
    if (chunked == RankBatch.NONE) {
      if (full[rank] || batch.waiting() == 0) {
        return false;
      }
      if (batch.decoding() >= maxRunning) {
        full[rank] = true;
        return false;
      }
    }
    if (mixedChunk && batch.freeBlocks() < 0) {
      return false;
    }
    if (!mixedChunk) {
      batch.pauseDecoding();
    }
    int mixed = mixedChunk ? batch.decoding() : 0;
    leftInput = (long) maxPrefillTokens - mixed;
    leftChunk = chunkedPrefillSize == 0 ? Long.MAX_VALUE : (long) chunkedPrefillSize - mixed;
    reserved = ratio(batch) * statedRest(batch);
    int prompts = 0;
    boolean cut = false;
    if (chunked != RankBatch.NONE) {
      int tokens = goOn(batch, chunked);
      prompts += tokens > 0 ? 1 : 0;
      cut = tokens < batch.todoTokens(chunked);
    }
    if (!cut) {
      prompts += admit(batch, prompts);
    }
    if (prompts == 0) {
      batch.resumeDecoding();
    }
    return prompts > 0;
  }

  /** The prompt that was cut goes on; returns its tokens in this step. */
  private int goOn(RankBatch batch, int request) {
    int todo = batch.todoTokens(request);
    int tokens = (int) Math.min(Math.min(todo, leftChunk), batch.tokensThatFit(request));
    if (tokens <= 0) {
      return 0;
    }
    batch.grant(request, tokens);
    charge(batch, request, tokens, tokens == todo);
    return tokens;
  }

  private int admit(RankBatch batch, int already) {
    int rank = batch.rank();
    int most = maxRunning - batch.decoding();
    int prompts = already;
    boolean cut = false;
    int next = batch.firstWaiting();
    while (next != RankBatch.NONE && !cut && leftChunk > 0) {
      if (prompts >= most) {
        full[rank] = true;
        break;
      }
      int todo = batch.todoTokens(next);
      int page = batch.blockTokens();
      double needed = (double) todo + stated(batch, next) + (1.0 + batch.fixedBlocks()) * page;
      // What it finds is locked before a second look, so it is no longer to be had.
      double held = (double) batch.idleHitBlocks(next) * page;
      if (needed >= left(batch) - held) {
        full[rank] = true;
        break;
      }
      if (leftChunk == Long.MAX_VALUE && prompts > 0 && inPages(todo, page) >= leftInput) {
        break;
      }
      cut = inPages(todo, page) > leftChunk;
      int tokens = cut ? (int) (leftChunk / page * page) : todo;
      if (tokens == 0) {
        break;
      }
      charge(batch, next, tokens, !cut);
      batch.admitFirstWaiting(tokens);
      prompts++;
      if (left(batch) <= 0) {
        full[rank] = true;
        break;
      }
      if (leftInput <= 0) {
        break;
      }
      next = batch.firstWaiting();
    }
    return prompts - already;
  }

  private void charge(RankBatch batch, int request, int tokens, boolean whole) {
    int page = batch.blockTokens();
    leftInput -= inPages(tokens, page);
    if (leftChunk != Long.MAX_VALUE) {
      leftChunk -= inPages(tokens, page);
    }
    reserved += page + (whole ? stated(batch, request) : 0);
  }

  /** Tokens of the free blocks that are not reserved. */
  private double left(RankBatch batch) {
    return (double) batch.freeBlocks() * batch.blockTokens() - reserved;
  }

  private static long inPages(int tokens, int page) {
    return (tokens + page - 1L) / page * page;
  }

  /** The output that is still to come by what was stated, clipped. */
  private static int stated(RankBatch batch, int request) {
    int rest = batch.maxNewTokens(request) - batch.emittedTokens(request);
    return Math.min(rest, CLIP_NEW_TOKENS);
  }

  private static long statedRest(RankBatch batch) {
    long sum = 0;
    for (int i = batch.firstRunning(); i != RankBatch.NONE; i = batch.nextRunning(i)) {
      sum += batch.decodes(i) ? stated(batch, i) : 0;
    }
    return sum;
  }

  private double ratio(RankBatch batch) {
    int rank = batch.rank();
    return Math.max(minRatio, ratio[rank] - decay * (batch.decodeSteps() - ratioStep[rank]));
  }

  private void retract(RankBatch batch) {
    while (batch.freeBlocks() < 0) {
      batch.retract(batch.decoding() > 1 ? victim(batch) : batch.firstPrefill());
    }
    long emitted = 0;
    long most = 0;
    for (int i = batch.firstRunning(); i != RankBatch.NONE; i = batch.nextRunning(i)) {
      if (batch.decodes(i)) {
        emitted += batch.emittedTokens(i);
        most += batch.maxNewTokens(i);
      }
    }
    int rank = batch.rank();
    full[rank] = false;
    ratio[rank] =
        Math.min(
            1, (emitted + RETRACT_DECODE_STEPS * (double) batch.decoding()) / (double) (most + 1));
    ratioStep[rank] = batch.decodeSteps() + 1;
  }

  /** Of those that decode: fewest output tokens, then longest prompt, then admitted last. */
  private static int victim(RankBatch batch) {
    int victim = RankBatch.NONE;
    int fewest = 0;
    for (int i = batch.firstRunning(); i != RankBatch.NONE; i = batch.nextRunning(i)) {
      if (!batch.decodes(i)) {
        continue;
      }
      int emitted = batch.emittedTokens(i);
      if (victim == RankBatch.NONE
          || emitted < fewest
          || (emitted == fewest && batch.promptTokens(i) >= batch.promptTokens(victim))) {
        victim = i;
        fewest = emitted;
      }
    }
    return victim;
  }

  @Override
  public boolean pausesDecoding() {
    return !mixedChunk;
  }

  @Override
  public @Nullable Rejection refuses(int promptTokens, int outputTokens, int maxNewTokens) {
    long page = setup.blockTokens();
    long needed = (long) promptTokens + maxNewTokens + (1 + setup.fixedBlocksPerSequence()) * page;
    return needed >= setup.blocksPerRank() * page ? Rejection.EXCEEDS_KV_CAPACITY : null;
  }
}
