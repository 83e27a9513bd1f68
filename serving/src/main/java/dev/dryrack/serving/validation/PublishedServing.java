package dev.dryrack.serving.validation;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.cost.EngineProfile;
import dev.dryrack.serving.cost.EngineProfiles;
import dev.dryrack.serving.cost.StepBreakdown;
import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Published prefill, decode and whole-system figures.
 *
 * <p>Prefill is a step filled to the tokens a rank was given; decoding a step of the stated batch
 * at a context of the prompt and half the output; a figure at full load is a simulated closed loop
 * of as many requests as memory holds, lengths fixed.
 */
final class PublishedServing {

  private static final Pattern DEP = Pattern.compile("\\bDEP(\\d+)");
  private static final Pattern DP = Pattern.compile("\\bDP(\\d+)");
  private static final Pattern EP = Pattern.compile("\\bEP(\\d+)");
  private static final Pattern TP = Pattern.compile("\\bTP(\\d+)");
  private static final Pattern NUMBER = Pattern.compile("(\\d+)(K?)");
  private static final Pattern POOLS = Pattern.compile("\\d+P|Nx|\\d+D\\b|disagg");
  private static final int USUAL_OUTPUT = 100;
  private static final int MOST_SEQUENCES = 2048;
  private static final double MEMORY_SHARE = 0.95;

  private PublishedServing() {}

  static ModelArchitecture model(String text) {
    String name = text.strip();
    try {
      return Names.model(name);
    } catch (IllegalArgumentException e) {
      int blank = name.indexOf(' ');
      String first = blank > 0 ? name.substring(0, blank) : name;
      if (first.equals("Llama")) {
        return Names.model(name.replace(' ', '-'));
      }
      if (blank < 0) {
        throw e;
      }
      return Names.model(first);
    }
  }

  static Outcome predict(PointTable.Row row, Point point, PricedPlan.Cache cache) {
    String metric = point.metric().toLowerCase(Locale.ROOT);
    if (!metric.contains("throughput") && !metric.startsWith("output speed per user")) {
      throw new Refusal("the model says nothing about it: " + point.metric());
    }
    if ((metric.contains("mtp") && !metric.contains("no mtp"))
        || row.text("parallelism").contains("MTP")
        || metric.contains("user:")) {
      throw new Refusal("speculative decoding, which is not modelled, or a variant of an engine");
    }
    if (POOLS.matcher(row.text("parallelism")).find()) {
      throw new Refusal("pools of prefill and decoding whose sizes the row does not state");
    }
    Deployment deployment = deployment(row);
    EngineProfile profile = cache.profile(profile(row));
    PricedPlan plan = cache.of(deployment, profile);
    double gpus = deployment.plan().gpus();
    double perGpu =
        switch (row.text("phase")) {
          case "prefill" -> prefillRate(row, profile, deployment, plan) / gpus;
          case "decode" -> decodeRate(row, deployment, plan) / gpus;
          default -> fullLoadRate(row, profile, deployment, plan, metric) / gpus;
        };
    StepBreakdown step = plan.price().breakdown(decodeStep(row, deployment));
    double value = metric.contains("per user") ? perGpu * gpus : inUnit(point, perGpu, gpus, row);
    return Outcome.rate(point, value, plan.evidence().relativeBand(), "priced step", step);
  }

  private static double inUnit(Point point, double perGpu, double gpus, PointTable.Row row) {
    return switch (point.unit()) {
      case "tok/s/GPU" -> perGpu;
      case "tok/s/node" -> perGpu * Names.system(row.text("hardware")).gpusPerNode();
      case "tok/s" -> perGpu * gpus;
      default -> throw new Refusal("not a unit of speed that is known: " + point.unit());
    };
  }

  private static double prefillRate(
      PointTable.Row row, EngineProfile profile, Deployment deployment, PricedPlan plan) {
    int isl = row.whole("input_len");
    if (isl < 1) {
      throw new Refusal("no prompt length stated");
    }
    String batch = row.text("batch_or_concurrency");
    int tokens = batch.contains("tok") ? (int) number(batch, 0) : profile.stepTokens();
    int prompts = Math.max(1, tokens / isl);
    StepShape step = StepShape.prefill(isl, prompts, deployment.plan().attentionDp());
    return step.totalTokens() / (plan.price().stepPicos(step) * 1e-12);
  }

  private static double decodeRate(PointTable.Row row, Deployment deployment, PricedPlan plan) {
    StepShape step = decodeStep(row, deployment);
    return step.totalTokens() / (plan.price().stepPicos(step) * 1e-12);
  }

  private static StepShape decodeStep(PointTable.Row row, Deployment deployment) {
    int isl = row.text("input_len").isEmpty() ? 2000 : (int) number(row.text("input_len"), 2000);
    int osl = (int) number(row.text("output_len"), USUAL_OUTPUT);
    String batch = row.text("batch_or_concurrency");
    double stated = batch.contains("tok") ? 0 : number(batch, 0);
    int perRank =
        stated > 0
            ? (int) stated
            : (int) Math.min(MOST_SEQUENCES, fitting(deployment, isl + osl / 2));
    return StepShape.decode(perRank, isl + osl / 2, deployment.plan().attentionDp());
  }

