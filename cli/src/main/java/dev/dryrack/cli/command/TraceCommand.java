package dev.dryrack.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack trace}: what can be done with requests without serving them. */
final class TraceCommand implements Command {

  @Override
  public Map<String, Supplier<Command>> children() {
    Map<String, Supplier<Command>> all = new LinkedHashMap<>();
    all.put("inspect", TraceInspectCommand::new);
    all.put("convert", TraceConvertCommand::new);
    all.put("synth", TraceSynthCommand::new);
    return all;
  }

  @Override
  public CommandSpec spec(boolean help) {
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
