package dev.dryrack.cli.command;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.resolve.MeaningCheck;
import dev.dryrack.cli.scenario.GoodputKeys;
import dev.dryrack.cli.scenario.Layers;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioCheck;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioKeys;
import dev.dryrack.cli.study.Study;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The flags of a command that are keys of a scenario, and the scenario that they make. */
final class ScenarioOptions {

  static final String SHOW_CONFIG = "--show-config";

  private static final String SCENARIO = "--scenario";

  /** The order of the layers, in a line of help. */
  static final String LAYERS =
      "Later wins: built-in, files in order, DRYRACK_SECTION_KEY=..., --set, flags.";

  private static final String GOODPUT = "--goodput";

  /** The groups of keys, in the order in which help lists them. */
  private static final List<String> GROUPS =
      List.of(
          "model",
          "system",
          "plan",
          "prefill",
          "decode",
          "engine",
          "scheduler",
          "speculation",
          "offload",
          "load",
          "goodput",
          "fit",
          "run",
          "cost",
          "economics",
          "uncertainty");

  private final List<ScenarioKey<?>> keys;
  private boolean takesUncertain;

  /** Notes mistakes in flags that are not keys, beside those in keys. */
  private BiConsumer<ParseResult, Layers> check = (parsed, layers) -> {};

