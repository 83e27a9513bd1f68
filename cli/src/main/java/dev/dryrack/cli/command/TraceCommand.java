package dev.dryrack.cli.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack trace}: what can be done with requests without serving them. */
final class TraceCommand implements Command {

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public List<Command> children() {
    return List.of(new TraceInspectCommand(), new TraceConvertCommand(), new TraceSynthCommand());
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description("Look into traces of requests, convert them, and make new ones like them.")
        .synopsisSubcommandLabel("COMMAND");
    spec.usageMessage().commandListHeading("%nCommands:%n");
    spec.usageMessage().optionListHeading("%nOptions:%n");
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    throw new IllegalStateException("'dryrack trace' has no work of its own");
  }
}
