package dev.dryrack.cli.resolve;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.CostKeys;
import dev.dryrack.cli.scenario.EconomicsKeys;
import dev.dryrack.cli.scenario.EngineKeys;
import dev.dryrack.cli.scenario.FitKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.Setting;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.cost.Calibration;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.cost.EngineProfiles;
import dev.dryrack.serving.economics.Ownership;
import dev.dryrack.serving.fit.FitAdvisor;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.FitRequest;
import dev.dryrack.serving.memory.MemorySettings;
import dev.dryrack.serving.model.HuggingFaceConfig;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.ParametricInputs;
import dev.dryrack.serving.model.ParametricInputs.Attention;
import dev.dryrack.serving.model.ParametricModel;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.model.WeightRecipes;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.PlanException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the settings of one scenario into what the library works with. */
public final class Resolver {

  private final Scenario scenario;
  private final Surroundings surroundings;
  private final List<String> notes = new ArrayList<>();

  public Resolver(Scenario scenario, Surroundings surroundings) {
    this.scenario = scenario;
    this.surroundings = surroundings;
  }

  /** What was chosen on the way and a person should know. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Whether what is asked for fits, and how it is spread.
   *
   * @throws UsageException if the plan or the number of GPUs is impossible, with all reasons
   */
  public FitReport fit() {
    try {
      return FitAdvisor.advise(fitRequest());
    } catch (PlanException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      for (ScenarioKey<Long> key : List.of(SystemKeys.GPUS, SystemKeys.RACKS)) {
        if (scenario.isSet(key)) {
          throw scenario.mistake(key, String.valueOf(e.getMessage()));
        }
      }
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** What the time of a step depends on beside model, plan and hardware. */
  public CostSettings costSettings() {
    String engine = scenario.get(EngineKeys.PROFILE);
    return calibration()
        .settings(EngineProfiles.named(engine))
        .slower(scenario.get(EngineKeys.STEP_TIME_FACTOR));
  }

  private Calibration calibration() {
    String file = scenario.find(EngineKeys.CALIBRATION);
    return file == null
        ? Calibration.NONE
        : CatalogFiles.data(() -> Calibration.read(surroundings.resolve(file)));
  }

  /** What an hour of a GPU costs: as stated or owned, else the catalogue's of the contract. */
  public GpuPrice price(SystemSpec system) {
    Setting<Double> capex = scenario.setting(EconomicsKeys.CAPEX);
    if (capex != null) {
      Ownership owned = EconomicsChoice.ownership(scenario);
      double electricity =
          EconomicsChoice.power(scenario, system)
              .usdPerGpuHour(scenario.get(EconomicsKeys.UTILIZATION));
      return new GpuPrice(
          owned.usdPerGpuHour() + electricity, owned.describe(), "", capex.origin().name(), false);
    }
    String contract = scenario.find(EconomicsKeys.CONTRACT);
    if (EconomicsChoice.OWNED.equals(contract)) {
      return named(EconomicsKeys.CONTRACT, () -> EconomicsChoice.owned(scenario, system));
    }
    if (contract != null) {
      EconomicsChoice.refuseOwning(scenario);
      return named(EconomicsKeys.CONTRACT, () -> EconomicsChoice.contract(system, contract));
    }
    Setting<Double> stated = scenario.setting(CostKeys.PRICE);
    return stated == null
        ? system.defaultPrice()
        : new GpuPrice(stated.value(), "as stated", "", stated.origin().name(), false);
  }

  /** Everything that decides memory: model, precisions, system, plan and limits. */
  public FitRequest fitRequest() {
    ModelArchitecture model = model();
    SystemSpec system = system();
    PlanChoice choice = PlanChoice.of(scenario, model, system);
    return new FitRequest(
        model,
        weights(model),
        kvPrecision(),
        system,
        choice.gpus(),
        choice.plan(),
        limits(model),
        MemorySettings.DEFAULT,
        scenario.find(FitKeys.KV_ROOM),
        Math.toIntExact(scenario.getOr(FitKeys.FIT_CONTEXT, 0L)),
        Math.toIntExact(scenario.getOr(FitKeys.FIT_SEQUENCES, 0L)));
  }

  /** The model, with a layer that drafts where one does. */
  public ModelArchitecture model() {
    return SpeculationChoice.model(scenario, plainModel());
  }

  /** How decoding speculates; null where it does not. */
  public @Nullable SpeculationChoice speculation() {
    return SpeculationChoice.of(scenario, plainModel());
  }

  private ModelArchitecture plainModel() {
    if (scenario.isSet(ModelKeys.PARAMS)) {
      return modelByRule();
    }
    String name = scenario.find(ModelKeys.MODEL);
    if (name == null) {
      throw new UsageException(
          "no model is named; write its id ('dryrack catalog models' lists them), the path of a"
              + " config.json, or --params 8T --active 160B");
    }
    Path file = surroundings.resolve(name);
    if (name.endsWith(".json")
        || (Files.isRegularFile(file) && !ModelCatalog.builtIn().knows(name))) {
      return CatalogFiles.data(() -> HuggingFaceConfig.read(file));
    }
    return named(ModelKeys.MODEL, () -> ModelCatalog.builtIn().model(name));
  }

  private ModelArchitecture modelByRule() {
    long params = scenario.get(ModelKeys.PARAMS);
    ParametricModel made =
        named(
            ModelKeys.PARAMS,
            () ->
                ParametricModel.of(
                    new ParametricInputs(
                        params,
                        scenario.getOr(ModelKeys.ACTIVE, activeUnlessGiven(params)),
                        given(ModelKeys.LAYERS),
                        given(ModelKeys.HIDDEN),
                        given(ModelKeys.EXPERTS),
                        given(ModelKeys.TOP_K),
                        attention(),
                        0)));
    notes.addAll(made.choices());
    return made.architecture();
  }

  /** A model of which nothing says that it has experts is dense. */
  private long activeUnlessGiven(long params) {
    boolean experts = scenario.isSet(ModelKeys.EXPERTS) || scenario.isSet(ModelKeys.TOP_K);
    return experts ? 0 : params;
  }

  private Attention attention() {
    String kind = scenario.getOr(ModelKeys.ATTENTION, "auto");
    return Attention.valueOf(kind.toUpperCase(Locale.ROOT));
  }

  private int given(ScenarioKey<Long> key) {
    return Math.toIntExact(scenario.getOr(key, 0L));
  }

  SystemSpec system() {
    String name = scenario.find(SystemKeys.SYSTEM);
    if (name == null) {
      throw new UsageException(
          "no system is named; write --on with its id ('dryrack catalog systems' lists them)");
    }
    SystemCatalog catalog = systems();
    return named(SystemKeys.SYSTEM, () -> catalog.system(name));
  }

  /** The catalogue with the files that the scenario names. */
  SystemCatalog systems() {
    return CatalogFiles.read(scenario.getOr(SystemKeys.SYSTEM_FILES, List.of()), surroundings);
  }

  @Nullable WeightRecipe weights(ModelArchitecture model) {
    String name = scenario.find(ModelKeys.QUANTIZATION);
    return name == null ? null : named(ModelKeys.QUANTIZATION, () -> WeightRecipes.of(name, model));
  }

  private @Nullable Precision kvPrecision() {
    String name = scenario.getOr(EngineKeys.KV_CACHE_DTYPE, "auto");
    return name.equals("auto") ? null : Precision.of(name);
  }

  EngineLimits limits(ModelArchitecture model) {
    long longest = model.maxContextTokens();
    long asked =
        scenario.getOr(
            EngineKeys.MAX_MODEL_LEN, (long) FitRequest.usualLimits(model).maxModelLen());
    if (asked > longest) {
      throw scenario.mistake(
          EngineKeys.MAX_MODEL_LEN,
          "max-model-len = "
              + asked
              + " is beyond the "
              + longest
              + " tokens that "
              + model.id()
              + " was made for; use that or less");
    }
    return new EngineLimits(
        whole(EngineKeys.MAX_NUM_SEQS),
        whole(EngineKeys.MAX_NUM_BATCHED_TOKENS),
        whole(EngineKeys.LONG_PREFILL_TOKEN_THRESHOLD),
        whole(EngineKeys.BLOCK_SIZE),
        scenario.get(EngineKeys.GPU_MEMORY_UTILIZATION),
        (int) asked);
  }

  private int whole(ScenarioKey<Long> key) {
    return Math.toIntExact(scenario.get(key));
  }

  /** Looks up a name: an unknown one is told with the place where it was written. */
  private <T> T named(ScenarioKey<?> key, Supplier<T> lookup) {
    try {
      return lookup.get();
    } catch (IllegalArgumentException e) {
      throw scenario.mistake(key, String.valueOf(e.getMessage()));
    }
  }
}
