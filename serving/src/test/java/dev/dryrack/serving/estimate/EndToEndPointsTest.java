package dev.dryrack.serving.estimate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.cost.EngineOverhead;
import dev.dryrack.serving.cost.EngineProfiles;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The closed form against TPOT of aggregated deployments: ai-dynamo/aiconfigurator @095f58a,
 * silicon sample (Apache-2.0), which is not part of dryrack. Plain tensor-parallel rows of known
 * models only; engines of all versions are taken for one. The bound is what was found, rounded up.
 */
final class EndToEndPointsTest {

  private static final EngineLimits LIMITS = new EngineLimits(1024, 8192, 0, 16, 0.95, 32_768);
  private static final Set<String> TENSOR_PARALLEL = Set.of("1", "2", "4", "8");

  /** FP8 weights with a BF16 cache on Hopper, as these were run. */
  private static final Set<String> HOPPER_BF16_CACHE =
      Set.of("gpt-oss-120b", "minimax-m2", "qwen3-235b-a22b");

  private final Map<String, Estimator> estimators = new HashMap<>();

  @Test
  void timePerOutputTokenIsNearWhatWasMeasured() throws IOException {
    List<Map<String, String>> rows = rows();
    List<Double> errors = new ArrayList<>();
    for (Map<String, String> row : rows) {
      Estimator estimator = estimator(row);
      if (estimator == null) {
        continue;
      }
      SteadyLoad load =
          new SteadyLoad(
              (int) (0.9 * number(row, "isl")),
              (int) (0.9 * number(row, "osl")),
              (int) number(row, "concurrency"));
      double predicted = estimator.estimate(load, null).tpotSeconds().mid() * 1e3;
      errors.add(Math.abs(predicted / number(row, "silicon_tpot_ms") - 1));
    }
    double[] sorted = errors.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double median = sorted[sorted.length / 2];
    double within20 = (double) Arrays.stream(sorted).filter(e -> e <= 0.2).count() / sorted.length;
    String found = sorted.length + " rows, median " + median + ", within 20 %: " + within20;
    assertTrue(sorted.length > 1000, found);
    assertTrue(median < 0.13, found);
    assertTrue(within20 > 0.72, found);
  }

  private @Nullable Estimator estimator(Map<String, String> row) {
    String tp = text(row, "tp_size");
    boolean plain = TENSOR_PARALLEL.contains(tp) && text(row, "moe_ep_size").equals("1");
    String model = model(text(row, "model_path"));
    if (!plain || number(row, "attention_dp_size") > 1 || model == null) {
      return null;
    }
    String system = text(row, "system");
    String backend = text(row, "backend");
    WeightRecipe weights = weights(model, text(row, "precision"), text(row, "gemm_quant_mode"));
    boolean hopper = system.startsWith("h");
    boolean bf16 = weights.otherLinear() == Precision.BF16 && !weights.id().equals("fp4");
    boolean wideCache = hopper ? bf16 || HOPPER_BF16_CACHE.contains(model) : bf16;
    Precision cache = wideCache ? Precision.BF16 : Precision.FP8;
    int ranks = Integer.parseInt(tp);
    String key = model + weights + cache + system + backend + tp;
    return estimators.computeIfAbsent(
        key,
        unused ->
            new Estimator(
                new Deployment(
                    ModelCatalog.builtIn().model(model),
                    weights,
                    cache,
                    new ShardingPlan(ranks, 1, 1, 1, ranks, 1),
                    new Cluster(SystemCatalog.builtIn().system(system), ranks)),
                LIMITS,
                CostSettings.DEFAULT.with(engine(backend))));
  }

  private static EngineOverhead engine(String backend) {
    return switch (backend) {
      case "vllm" -> EngineProfiles.of("vllm").overhead();
      case "sglang" -> EngineProfiles.of("sglang").overhead();
      default -> EngineProfiles.of("tensorrt-llm").overhead();
    };
  }

  private static @Nullable String model(String path) {
    Map<String, String> known = new HashMap<>();
    known.put("DeepSeek-R1", "deepseek-v3");
    known.put("DeepSeek-V3", "deepseek-v3");
    known.put("Llama-3.1-70B", "llama-3.1-70b");
    known.put("Llama-3.1-8B", "llama-3.1-8b");
    known.put("Qwen3-235B", "qwen3-235b-a22b");
    known.put("MiniMax-M2.5", "minimax-m2");
    known.put("gpt-oss-120b", "gpt-oss-120b");
    for (Map.Entry<String, String> entry : known.entrySet()) {
      if (path.contains(entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static WeightRecipe weights(String model, String precision, String mode) {
    if (model.equals("gpt-oss-120b")) {
      return new WeightRecipe("fp4", Precision.MXFP4, Precision.BF16, Precision.BF16);
    }
    boolean dense = model.startsWith("llama");
    Precision fp8 = dense && !mode.contains("block") ? Precision.FP8 : Precision.FP8_BLOCK;
    Precision linear =
        switch (precision) {
          case "fp4" -> dense ? Precision.NVFP4 : Precision.BF16;
          case "fp8" -> fp8;
          default -> Precision.BF16;
        };
    Precision experts = precision.equals("fp4") ? Precision.NVFP4 : linear;
    return new WeightRecipe(precision, experts, linear, Precision.BF16);
  }

  /** Aggregated rows, each measurement once. */
  private static List<Map<String, String>> rows() throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    try (BufferedReader reader = open()) {
      String[] header = reader.readLine().split(",", -1);
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split(",", -1);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < header.length; i++) {
          row.put(header[i], cells[i]);
        }
        String measurement = text(row, "silicon_ttft_ms") + " " + text(row, "silicon_tpot_ms");
        boolean known = number(row, "concurrency") >= 1;
        if (text(row, "mode").equals("agg") && known && seen.add(measurement)) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static BufferedReader open() throws IOException {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path shared = at.resolveSibling("shared");
      if (Files.exists(shared.resolve("README.md"))) {
        Path file = shared.resolve("facts/measured/e2e_ttft_tpot.csv.gz");
        return new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
      }
    }
    Assumptions.abort("the measurements are not beside this checkout");
    throw new AssertionError();
  }

  private static String text(Map<String, String> row, String key) {
    return row.getOrDefault(key, "");
  }

  private static double number(Map<String, String> row, String key) {
    String text = text(row, key);
    return text.isEmpty() ? 0 : Double.parseDouble(text);
  }
}
