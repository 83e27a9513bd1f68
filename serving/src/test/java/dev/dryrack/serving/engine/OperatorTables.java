package dev.dryrack.serving.engine;

import dev.dryrack.serving.cost.StepPrice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Step times from the operator tables of a run of Vidur (microsoft/vidur @ 7d47513): Llama-2-70B of
 * 80 layers on two A100s.
 *
 * <pre>
 * 80 * ( qkv + o + rope + up + down + act + 2 norms + add + kv_save + 2 (all_reduce + 0.02 ms)
 *      + 1.1^(decodes > 1) decode(sequences, mean KV)
 *      + 1.1^(prefills > 1) prefill(sum of KV, round(sqrt(sum of chunk^2))^2) )
 * </pre>
 *
 * <p>Its time of prefill is not a sum over chunks, as a {@link StepPrice} has it. So each chunk is
 * priced by what it adds to those before it in the same step. A step ends when something else is
 * asked, or when a chunk did not complete its prompt: that is always the last of its step.
 */
final class OperatorTables implements StepPrice {

  private static final double PICOS_PER_MILLI = 1e9;
  private static final int LAYERS = 80;
  private static final double MORE_THAN_ONE = 1.1;
  private static final double COLLECTIVE_OVERHEAD_MILLIS = 0.02;

  private final int promptTokens;
  private final double[] perTokens;
  private final double[] perRawTokens;
  private final Map<Long, Double> decode;
  private final Map<Long, Double> prefill;

  private long chunks;
  private long kvTokens;
  private double squares;
  private long picosSoFar;

  /**
   * @param promptTokens of every request
   */
  OperatorTables(Path folder, int promptTokens) throws IOException {
    this.promptTokens = promptTokens;
    String[] rounded = {
      "attn_pre_proj",
      "attn_post_proj",
      "attn_rope",
      "mlp_up_proj",
      "mlp_down_proj",
      "mlp_act",
      "input_layernorm",
      "post_attention_layernorm",
      "add"
    };
    perTokens = new double[4097];
    for (String name : rounded) {
      addTo(perTokens, read(folder, name), 1);
    }
    perRawTokens = new double[4097];
    addTo(perRawTokens, read(folder, "attn_kv_cache_save"), 1);
    addTo(perTokens, read(folder, "all_reduce"), 2);
    decode = read(folder, "attn_decode");
    prefill = read(folder, "attn_prefill");
  }

  private static void addTo(double[] sums, Map<Long, Double> table, double factor) {
    table.forEach((key, millis) -> sums[(int) (key >> 32)] += factor * millis);
  }

  /** A table by its one or two columns of whole numbers, the first in the upper half of the key. */
  private static Map<Long, Double> read(Path folder, String name) throws IOException {
    Map<Long, Double> table = new HashMap<>();
    Path file = folder.resolve(name + "_predictions.csv.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        long second = cells.length == 3 ? Long.parseLong(cells[1]) : 0;
        table.put(
            Long.parseLong(cells[0]) << 32 | second, Double.parseDouble(cells[cells.length - 1]));
      }
    }
    return table;
  }

  private static long picos(double millisPerLayer) {
    return Math.round(millisPerLayer * LAYERS * PICOS_PER_MILLI);
  }

  private static double look(Map<Long, Double> table, long first, long second) {
    Double millis = table.get(first << 32 | second);
    if (millis == null) {
      throw new IllegalArgumentException("no entry for " + first + ", " + second);
    }
    return millis;
  }

  private static long up(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }

  @Override
  public long tokenPicos(int maxRankTokens, long totalTokens) {
    return picos(
        perTokens[(int) up(maxRankTokens, 8)]
            + perRawTokens[maxRankTokens]
            + 2 * COLLECTIVE_OVERHEAD_MILLIS);
  }

  @Override
  public long decodePicos(int sequences, long contextTokens) {
    newStep();
    long mean = contextTokens / sequences;
    double factor = sequences > 1 ? MORE_THAN_ONE : 1;
    return picos(factor * look(decode, sequences, up(mean, 64)));
  }

  @Override
  public long prefillPicos(int chunkTokens, long contextTokens) {
    chunks++;
    kvTokens += contextTokens;
    squares += (double) chunkTokens * chunkTokens;
    long side = Math.round(Math.sqrt(squares));
    double factor = chunks > 1 ? MORE_THAN_ONE : 1;
    long all = picos(factor * look(prefill, up(kvTokens, 64), side * side));
    long added = all - picosSoFar;
    picosSoFar = all;
    if (contextTokens + chunkTokens < promptTokens) {
      newStep();
    }
    return added;
  }

  @Override
  public long samplePicos(int sequences) {
    newStep();
    return 0;
  }

  private void newStep() {
    chunks = 0;
    kvTokens = 0;
    squares = 0;
    picosSoFar = 0;
  }
}
