package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.ResultWriter;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.Version;
import dev.dryrack.hardware.facts.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, their common options, and what happens before one of them runs. */
public final class CommandTree {

  private static final int WIDTH = 80;

  private final Surroundings surroundings;
  private final ResultWriter out;
  private final ResultWriter err;
  private final Interruption interruption;
  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final CommandLine root;

  /** Builds the tree for one call. */
  public CommandTree(
      Surroundings surroundings, ResultWriter out, ResultWriter err, Interruption interruption) {
    this.surroundings = surroundings;
    this.out = out;
    this.err = err;
    this.interruption = interruption;
    CommandSpec spec = CommandSpec.create().name("dryrack");
    CommonOptions.addHelp(spec);
    RootHelp.describe(spec.usageMessage());
    spec.usageMessage().width(WIDTH);
    for (Command command :
        List.of(
            new FitCommand(),
            new EstimateCommand(),
            new PlanCommand(),
            new RunCommand(),
            new RerunCommand(),
            new CompareCommand(),
            new StudyCommand(),
            new TraceCommand(),
            new ValidateCommand(),
            new CatalogCommand())) {
      add(command, spec);
    }
    root = new CommandLine(spec);
  }

  private void add(Command command, CommandSpec parent) {
    CommandSpec child = command.spec().name(command.name());
    child.usageMessage().width(WIDTH).sortOptions(false).abbreviateSynopsis(true);
    parent.addSubcommand(command.name(), child);
    commands.put(child.qualifiedName(), command);
    if (command.children().isEmpty()) {
      CommonOptions.addTo(child);
    } else {
      CommonOptions.addHelp(child);
      command.children().forEach(grandchild -> add(grandchild, child));
    }
  }

  /** The command lines of all commands, for tests of their help. */
  public Map<String, CommandLine> commandLines() {
    return root.getSubcommands();
  }

  /**
   * Parses and runs.
   *
   * @return the exit code
   */
  public int execute(String... args) {
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
