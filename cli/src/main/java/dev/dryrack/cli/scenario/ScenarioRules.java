package dev.dryrack.cli.scenario;

import static dev.dryrack.cli.scenario.CostKeys.PRICE;
import static dev.dryrack.cli.scenario.FitKeys.FIT_CONTEXT;
import static dev.dryrack.cli.scenario.FitKeys.FIT_SEQUENCES;
import static dev.dryrack.cli.scenario.LoadKeys.ARRIVALS;
import static dev.dryrack.cli.scenario.LoadKeys.BURSTINESS;
import static dev.dryrack.cli.scenario.LoadKeys.CLIENTS;
import static dev.dryrack.cli.scenario.LoadKeys.CLIENT_SKEW;
import static dev.dryrack.cli.scenario.LoadKeys.CLIENT_SPREAD;
import static dev.dryrack.cli.scenario.LoadKeys.GENERATED;
import static dev.dryrack.cli.scenario.LoadKeys.INPUT_LENGTHS;
import static dev.dryrack.cli.scenario.LoadKeys.ISL;
import static dev.dryrack.cli.scenario.LoadKeys.LENGTH_CORRELATION;
import static dev.dryrack.cli.scenario.LoadKeys.MODULATION;
import static dev.dryrack.cli.scenario.LoadKeys.NEW_TOKENS;
import static dev.dryrack.cli.scenario.LoadKeys.NUM_PROMPTS;
import static dev.dryrack.cli.scenario.LoadKeys.OPEN_LOOP;
import static dev.dryrack.cli.scenario.LoadKeys.OSL;
import static dev.dryrack.cli.scenario.LoadKeys.OUTPUT_LENGTHS;
import static dev.dryrack.cli.scenario.LoadKeys.PROFILE;
import static dev.dryrack.cli.scenario.LoadKeys.RANGE_RATIO;
import static dev.dryrack.cli.scenario.LoadKeys.RATE_CURVE;
import static dev.dryrack.cli.scenario.LoadKeys.REQUEST_RATE;
import static dev.dryrack.cli.scenario.LoadKeys.RESET_FRACTION;
import static dev.dryrack.cli.scenario.LoadKeys.SESSIONS;
import static dev.dryrack.cli.scenario.LoadKeys.SPEED;
import static dev.dryrack.cli.scenario.LoadKeys.SYSTEM_PROMPTS;
import static dev.dryrack.cli.scenario.LoadKeys.SYSTEM_SKEW;
import static dev.dryrack.cli.scenario.LoadKeys.SYSTEM_TOKENS;
import static dev.dryrack.cli.scenario.LoadKeys.THINK_TIME;
import static dev.dryrack.cli.scenario.LoadKeys.TRACE;
import static dev.dryrack.cli.scenario.LoadKeys.TRACE_CHANGES;
import static dev.dryrack.cli.scenario.LoadKeys.TRACE_RATE;
import static dev.dryrack.cli.scenario.LoadKeys.TURNS;
import static dev.dryrack.cli.scenario.ModelKeys.ACTIVE;
import static dev.dryrack.cli.scenario.ModelKeys.ATTENTION;
import static dev.dryrack.cli.scenario.ModelKeys.EXPERTS;
import static dev.dryrack.cli.scenario.ModelKeys.HIDDEN;
import static dev.dryrack.cli.scenario.ModelKeys.LAYERS;
import static dev.dryrack.cli.scenario.ModelKeys.MODEL;
import static dev.dryrack.cli.scenario.ModelKeys.PARAMS;
import static dev.dryrack.cli.scenario.ModelKeys.QUANTIZATION;
import static dev.dryrack.cli.scenario.ModelKeys.TOP_K;
import static dev.dryrack.cli.scenario.PlanKeys.ATTENTION_DP;
import static dev.dryrack.cli.scenario.PlanKeys.EP;
import static dev.dryrack.cli.scenario.PlanKeys.EXPERT_PARALLEL;
import static dev.dryrack.cli.scenario.PlanKeys.MOE_TP;
import static dev.dryrack.cli.scenario.PlanKeys.PP;
import static dev.dryrack.cli.scenario.PlanKeys.REDUNDANT_EXPERTS;
import static dev.dryrack.cli.scenario.PlanKeys.REPLICAS;
import static dev.dryrack.cli.scenario.PlanKeys.TP;
import static dev.dryrack.cli.scenario.RunKeys.PRECISION;
import static dev.dryrack.cli.scenario.RunKeys.REPLICATIONS;
import static dev.dryrack.cli.scenario.RunKeys.SEED;
import static dev.dryrack.cli.scenario.SystemKeys.GPUS;
import static dev.dryrack.cli.scenario.SystemKeys.RACKS;
import static dev.dryrack.cli.scenario.SystemKeys.SYSTEM;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which keys of a scenario take the effect of others, and which have one only with others. */
final class ScenarioRules {

