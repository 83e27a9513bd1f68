package dev.dryrack.serving.validation;

import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Results of benchmarks of one deployment as rows of a table of closed loops: JSON of {@code vllm
 * bench serve --save-result} and of NVIDIA's AIPerf ({@code profile_export_aiperf.json}), which are
 * told apart by their keys.
 *
 * <p>Only closed loops can be read: the number of clients ({@code max_concurrency}, {@code
 * input_config.loadgen.concurrency}) must be there; without it and without a request rate, vLLM's
 * benchmark sends all prompts at once, which is as many clients.
 */
public final class BenchmarkFiles {

  /**
   * What was served; files do not tell.
   *
   * @param model id or checkpoint
   * @param system id
   * @param precision of the weights; empty for the checkpoint's
   */
  public record Served(
      String model,
      String system,
      String engine,
      String precision,
      int tp,
      int attentionDp,
      int ep) {

    private String columns() {
      int moeTp = Math.max(1, tp * attentionDp / Math.max(1, ep));
      return String.join(
          ",",
          engine,
          "",
          model,
          system,
          precision,
          "agg",
          String.valueOf(tp),
          "1",
          String.valueOf(attentionDp),
          String.valueOf(moeTp),
          String.valueOf(Math.max(1, ep)),
          "");
    }
  }

  private static final String HEADER =
      "id,isl,osl,concurrency,silicon_ttft_ms,silicon_tpot_ms,backend,backend_version,model_path,"
          + "system,precision,mode,tp_size,pp_size,attention_dp_size,moe_tp_size,moe_ep_size,"
          + "measured,least_length\n";

  private final Served served;
  private final List<String> lines = new ArrayList<>();

  public BenchmarkFiles(Served served) {
    this.served = served;
  }

  PointTable table() {
    return PointTable.of("benchmarks", HEADER + String.join("", lines));
  }

  /**
   * Adds a file.
   *
   * @throws FactException if it cannot be read, or is not of a closed loop
   */
  public BenchmarkFiles add(Path file) {
    FactNode root = FactDocument.parse(String.valueOf(file), text(file));
    double[] figures =
        at(root, "time_to_first_token") == null ? vllm(file, root) : aiperf(file, root);
    StringBuilder line = new StringBuilder(String.valueOf(file.getFileName()).replace(',', ' '));
    for (int i = 0; i < figures.length; i++) {
      line.append(',')
          .append(
              i < 3
                  ? String.valueOf(Math.round(figures[i]))
                  : String.format(Locale.ROOT, "%.6f", figures[i]));
    }
    lines.add(line.append(',').append(served.columns()).append(",1\n").toString());
    return this;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new FactException(List.of(file + ": there is no such file"));
    } catch (IOException e) {
      throw new FactException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
  }

  /** Prompt and output tokens, clients, TTFT and TPOT in ms. */
  private static double[] vllm(Path file, FactNode root) {
    double completed = need(file, root, "completed");
    double clients = number(at(root, "max_concurrency"));
    String rate = at(root, "request_rate") instanceof FactScalar scalar ? scalar.text() : "inf";
    if (Double.isNaN(clients)) {
      if (!rate.toLowerCase(Locale.ROOT).contains("inf")) {
        throw new FactException(
            List.of(
                file
                    + ": request_rate = "
                    + rate
                    + " is an open loop; measure with --max-concurrency instead"));
      }
      clients = need(file, root, "num_prompts");
    }
    return new double[] {
      need(file, root, "total_input_tokens") / completed,
      need(file, root, "total_output_tokens") / completed,
      clients,
      need(file, root, "mean_ttft_ms"),
      need(file, root, "mean_tpot_ms")
    };
  }

  private static double[] aiperf(Path file, FactNode root) {
    return new double[] {
      need(file, root, "input_sequence_length", "avg"),
      need(file, root, "output_sequence_length", "avg"),
      need(file, root, "input_config", "loadgen", "concurrency"),
      need(file, root, "time_to_first_token", "avg"),
      need(file, root, "inter_token_latency", "avg")
    };
  }

  private static double need(Path file, FactNode root, String... path) {
    double value = number(at(root, path));
    if (!(value > 0)) {
      throw new FactException(
          List.of(
              file
                  + ": "
                  + String.join(".", path)
                  + " is missing or not above 0; needed of vllm bench serve: completed, "
                  + "total_input_tokens, total_output_tokens, mean_ttft_ms, mean_tpot_ms, "
                  + "max_concurrency; of AIPerf: profile_export_aiperf.json with a concurrency"));
    }
    return value;
  }

  private static @Nullable FactNode at(FactNode root, String... path) {
    FactNode node = root;
    for (String key : path) {
      FactMap.Entry entry = node instanceof FactMap map ? map.entries().get(key) : null;
      if (entry == null) {
        return null;
      }
      node = entry.value();
    }
    return node;
  }

  private static double number(@Nullable FactNode node) {
    if (!(node instanceof FactScalar scalar)) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(scalar.text());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
