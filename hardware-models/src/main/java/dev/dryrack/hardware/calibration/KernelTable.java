package dev.dryrack.hardware.calibration;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.facts.FactException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Measured kernels of one GPU by family, from CSV (perhaps gzip) in the columns of
 * ai-dynamo/aiconfigurator's collectors, {@code latency} in ms.
 *
 * <p>The columns tell the kind: {@code gemm_dtype, m, n, k}; {@code moe_dtype, num_tokens,
 * hidden_size, inter_size, topk, num_experts, moe_tp_size, moe_ep_size, distribution}, of which
 * balanced ones count, tokens being those of all ranks; {@code op_name} {@code
 * generation_attention} or {@code context_attention} with {@code batch_size, isl, step, num_heads,
 * num_key_value_heads, head_dim, window_size, kv_cache_dtype}; {@code mla_generation} or {@code
 * mla_context} likewise. Rows outside of what a formula is for are counted by reason.
 */
public final class KernelTable {

  private static final double SECONDS_PER_MILLI = 1e-3;
  private static final double LARGEST_EXPERT_BATCH = 16_384;

  /** Fields of one line by column. */
  private static final class Row {
    private final String place;
    private final Map<String, Integer> columns;
    private final String[] fields;

    Row(String place, Map<String, Integer> columns, String[] fields) {
      this.place = place;
      this.columns = columns;
      this.fields = fields;
    }

    String text(String column) {
      Integer index = columns.get(column);
      return index == null ? "" : fields[index].strip();
    }

