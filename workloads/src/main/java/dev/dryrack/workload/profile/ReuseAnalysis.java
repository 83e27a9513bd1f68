package dev.dryrack.workload.profile;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.statistics.Correlation;
import dev.dryrack.workload.synthetic.QuantileTable;
import dev.dryrack.workload.synthetic.ReuseProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds how prompts of a trace share prefixes. The common beginning is the chain of blocks with
 * which at least half of the requests begin. A request that shares more than that repeats the
 * request that last used the deepest block shared.
 */
final class ReuseAnalysis {

  private static final int DEEPEST_COMMON = 256;

  private long[] arrivals = new long[1024];
  private int[] inputs = new int[1024];
  private int[] parents = new int[1024];
  private int[] matched = new int[1024];
  private int count;
  private long blocks;

  /** Request that used a block last. */
  private final Map<Long, Integer> lastUser = new HashMap<>();

  /** For each depth, how many requests have which block there. */
  private final List<Map<Long, Integer>> atDepth = new ArrayList<>();

  void add(SessionSource request) {
    if (count == inputs.length) {
      arrivals = Arrays.copyOf(arrivals, count * 2);
      inputs = Arrays.copyOf(inputs, count * 2);
      parents = Arrays.copyOf(parents, count * 2);
      matched = Arrays.copyOf(matched, count * 2);
    }
    arrivals[count] = request.arrivalPicos();
    inputs[count] = request.inputTokens();
    parents[count] = -1;
    boolean matching = true;
    int depth = 0;
    for (int run = 0; run < request.prefixRuns(); run++) {
      for (int i = 0; i < request.prefixRunLength(run); i++) {
        long block = request.prefixRunStart(run) + i;
        Integer user = lastUser.put(block, count);
        matching &= user != null;
        if (matching && user != null) {
          parents[count] = user;
          matched[count]++;
        }
        countAt(depth++, block);
      }
    }
    blocks += depth;
    count++;
  }

  private void countAt(int depth, long block) {
    if (depth >= DEEPEST_COMMON) {
      return;
    }
    if (depth == atDepth.size()) {
      atDepth.add(new HashMap<>());
    }
    atDepth.get(depth).merge(block, 1, Integer::sum);
  }

  private int mostCommonAt(int depth) {
    int most = 0;
    for (int requests : atDepth.get(depth).values()) {
      most = Math.max(most, requests);
    }
    return most;
  }

  private int commonBlocks() {
    int depth = 0;
    while (depth < atDepth.size() && mostCommonAt(depth) * 2 >= count) {
      depth++;
    }
    return depth;
  }

  /** The profile; null if no request shares anything. */
  @Nullable ReuseProfile profile(int blockTokens) {
    int common = commonBlocks();
    int[] follows = select(common, true);
    if (blocks == 0 || follows.length == 0) {
      return null;
    }
    double[] lengths = new double[follows.length];
    double[] growths = new double[follows.length];
    double[] gaps = new double[follows.length];
    double[] repeated = new double[follows.length];
    for (int i = 0; i < follows.length; i++) {
      int request = follows[i];
      lengths[i] = inputs[request];
      growths[i] = inputs[request] - inputs[parents[request]];
      gaps[i] = (arrivals[request] - arrivals[parents[request]]) * 1e-12;
      int fitting = Math.min(inputs[request], inputs[parents[request]]) / blockTokens;
      repeated[i] = Math.min(1, matched[request] / (double) Math.max(1, fitting));
    }
    return new ReuseProfile(
        blockTokens,
        common,
        common == 0 ? 0 : mostCommonAt(common - 1) / (double) count,
        follows.length / (double) count,
        QuantileTable.of(lengths),
        QuantileTable.of(growths),
        QuantileTable.of(gaps),
        QuantileTable.of(repeated),
        Correlation.spearman(lengths, growths),
        Correlation.spearman(lengths, gaps));
  }

  /** Prompt lengths of requests that are no follow-ups. */
  int[] rootInputs() {
    int[] roots = select(commonBlocks(), false);
    for (int i = 0; i < roots.length; i++) {
      roots[i] = inputs[roots[i]];
    }
    return roots;
  }

  private int[] select(int common, boolean follows) {
    int[] chosen = new int[count];
    int size = 0;
    for (int request = 0; request < count; request++) {
      if (matched[request] > common == follows) {
        chosen[size++] = request;
      }
    }
    return Arrays.copyOf(chosen, size);
  }
}