  private static double fullLoadRate(
      PointTable.Row row,
      EngineProfile profile,
      Deployment deployment,
      PricedPlan plan,
      String metric) {
    if (!metric.contains("output throughput")) {
      throw new Refusal("not a figure at a stated load: " + metric);
    }
    int isl = row.whole("input_len");
    int osl = row.whole("output_len");
    if (isl < 1 || osl < 2) {
      throw new Refusal("no prompt or output length stated");
    }
    int ranks = deployment.plan().attentionDp();
    double stated = number(row.text("batch_or_concurrency"), 0);
    boolean offline = stated <= 0 && profile.engine().equals("tensorrt-llm");
    long most = Math.min(MOST_SEQUENCES, fitting(deployment, isl + osl)) * ranks;
    int concurrency = offline ? offlineRequests(isl, osl) : (int) (stated > 0 ? stated : most);
    ServedCase run =
        new ServedCase(deployment, profile, profile.stepTokens(), concurrency, isl, osl, 1, 1);
    return ClosedLoop.predict(run, plan, offline ? 1 : 4).requestsPerSecond() * osl;
  }

  /**
   * Requests that TensorRT-LLM's published maxima were measured with: {@code trtllm-bench} queues
   * them all at once, and the time until the last is done counts, filling and draining included.
   *
   * <p>Source: NVIDIA/TensorRT-LLM, docs/source/performance/perf-overview.md @00f3768 (v1.0) and
   * docs/source/developer-guide/perf-overview.md @03e27c7, tables of num_requests.
   */
  private static int offlineRequests(int isl, int osl) {
    if (isl <= 128 && osl <= 128) {
      return 30_000;
    }
    int longest = Math.max(isl, osl);
    if (longest >= 20_000) {
      return 1000;
    }
    return isl + osl <= 2500 ? 3000 : 1500;
  }

  private static long fitting(Deployment deployment, int tokens) {
    EngineLimits limits = new EngineLimits(256, 8192, 0, 16, MEMORY_SHARE, tokens + 16);
    return Math.max(1, MemoryBudget.of(deployment, limits).sequencesPerRank(tokens));
  }

  private static EngineProfile profile(PointTable.Row row) {
    String engine = row.text("engine");
    Matcher version = Pattern.compile("^(\\S+) (\\d[\\w.]*)$").matcher(engine);
    String date = row.text("date");
    Matcher release = Pattern.compile("\\(v(\\d[\\w.]*)\\)").matcher(date);
    if (release.find()) {
      return EngineProfiles.of(Names.engine(engine), release.group(1), "");
    }
    boolean day = date.matches("\\d{4}-\\d{2}(-\\d{2})?");
    return version.find()
        ? EngineProfiles.of(Names.engine(version.group(1)), version.group(2), "")
        : EngineProfiles.of(Names.engine(engine), "", day ? date : "");
  }

  private static Deployment deployment(PointTable.Row row) {
    ModelArchitecture model = model(row.text("model"));
    SystemSpec system = Names.system(row.text("hardware"));
    ShardingPlan plan = plan(row, Quantisation.hasExperts(model));
    Cluster cluster = new Cluster(system, plan.gpus());
    List<String> problems = new ArrayList<>(PlanRules.problems(model, plan, cluster));
    problems.removeIf(problem -> problem.contains("redundant experts"));
    if (!problems.isEmpty()) {
      throw new Refusal("impossible plan: " + problems.get(0));
    }
    String precision = row.text("precision");
    WeightRecipe weights = Quantisation.weights(model, "", "", precision);
    boolean wideCache =
        precision.contains("FP16 KV")
            || precision.contains("BF16 attn")
            || (precision.equals("FP8") && row.text("engine").startsWith("vLLM"));
    return new Deployment(
        model,
        weights,
        wideCache
            ? dev.dryrack.hardware.Precision.BF16
            : Quantisation.cache(model, weights, system.gpu()),
        plan,
        cluster);
  }

  private static ShardingPlan plan(PointTable.Row row, boolean experts) {
    String text = row.text("parallelism");
    int gpus = row.whole("num_gpus");
    int dep = group(DEP, text);
    if (dep > 0 || text.contains("attn-DP enabled")) {
      int ranks = dep > 0 ? dep : gpus;
      return experts ? wide(ranks) : new ShardingPlan(ranks, 1, 1, 1, 1, 1);
    }
    int dp = group(DP, text);
    int ep = group(EP, text);
    int tp = group(TP, text);
    if (dp > 1 && ep > 0) {
      return new ShardingPlan(Math.max(1, tp), 1, dp, Math.max(1, tp) * dp, 1, 1);
    }
    if (tp > 0) {
      int expertRanks = ep > 0 && tp % ep == 0 ? ep : 1;
      return experts
          ? new ShardingPlan(tp, 1, 1, expertRanks, tp / expertRanks, 1)
          : new ShardingPlan(tp, 1, 1, 1, 1, 1);
    }
    if (ep > 1) {
      return wide(ep);
    }
    throw new Refusal("no plan that can be read: '" + text + "'");
  }

  private static ShardingPlan wide(int ranks) {
    return new ShardingPlan(1, 1, ranks, ranks, 1, 1);
  }

  private static int group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** The first number of a text, K for 1,024. */
  static double number(String text, double missing) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.find()) {
      return missing;
    }
    return Long.parseLong(matcher.group(1)) * (matcher.group(2).isEmpty() ? 1.0 : 1024.0);
  }
}
