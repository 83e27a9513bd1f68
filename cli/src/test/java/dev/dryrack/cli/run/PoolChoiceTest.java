package dev.dryrack.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.cli.Cli;
import dev.dryrack.cli.Cli.Result;
import dev.dryrack.cli.Json;
import org.junit.jupiter.api.Test;

/** What moving KV between pools costs ({@link PoolChoice}). */
final class PoolChoiceTest {

  /**
   * Of Llama 3.1 70B on a GPU of four: 63 blocks of 16 tokens, 80 layers, keys and values of two of
   * eight heads of 128 in two bytes.
   */
  private static final double KV_BYTES = 63.0 * 16 * 80 * 2 * 2 * 128 * 2;

  /** H100 SXM datasheet: NVLink 900 GB/s in both directions together. */
  private static final double NVLINK_BYTES_PER_SECOND = 450e9;

  /** A ConnectX-7 of 400 Gb/s for each GPU, one direction. */
  private static final double NIC_BYTES_PER_SECOND = 50e9;

  private static Json transfers(int gpus, String pools) {
    Result result =
        Cli.run(
            ("run --model llama-3.1-70b --on h100 --tp 4 --isl 1000 --osl 5 --num-prompts 3"
                    + " --request-rate 0.5 --json --gpus "
                    + gpus
                    + " --pools "
                    + pools)
                .split(" "));
    assertThat(result.code()).as(result.err()).isZero();
    return Json.parse(result.out()).map("sim").map("kv_transfers");
  }

  @Test
  void withinANodeKvCrossesNvlink() {
    double seconds = transfers(8, "1P1D").number("mean_alone_seconds");
    assertThat(seconds).isBetween(KV_BYTES / NVLINK_BYTES_PER_SECOND, 0.5e-3);
  }

  @Test
  void acrossNodesKvCrossesTheNetwork() {
    double seconds = transfers(16, "2P2D").number("mean_alone_seconds");
    assertThat(seconds)
        .isBetween(KV_BYTES / NIC_BYTES_PER_SECOND, 2 * KV_BYTES / NIC_BYTES_PER_SECOND);
  }

  @Test
  void blocksAreThoseOfThePrompts() {
    assertThat(transfers(8, "1P1D").number("kv_blocks")).isEqualTo(3 * 63);
  }
}
