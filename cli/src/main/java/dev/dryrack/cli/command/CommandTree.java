package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.ResultWriter;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.Version;
import dev.dryrack.hardware.facts.Suggestion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * All commands, their common options, and what happens before one of them runs.
 *
 * <p>Of a call that begins with the name of a command, only that one is made: the options of the
 * others cost more time than many a run.
 */
public final class CommandTree {

  private static final int WIDTH = 80;

  private static final Map<String, Supplier<Command>> COMMANDS = commands();

  private final Surroundings surroundings;
  private final ResultWriter out;
  private final ResultWriter err;
  private final Interruption interruption;
  private final Map<String, Command> commands = new LinkedHashMap<>();

  /** A tree for one call. */
  public CommandTree(
      Surroundings surroundings, ResultWriter out, ResultWriter err, Interruption interruption) {
    this.surroundings = surroundings;
    this.out = out;
    this.err = err;
    this.interruption = interruption;
  }

  private static Map<String, Supplier<Command>> commands() {
    Map<String, Supplier<Command>> all = new LinkedHashMap<>();
    all.put("fit", FitCommand::new);
    all.put("estimate", EstimateCommand::new);
    all.put("plan", PlanCommand::new);
    all.put("run", RunCommand::new);
    all.put("rerun", RerunCommand::new);
    all.put("compare", CompareCommand::new);
    all.put("study", StudyCommand::new);
    all.put("trace", TraceCommand::new);
    all.put("validate", ValidateCommand::new);
    all.put("calibrate", CalibrateCommand::new);
    all.put("catalog", CatalogCommand::new);
    return Collections.unmodifiableMap(all);
  }

  private CommandLine root(String[] args) {
    CommandSpec spec = CommandSpec.create().name("dryrack");
    CommonOptions.addHelp(spec);
    RootHelp.describe(spec.usageMessage());
    spec.usageMessage().width(WIDTH);
    addAll(COMMANDS, args, 0, spec);
    return new CommandLine(spec);
  }

  /** Adds the command that the word at a place names, or all if it names none. */
  private void addAll(
      Map<String, Supplier<Command>> all, String[] args, int at, CommandSpec parent) {
    String called = at < args.length && all.containsKey(args[at]) ? args[at] : "";
    for (Map.Entry<String, Supplier<Command>> entry : all.entrySet()) {
      if (called.isEmpty() || called.equals(entry.getKey())) {
        add(entry.getKey(), entry.getValue().get(), args, at, parent);
      }
    }
  }

  private void add(String name, Command command, String[] args, int at, CommandSpec parent) {
    boolean help = List.of(args).contains("--help") || List.of(args).contains("-h");
    CommandSpec child = command.spec(help).name(name);
    child.usageMessage().width(WIDTH).sortOptions(false).abbreviateSynopsis(true);
    parent.addSubcommand(name, child);
    commands.put(child.qualifiedName(), command);
    if (command.children().isEmpty()) {
      CommonOptions.addTo(child);
    } else {
      CommonOptions.addHelp(child);
      addAll(command.children(), args, at + 1, child);
    }
  }

  /**
   * Parses and runs.
   *
   * @return the exit code
   */
  public int execute(String... args) {
    CommandLine root = root(args);
    ParseResult parsed;
    try {
      parsed = root.parseArgs(args);
    } catch (ParameterException e) {
      explain(e);
      return ExitCode.USAGE;
    }
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (last.isUsageHelpRequested()) {
      out.write(usage(last.commandSpec().commandLine()));
      return ExitCode.OK;
    }
    if (last.isVersionHelpRequested()) {
      out.line(Version.text());
      return ExitCode.OK;
    }
    CommandLine called = last.commandSpec().commandLine();
    if (!called.getSubcommands().isEmpty()) {
      err.write(usage(called));
      err.line(
          "dryrack: name a command, such as '"
              + (called == root ? "dryrack run" : "dryrack trace inspect")
              + "'");
      return ExitCode.USAGE;
    }
    return run(last);
  }

  private int run(ParseResult parsed) {
    Command command = commands.get(parsed.commandSpec().qualifiedName());
    if (command == null) {
      throw new IllegalStateException("no command " + parsed.commandSpec().name());
    }
    Session session =
        new Session(
            surroundings,
            out,
            err,
            interruption,
            CommonOptions.format(parsed),
            CommonOptions.ink(parsed, surroundings.outIsTerminal(), surroundings.environment()),
            CommonOptions.has(parsed, "--quiet"));
    return command.run(parsed, session);
  }

  private static String usage(CommandLine command) {
    return command.getUsageMessage(Ansi.OFF);
  }

  private void explain(ParameterException e) {
    CommandLine where = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      err.line("dryrack: " + unknown(word, where));
    } else {
      err.line("dryrack: " + e.getMessage());
    }
    err.line("Try '" + where.getCommandSpec().qualifiedName() + " --help'.");
  }

  private static String unknown(String word, CommandLine where) {
    boolean option = word.startsWith("-");
    List<String> known = new ArrayList<>();
    if (option) {
      where.getCommandSpec().options().forEach(spec -> known.addAll(List.of(spec.names())));
    } else {
      known.addAll(where.getSubcommands().keySet());
    }
    String name = where.getCommandSpec().qualifiedName();
    String flag = option && word.indexOf('=') > 0 ? word.substring(0, word.indexOf('=')) : word;
    String suggestion =
        Suggestion.closest(flag, known).map(best -> "; did you mean '" + best + "'?").orElse("");
    if (option) {
      return name + " has no option '" + flag + "'" + suggestion;
    }
    return where.getSubcommands().isEmpty()
        ? name + " does not know what to do with '" + word + "'"
        : "there is no command '" + word + "'" + suggestion;
  }
}