    double number(String column) {
      String text = text(column);
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw new FactException(
            List.of(place + ": " + column + " = '" + text + "' is not a number; correct it"));
      }
    }
  }

  private final GpuSpec gpu;
  private final Map<KernelFamily, Observations> families = new LinkedHashMap<>();
  private final Map<String, Integer> skipped = new TreeMap<>();

  public KernelTable(GpuSpec gpu) {
    this.gpu = gpu;
  }

  /** The measurements by family, in the order in which they were met. */
  Map<KernelFamily, Observations> families() {
    return families;
  }

  GpuSpec gpu() {
    return gpu;
  }

  /** How many rows were left out, by reason. */
  public Map<String, Integer> skipped() {
    return skipped;
  }

  /**
   * Adds a file.
   *
   * @throws FactException if it cannot be read, or is no table of kernels
   */
  public KernelTable add(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      read(String.valueOf(file), gzip ? new GZIPInputStream(in) : in);
      return this;
    } catch (NoSuchFileException e) {
      throw new FactException(List.of(file + ": there is no such file"));
    } catch (IOException e) {
      throw new FactException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
  }

  private void read(String name, InputStream in) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    Map<String, Integer> columns = new LinkedHashMap<>();
    int line = 0;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      line++;
      if (text.isBlank()) {
        continue;
      }
      String[] fields = text.split(",", -1);
      if (columns.isEmpty()) {
        for (int i = 0; i < fields.length; i++) {
          columns.put(fields[i].strip(), i);
        }
        requireKind(name, columns);
      } else if (fields.length != columns.size()) {
        throw new FactException(
            List.of(
                name + ":" + line + ": has " + fields.length + " fields under " + columns.size()));
      } else {
        row(new Row(name + ":" + line, columns, fields));
      }
    }
  }

  private static void requireKind(String name, Map<String, Integer> columns) {
    boolean known =
        columns.containsKey("gemm_dtype")
            || columns.containsKey("moe_dtype")
            || columns.containsKey("op_name");
    if (!known || !columns.containsKey("latency")) {
      throw new FactException(
          List.of(
              name
                  + ":1: no table of kernels: there must be a column latency (ms), and gemm_dtype,"
                  + " moe_dtype or op_name"));
    }
  }

  private void row(Row row) {
    String operation = row.text("op_name");
    if (!row.text("gemm_dtype").isEmpty()) {
      gemm(row);
    } else if (operation.equals("generation_attention") || operation.equals("context_attention")) {
      attention(row, operation.startsWith("generation"));
    } else if (operation.equals("mla_generation") || operation.equals("mla_context")) {
      latent(row, operation.endsWith("generation"));
    } else if (!row.text("moe_dtype").isEmpty() && row.text("dp_num_tokens").isEmpty()) {
      experts(row);
    } else {
      skip("no formula for '" + operation + "'");
    }
  }

  private void skip(String reason) {
    skipped.merge(reason, 1, Integer::sum);
  }

  private void add(KernelFamily family, Row row, double... shape) {
    families
        .computeIfAbsent(family, unused -> new Observations())
        .add(row.number("latency") * SECONDS_PER_MILLI, shape);
  }

  private static @Nullable Precision precision(String name) {
    return switch (name) {
      case "bfloat16", "bf16", "half", "float16" -> Precision.BF16;
      case "fp8" -> Precision.FP8;
      case "fp8_block" -> Precision.FP8_BLOCK;
      case "nvfp4" -> Precision.NVFP4;
      case "w4a16_mxfp4", "w4a8_mxfp4_mxfp8" -> Precision.MXFP4;
      default -> null;
    };
  }

  private void gemm(Row row) {
    Precision precision = precision(row.text("gemm_dtype"));
    double n = row.number("n");
    double k = row.number("k");
    if (precision == null) {
      skip("multiplication in " + row.text("gemm_dtype"));
    } else if (n < 256 || k < 256) {
      skip("multiplication narrower than 256");
    } else {
      add(new GemmFamily(gpu, precision), row, row.number("m"), n, k);
    }
  }

  private void experts(Row row) {
    Precision precision = precision(row.text("moe_dtype"));
    String kernel = expertKernel(row.text("kernel_source"), row.text("moe_dtype"));
    double tokens = row.number("num_tokens");
    double ranks = row.number("moe_ep_size");
    double rows = tokens * row.number("topk") / ranks;
    double local = row.number("num_experts") / ranks;
    if (precision == null || kernel.isEmpty()) {
      skip("experts by " + row.text("kernel_source") + " in " + row.text("moe_dtype"));
    } else if (!row.text("distribution").equals("balanced")) {
      skip("experts with uneven routing");
    } else if (rows < 1 || tokens > LARGEST_EXPERT_BATCH) {
      skip("experts with less than a row, or more than 16,384 tokens");
    } else {
      add(
          new ExpertFamily(gpu, precision, kernel),
          row,
          Math.min(local, rows),
          rows,
          tokens,
          row.number("hidden_size"),
          row.number("inter_size") / row.number("moe_tp_size"),
          3);
    }
  }

  /** The name in files of fits; empty if there is no formula. */
  private static String expertKernel(String source, String precision) {
    return switch (source) {
      case "moe_torch_flow_cutlass" -> "cutlass";
      case "deepgemm" -> "deepgemm";
      case "moe_torch_flow_min_latency" -> "minimum latency";
      case "moe_torch_flow" ->
          precision.startsWith("w4a16") ? "W4A16" : precision.startsWith("w4a8") ? "W4A8" : "";
      default -> "";
    };
  }

  private void attention(Row row, boolean decode) {
    double heads = row.number("num_heads");
    double keyHeads = row.number("num_key_value_heads");
    double width = row.number("head_dim");
    boolean fp8 = row.text("kv_cache_dtype").equals("fp8");
    double group = heads / keyHeads;
    if (row.number("window_size") > 0) {
      skip("attention with a window");
    } else if (width < 64 || width > 128 || keyHeads > 32 || group < 2 || group > 16) {
      skip("attention of unusual heads");
    } else if (decode) {
      double context = row.number("isl") + row.number("step");
      if (context < 64) {
        skip("attention over fewer than 64 tokens");
        return;
      }
      Function<Boolean, Precision> cache = eight -> eight ? Precision.FP8 : Precision.BF16;
      add(
          new DecodeFamily(gpu, false, cache.apply(fp8)),
          row,
          row.number("batch_size"),
          heads,
          context,
          keyHeads,
          width);
    } else if (fp8 || group < 4 || keyHeads > 8) {
      skip("prompt attention of few heads, or with an FP8 cache");
    } else {
      add(
          new PrefillFamily(gpu, "grouped"),
          row,
          row.number("batch_size"),
          row.number("isl"),
          heads,
          keyHeads,
          width);
    }
  }

  private void latent(Row row, boolean decode) {
    Precision cache = row.text("kv_cache_dtype").equals("fp8") ? Precision.FP8 : Precision.BF16;
    double heads = row.number("num_heads");
    double sequences = row.number("batch_size");
    if (decode) {
      double context = row.number("isl") + row.number("step");
      add(new DecodeFamily(gpu, true, cache), row, sequences, heads, context);
    } else {
      String kind = "latent " + cache.id();
      add(new PrefillFamily(gpu, kind), row, sequences, row.number("isl"), heads);
    }
  }
}