  /**
   * Keys of which only one side can have an effect. In one layer, both sides are an error; a later
   * layer that sets one side drops the other side of the layers below.
   *
   * @param left one side
   * @param right the other side
   * @param reason why they do not go together
   * @param isStrict whether the right side never drops the left of a lower layer: both are an error
   *     then, as what was to be run would be lost
   */
  record Exclusion(
      List<ScenarioKey<?>> left, List<ScenarioKey<?>> right, String reason, boolean isStrict) {

    Exclusion(List<ScenarioKey<?>> left, List<ScenarioKey<?>> right, String reason) {
      this(left, right, reason, false);
    }
  }

  /**
   * Keys that describe what another key chose. A later layer that sets one of {@code choices} drops
   * what the layers below say about the old choice.
   *
   * @param choices keys that choose
   * @param details keys that describe the choice
   * @param reason why the details do not hold any more
   */
  record Replacement(List<ScenarioKey<?>> choices, List<ScenarioKey<?>> details, String reason) {}

  /**
   * Keys that have an effect only where another key is set.
   *
   * @param keys the dependent keys
   * @param needed what they need: one of these
   * @param reason why
   */
  record Requirement(List<ScenarioKey<?>> keys, List<ScenarioKey<?>> needed, String reason) {

    Requirement(List<ScenarioKey<?>> keys, ScenarioKey<?> needed, String reason) {
      this(keys, List.of(needed), reason);
    }
  }

  private static final List<ScenarioKey<?>> RULE_OF_THE_MODEL =
      List.of(ACTIVE, LAYERS, HIDDEN, EXPERTS, TOP_K, ATTENTION);

  private static final List<ScenarioKey<?>> PLAN =
      List.of(TP, PP, ATTENTION_DP, EP, EXPERT_PARALLEL, MOE_TP, REDUNDANT_EXPERTS, REPLICAS);

  private static final List<ScenarioKey<?>> TRACE_ONLY =
      TRACE_CHANGES.stream()
          .filter(key -> !key.equals(SESSIONS) && !key.equals(OPEN_LOOP))
          .toList();

  static final List<Exclusion> EXCLUSIONS =
      List.of(
          new Exclusion(
              List.of(TRACE),
              concat(List.of(REQUEST_RATE), GENERATED),
              "a trace brings its own arrivals and lengths; --speed, --trace-rate and"
                  + " --input-scale change them"),
          new Exclusion(
              List.of(PROFILE),
              concat(List.of(TRACE), GENERATED),
              "a profile brings its own lengths and gaps"),
          new Exclusion(
              List.of(INPUT_LENGTHS), List.of(ISL, RANGE_RATIO), "both give the prompt lengths"),
          new Exclusion(
              List.of(OUTPUT_LENGTHS), List.of(OSL, RANGE_RATIO), "both give the output lengths"),
          new Exclusion(
              List.of(TURNS, SYSTEM_PROMPTS),
              List.of(LENGTH_CORRELATION, CLIENTS),
              "the turns of a session have lengths of their own, and each session is a client"),
          new Exclusion(List.of(SPEED), List.of(TRACE_RATE), "both set the speed of the trace"),
          new Exclusion(
              List.of(TRACE),
              List.of(REPLICATIONS, PRECISION),
              "a trace is one sample: replayed it gives the same numbers again, no new ones",
              true),
          new Exclusion(
              List.of(MODEL),
              concat(List.of(PARAMS), RULE_OF_THE_MODEL),
              "a named model has its own shape"),
          new Exclusion(
              List.of(PRICE),
              List.of(EconomicsKeys.CONTRACT, EconomicsKeys.CAPEX),
              "each says what an hour of a GPU costs"),
          new Exclusion(
              List.of(EconomicsKeys.CONTRACT),
              List.of(EconomicsKeys.CAPEX),
              "GPUs are rented or owned"),
          new Exclusion(List.of(GPUS), List.of(RACKS), "both give the number of GPUs"),
          new Exclusion(
              List.of(EP, MOE_TP), List.of(EXPERT_PARALLEL), "both say how experts are spread"));