  /**
   * Options for the keys of some groups.
   *
   * @param groups such as {@code model}, {@code plan}
   * @param without keys of these groups that the command cannot use
   */
  ScenarioOptions(List<String> groups, List<ScenarioKey<?>> without) {
    keys = new ArrayList<>();
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      if (groups.contains(group(key)) && !without.contains(key)) {
        keys.add(key);
      }
    }
  }

  /** The same for a command that has flags beside keys whose mistakes are told with all others. */
  ScenarioOptions checking(BiConsumer<ParseResult, Layers> mistakes) {
    check = mistakes;
    return this;
  }

  /** The same for a command that takes values that are not known. */
  ScenarioOptions withUncertainty() {
    takesUncertain = true;
    return this;
  }

  private static String group(ScenarioKey<?> key) {
    int dot = key.path().indexOf('.');
    return dot < 0 ? "" : key.path().substring(0, dot);
  }

  /**
   * Adds the options to a command.
   *
   * @param headings whether they stand under headings
   */
  void addTo(CommandSpec spec, boolean headings) {
    for (String group : GROUPS) {
      List<OptionSpec> options = new ArrayList<>();
      for (ScenarioKey<?> key : keys) {
        if (group(key).equals(group)) {
          add(key, options);
        }
      }
      CommonOptions.addSection(spec, headings ? ScenarioKeys.describeSection(group) : "", options);
    }
    spec.addOption(
        OptionSpec.builder("-f", SCENARIO)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("FILE")
            .description("Scenario file; of several, a later one wins")
            .build());
    spec.addOption(
        OptionSpec.builder("--set")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("KEY=VALUE")
            .description("Set a key of the scenario, such as plan.tp=8")
            .build());
    spec.addOption(
        CommonOptions.flag("Print every key, its value and where it is from", SHOW_CONFIG));
    List<String> footer = new ArrayList<>(List.of(spec.usageMessage().footer()));
    footer.add("");
    footer.add(LAYERS);
    spec.usageMessage().footer(footer.toArray(String[]::new));
  }

  /** The model as a parameter in place of {@code --model}. */
  static PositionalParamSpec model() {
    return PositionalParamSpec.builder()
        .type(String.class)
        .arity("0..1")
        .index("0")
        .paramLabel("MODEL")
        .description("Id of the catalogue, or path of a config.json; instead of --model")
        .build();
  }

  private static void add(ScenarioKey<?> key, List<OptionSpec> options) {
    if (!key.flags().isEmpty()) {
      options.add(option(key));
    } else if (key.equals(GoodputKeys.GOODPUT_TTFT)) {
      options.add(goodput());
    }
  }

  private static OptionSpec option(ScenarioKey<?> key) {
    OptionSpec.Builder option =
        OptionSpec.builder(key.flags().toArray(String[]::new)).description(escape(key.help()));
    if (key.type().isSwitch()) {
      return option.type(boolean.class).arity("0").build();
    }
    if (key.type().isList()) {
      option.type(List.class).auxiliaryTypes(String.class);
    } else {
      option.type(String.class);
    }
    return option.arity("1").paramLabel(key.type().placeholder()).build();
  }

  private static String escape(String help) {
    return help.replace("%", "%%");
  }

  private static OptionSpec goodput() {
    return OptionSpec.builder(GOODPUT, "--slo")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1..*")
        .paramLabel("METRIC:MS")
        .description("Limits of a good request, such as ttft:500 tpot:50 e2el:20000")
        .parameterConsumer(ScenarioOptions::takeLimits)
        .build();
  }

  /** Takes the words that look like limits, and leaves a scenario's name behind them alone. */
  private static void takeLimits(Stack<String> words, ArgSpec option, CommandSpec spec) {
    List<String> limits = option.getValue() == null ? new ArrayList<>() : option.getValue();
    boolean first = true;
    while (!words.isEmpty() && (first || words.peek().matches("[a-z0-9]+:[^/]*"))) {
      limits.add(words.pop());
      first = false;
    }
    option.setValue(limits);
  }

  /** Whether any of the options was given. */
  boolean isUsed(ParseResult parsed) {
    return !given(parsed, List.of()).isEmpty();
  }

  /**
   * Refuses the options where they have no effect.
   *
   * @param but those that have one
   * @param where such as {@code with --fit}
   */
  void refuse(ParseResult parsed, List<ScenarioKey<?>> but, String where) {
    for (String flag : given(parsed, but)) {
      throw new UsageException(flag + " has no effect " + where + "; leave it out");
    }
  }

  private List<String> given(ParseResult parsed, List<ScenarioKey<?>> but) {
    List<String> flags = new ArrayList<>(List.of(SCENARIO, "--set"));
    for (ScenarioKey<?> key : keys) {
      if (!key.flags().isEmpty() && !but.contains(key)) {
        flags.add(key.flags().get(0));
      }
    }
    return flags.stream().filter(parsed::hasMatchedOption).toList();
  }

  /** The scenario of the command line, its files and the environment. */
  Scenario scenario(ParseResult parsed, Session session) {
    Layers layers = new Layers();
    add(layers, parsed, session, List.of());
    return resolve(layers, parsed, session);
  }

  /**
   * The same; where neither a file nor anything else names a model, on top of the scenario that
   * ships with dryrack.
   *
   * @param files scenario files named as parameters
   */
  Scenario scenarioOrBuiltIn(ParseResult parsed, Session session, List<String> files) {
    return variant(parsed, session, files, List.of());
  }

  /** The same, with changes on top of everything else. */
  Scenario variant(ParseResult parsed, Session session, List<String> files, List<Change> changes) {
    Layers layers = new Layers();
    add(layers, parsed, session, files);
    if (files.isEmpty() && !parsed.hasMatchedOption(SCENARIO) && !layers.namesModel()) {
      layers = new Layers();
      layers.addFile(BuiltInScenario.NAME, BuiltInScenario.text(), Path.of(""));
      add(layers, parsed, session, files);
    }
    for (Change change : changes) {
      layers.addSet(change.flag(), change.assignment());
      refuseUseless(change, parsed, layers);
    }
    return resolve(layers, parsed, session);
  }

  /** The scenario of a study under that of the command line, with the study's own changes. */
  Scenario study(ParseResult parsed, Session session, Study study, List<String> changes) {
    Layers layers = new Layers();
    layers.addFile(study.scenarioName(), study.scenarioText(), Path.of(""));
    add(layers, parsed, session, List.of());
    layers.addChanges(changes);
    return layers.resolve();
  }

  private Scenario resolve(Layers layers, ParseResult parsed, Session session) {
    boolean shows = CommonOptions.has(parsed, SHOW_CONFIG);
    ScenarioCheck meaning = new MeaningCheck(session.surroundings());
    ScenarioCheck known =
        takesUncertain ? ScenarioCheck.NONE : new KnownValues(parsed.commandSpec().name());
    Scenario scenario = layers.resolve(shows ? ScenarioCheck.NONE : known.and(meaning));
    scenario.notes().forEach(session::note);
    return scenario;
  }

  private void add(Layers layers, ParseResult parsed, Session session, List<String> files) {
    List<String> all = new ArrayList<>(files);
    all.addAll(parsed.matchedOptionValue(SCENARIO, List.<String>of()));
    for (String file : all) {
      addFile(layers, file, session);
    }
    layers.addEnvironment(session.surroundings().environment());
    for (String assignment : parsed.matchedOptionValue("--set", List.<String>of())) {
      layers.addSet(assignment);
      refuseUseless(new Change("--set", assignment), parsed, layers);
    }
    for (ScenarioKey<?> key : keys) {
      addFlag(key, parsed, layers);
    }
    addModel(parsed, layers);
    addGoodput(parsed, layers);
    check.accept(parsed, layers);
  }

  private void refuseUseless(Change change, ParseResult parsed, Layers layers) {
    String assignment = change.assignment();
    int equals = assignment.indexOf('=');
    ScenarioKey<?> key =
        equals < 0 ? null : ScenarioKeys.at(assignment.substring(0, equals).strip());
    if (key != null && !keys.contains(key) && !key.equals(ScenarioKeys.TITLE)) {
      String command = parsed.commandSpec().qualifiedName();
      layers.addProblem(
          change.flag() + " " + assignment, "has no effect on '" + command + "'; leave it out");
    }
  }

  private static void addFlag(ScenarioKey<?> key, ParseResult parsed, Layers layers) {
    if (key.flags().isEmpty() || !parsed.hasMatchedOption(key.flags().get(0))) {
      return;
    }
    String flag = key.flags().get(0);
    if (key.type().isSwitch()) {
      layers.addFlag(key, flag, "true");
    } else if (key.type().isList()) {
      layers.addFlag(
          key, flag, String.join(",", parsed.matchedOptionValue(flag, List.<String>of())));
    } else {
      layers.addFlag(key, flag, parsed.matchedOptionValue(flag, ""));
    }
  }

  private static void addModel(ParseResult parsed, Layers layers) {
    for (ArgSpec matched : parsed.matchedArgs()) {
      if (matched.isPositional() && matched.paramLabel().equals("MODEL")) {
        if (parsed.hasMatchedOption("--model")) {
          layers.addProblem("--model", "names a second model; leave one of them out");
        }
        layers.addFlag(ModelKeys.MODEL, "MODEL", parsed.matchedPositionalValue(0, ""));
      }
    }
  }

  private static void addGoodput(ParseResult parsed, Layers layers) {
    OptionSpec option = parsed.commandSpec().optionsMap().get(GOODPUT);
    // An option that takes its words itself holds its value, and is not among the matched ones.
    List<String> limits = option == null ? null : option.getValue();
    if (limits == null) {
      return;
    }
    for (String limit : limits) {
      int colon = limit.indexOf(':');
      ScenarioKey<?> key =
          colon < 0 ? null : ScenarioKeys.at("goodput." + limit.substring(0, colon));
      if (key == null) {
        layers.addProblem(
            GOODPUT + " " + limit, "is not a limit; write ttft:MS, tpot:MS or e2el:MS");
      } else {
        layers.addFlag(key, GOODPUT + " " + limit, limit.substring(colon + 1));
      }
    }
  }

  private static void addFile(Layers layers, String file, Session session) {
    if (file.isBlank()) {
      throw new UsageException(
          "the name of the scenario file is empty; write one, or leave it out");
    }
    Path path = session.surroundings().resolve(file);
    try {
      Path parent = path.getParent();
      layers.addFile(file, Files.readString(path), parent == null ? Path.of("") : parent);
    } catch (CharacterCodingException e) {
      throw new UsageException(file + ": is not text in UTF-8; a scenario is a YAML file");
    } catch (IOException e) {
      throw new UsageException(cannotRead(file, path));
    }
  }

  private static String cannotRead(String file, Path path) {
    if (Files.isDirectory(path)) {
      return file + ": is a directory; name a scenario file";
    }
    return Files.exists(path)
        ? file + ": cannot be read; check its permissions"
        : file + ": there is no such file";
  }
}
