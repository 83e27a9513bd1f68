package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.serving.model.LinearAttention;
import java.util.List;

/**
 * A mixer with a recurrent state (Gated DeltaNet, Kimi Delta Attention, Mamba-2) on one rank:
 * decode reads and writes each sequence's state, prompts are scanned in chunks.
 *
 * <p>No measurement of these kernels was used: the state moves at the bandwidth of small kernels,
 * scans reach an assumed share of the BF16 peak.
 */
final class LinearCost implements MixerCost {

  /** Of a layer's parameters, those of projections into the mixer; the rest project out. */
  private static final double INPUT_SHARE = 0.75;

  /** Multiply-adds per number of state and token of a chunked scan, counted as two; assumed. */
  private static final double SCAN_FLOPS = 8;

  /** Share of the BF16 peak that a scan reaches; assumed. */
  private static final double SCAN_EFFICIENCY = 0.25;

  private final LinearAttention attention;
  private final RankCost rank;

  LinearCost(LinearAttention attention, RankCost rank) {
    this.attention = attention;
    this.rank = rank;
  }

  @Override
  public void addTokens(double tokens, OperationTimes into) {
    double width = (double) attention.layerParams() / rank.hidden();
    double inputs = rank.shard(width * INPUT_SHARE);
    double outputs = rank.shard(width * (1 - INPUT_SHARE));
    into.add(
        Operation.ATTENTION_PROJECTIONS, rank.gemm(rank.linear(), tokens, inputs, rank.hidden()));
    into.add(
        Operation.ATTENTION_PROJECTIONS, rank.gemm(rank.linear(), tokens, rank.hidden(), outputs));
    into.add(Operation.SMALL_KERNELS, rank.small(tokens * inputs * 2 * RankCost.BF16_BYTES));
    into.add(Operation.SMALL_KERNELS, rank.small(tokens * outputs * 2 * RankCost.BF16_BYTES));
    into.add(Operation.DECODE_ATTENTION, rank.small(0));
  }

  @Override
  public List<DecodeTerm> decode() {
    // One state in, and one out for each token, for some may be rejected.
    double moved = (1.0 + rank.queryTokens()) * attention.stateBytesPerSequence() / splits();
    double seconds =
        moved
            / (rank.gpu().memoryBytesPerSecond()
                * rank.kernels().smallKernels().memoryEfficiency());
    return List.of(new DecodeTerm(new KernelTime(0, 0, seconds, 0), KernelTime.ZERO, 0));
  }

  @Override
  public List<PrefillTerm> prefill() {
    double flops = SCAN_FLOPS * attention.stateElements() / splits();
    double seconds = flops / (rank.gpu().bf16FlopsPerSecond() * SCAN_EFFICIENCY);
    return List.of(new PrefillTerm(0, seconds, 0, 0));
  }

  private double splits() {
    return Math.min(rank.plan().tp(), Math.max(1, attention.heads()));
  }
}
