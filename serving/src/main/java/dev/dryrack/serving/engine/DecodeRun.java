package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.metrics.RunCollector;
import dev.dryrack.sim.Simulation;

/**
 * Steps of a single rank in which the same requests decode, blocks suffice and no event is due, up
 * to the one in which some finish: a loop of a few operations each, with the same results as if
 * each were formed and ended for itself.
 *
 * <p>Allocates nothing.
 */
final class DecodeRun {

  /** Steps after which they are recorded. */
  private static final int MOST_STEPS = 256;

  private final ReplicaState state;
  private final StepBatch step;
  private final StepPrice price;
  private final Simulation simulation;
  private final RunCollector collector;
  private final TokenGaps gaps;
  private final StepWatch watch;
  private final Progress progress;

  /** Times of the steps since they were last recorded. */
  private final long[] stepPicos = new long[MOST_STEPS];

  /** How many they are. */
  private int count;

  /** Whether requests may finish with the last step done. */
  private boolean finishes;

  /** What the step takes that follows the last one done. */
  private long nextPicos;

  DecodeRun(
      ReplicaState state,
      StepBatch step,
      StepPrice price,
      Simulation simulation,
      RunCollector collector,
      TokenGaps gaps,
      StepWatch watch,
      Progress progress) {
    this.state = state;
    this.step = step;
    this.price = price;
    this.simulation = simulation;
    this.collector = collector;
    this.gaps = gaps;
    this.watch = watch;
    this.progress = progress;
  }

  /** Whether the only rank decodes and nothing else, each request since its last token. */
  boolean isPossible(long now) {
    return state.ranks == 1 && state.busy.first() == RankSet.NONE && gaps.isEven(now);
  }

  /** Does as many steps as there are, perhaps none, and returns the end of the last of them. */
  long advance(long begin) {
    state.decoding.standStill(0, false);
    state.decoding.formed();
    long now = begin;
    do {
      now = decodeFrom(now, false);
    } while (count == MOST_STEPS && !finishes);
    done(begin, now);
    return now;
  }

  /**
   * The same where each step is formed while the one before it runs, the first of these already. It
   * stops before a step in which some may finish.
   */
  long advanceAhead(long begin) {
    long now = begin;
    do {
      now = decodeFrom(now, true);
    } while (count == MOST_STEPS);
    done(begin, now);
    return now;
  }

  /** What the step takes that is formed when {@link #advanceAhead} has done any. */
  long nextPicos() {
    return nextPicos;
  }

  private void done(long begin, long now) {
    if (now > begin) {
      progress.made();
      gaps.decoded(now);
      simulation.advanceQuietly(now);
    }
  }

  /** Whether requests may finish with the last step done; that is left to do. */
  boolean finishes() {
    return finishes;
  }

  private long decodeFrom(long begin, boolean ahead) {
    DecodingSet decoding = state.decoding;
    KvBlocks kv = state.kv;
    FinishRing ring = state.ring(0);
    int sequences = decoding.totalSequences;
    long quietUntil = simulation.quietUntilPicos();
    long fixedPicos = step.fixedPicosOfDecoding();
    long context = decoding.contextTokens(0);
    long bend = -1;
    long attention = 0;
    long slope = 0;
    long number = decoding.step(0);
    int residue = ahead ? decoding.residueAfter(decoding.dueResidue()) : decoding.dueResidue();
    int free = kv.free[0];
    double blockPicos = 0;
    long attentionPicos = 0;
    long now = begin;
    int steps = 0;
    finishes = false;
    while (steps < MOST_STEPS && !finishes) {
      if (context > bend) {
        attention = price.decodePicos(sequences, context);
        slope = price.decodeSlopePicos(sequences, context) * sequences;
        bend = price.decodeBendTokens(sequences, context);
      }
      long picos = fixedPicos + attention;
      int due = decoding.totalDue[residue];
      if (due > free || picos > quietUntil - now) {
        break;
      }
      boolean ends = ring.first(number + 1) != NONE;
      if (ahead && ends) {
        break;
      }
      int taken = kv.blocksPerRank - free;
      free -= due;
      if (watch.everyStep) {
        showStep(now, picos, sequences, context, free);
      }
      finishes = ends;
      now += picos;
      stepPicos[steps++] = picos;
      attentionPicos += attention;
      blockPicos += (double) (ahead ? taken : kv.blocksPerRank - free) * picos;
      number++;
      residue = decoding.residueAfter(residue);
      context += sequences;
      attention += slope;
    }
    count = steps;
    if (steps > 0) {
      nextPicos = ahead ? fixedPicos + price.decodePicos(sequences, context) : 0;
      settle(steps, free);
      collector.tokensAfterSteps(stepPicos, steps, sequences);
      watch.decodeStepsDone(
          steps, now - begin, sequences, kv.blocksPerRank - free, blockPicos, attentionPicos);
    }
    return now;
  }

  /** Shows a step, with the state as it is at its end. */
  private void showStep(long begin, long picos, int sequences, long contextTokens, int free) {
    watch.stepBegins(begin);
    state.kv.take(0, state.kv.free[0] - free);
    state.steps++;
    watch.decodeStepEnds(begin + picos, sequences, contextTokens);
    state.decoding.stepDone();
  }

  private void settle(int steps, int free) {
    if (!watch.everyStep) {
      state.kv.take(0, state.kv.free[0] - free);
      state.steps += steps;
      state.decoding.stepsDone(steps);
    }
  }
}