  static final List<Replacement> REPLACEMENTS =
      List.of(
          new Replacement(
              List.of(SchedulerKeys.POLICY),
              List.of(
                  EngineKeys.LONG_PREFILL_TOKEN_THRESHOLD,
                  SchedulerKeys.PREEMPTION_MODE,
                  SchedulerKeys.SWAP_SPACE,
                  SchedulerKeys.ASYNC_SCHEDULING,
                  SchedulerKeys.MAX_TOKENS,
                  SchedulerKeys.CHUNKED_PREFILL_SIZE,
                  SchedulerKeys.MAX_PREFILL_TOKENS,
                  SchedulerKeys.ENABLE_MIXED_CHUNK,
                  SchedulerKeys.SCHEDULE_CONSERVATIVENESS,
                  SchedulerKeys.CAPACITY_SCHEDULER_POLICY,
                  SchedulerKeys.ENABLE_CHUNKED_CONTEXT,
                  SchedulerKeys.WATERMARK),
              "another schedule is chosen"),
          new Replacement(
              List.of(SYSTEM),
              concat(
                  List.of(GPUS, RACKS, PRICE, EconomicsKeys.CONTRACT, EconomicsKeys.CAPEX), PLAN),
              "another system is chosen"),
          new Replacement(
              List.of(MODEL, PARAMS),
              concat(List.of(QUANTIZATION), PLAN),
              "another model is chosen"),
          new Replacement(
              List.of(TRACE), List.of(NUM_PROMPTS, SEED), "a trace brings its own requests"),
          new Replacement(
              concat(List.of(REQUEST_RATE, PROFILE), GENERATED),
              concat(TRACE_CHANGES, TraceKeys.READING),
              "the load is generated"),
          new Replacement(
              List.of(PROFILE), List.of(REQUEST_RATE), "a profile brings its own rate"));

  static final List<Requirement> REQUIREMENTS =
      List.of(
          new Requirement(
              List.of(SpeculationKeys.ACCEPTANCE, SpeculationKeys.METHOD),
              SpeculationKeys.TOKENS,
              "nothing is drafted"),
          new Requirement(
              List.of(SpeculationKeys.TOKENS),
              SpeculationKeys.ACCEPTANCE,
              "how many drafts are accepted depends on model and text"),
          new Requirement(
              Stream.concat(PoolKeys.all(), Stream.of(PlanKeys.KV_TRANSFER, PlanKeys.LOCAL_PREFILL))
                  .toList(),
              PlanKeys.POOLS,
              "without pools every replica prefills and decodes"),
          new Requirement(RULE_OF_THE_MODEL, PARAMS, "it shapes a model that is made by rule"),
          new Requirement(List.of(FIT_CONTEXT), FIT_SEQUENCES, "both together say what must fit"),
          new Requirement(List.of(FIT_SEQUENCES), FIT_CONTEXT, "both together say what must fit"),
          new Requirement(
              List.of(
                  EconomicsKeys.YEARS,
                  EconomicsKeys.RESIDUAL,
                  EconomicsKeys.COST_OF_CAPITAL,
                  EconomicsKeys.OPEX),
              List.of(EconomicsKeys.CAPEX, EconomicsKeys.CONTRACT),
              "it is about GPUs that are owned"),
          new Requirement(TRACE_ONLY, TRACE, "it changes a trace"),
          new Requirement(TraceKeys.READING, TRACE, "it says how a trace is read"),
          new Requirement(
              List.of(TraceKeys.OVER_CONTEXT), TraceKeys.MAX_CONTEXT, "nothing is too long"),
          new Requirement(
              List.of(SESSIONS, OPEN_LOOP),
              List.of(TRACE, PROFILE, TURNS),
              "only traces, profiles and --turns have sessions"),
          new Requirement(
              List.of(BURSTINESS, ARRIVALS, RATE_CURVE, MODULATION),
              REQUEST_RATE,
              "without a rate all requests arrive at once"),
          new Requirement(
              List.of(CLIENTS), REQUEST_RATE, "without a rate all requests arrive at once"),
          new Requirement(
              List.of(CLIENT_SKEW, CLIENT_SPREAD), CLIENTS, "it tells the clients apart"),
          new Requirement(
              List.of(NEW_TOKENS, THINK_TIME, RESET_FRACTION), TURNS, "it is about later turns"),
          new Requirement(
              List.of(
                  OffloadKeys.HOST_BANDWIDTH,
                  OffloadKeys.LOAD,
                  OffloadKeys.NVME,
                  OffloadKeys.REMOTE),
              OffloadKeys.HOST,
              "blocks pass through host memory"),
          new Requirement(
              List.of(OffloadKeys.NVME_DRIVE, OffloadKeys.NVME_DRIVES),
              OffloadKeys.NVME,
              "it is about disks"),
          new Requirement(
              List.of(OffloadKeys.REMOTE_BANDWIDTH),
              OffloadKeys.REMOTE,
              "it is about a store in the network"),
          new Requirement(
              List.of(SYSTEM_PROMPTS), SYSTEM_TOKENS, "both together say what is shared"),
          new Requirement(
              List.of(SYSTEM_TOKENS, SYSTEM_SKEW),
              SYSTEM_PROMPTS,
              "both together say what is shared"));

  private ScenarioRules() {}

  private static List<ScenarioKey<?>> concat(
      List<ScenarioKey<?>> first, List<ScenarioKey<?>> second) {
    List<ScenarioKey<?>> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}
