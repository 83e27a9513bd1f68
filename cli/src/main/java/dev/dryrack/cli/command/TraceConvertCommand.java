package dev.dryrack.cli.command;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.workload.transform.TraceConverter.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack trace convert}: a trace in another format, changed on the way if asked for. */
final class TraceConvertCommand implements Command {

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Write a trace in another format; several are merged by time. All keep times and"
                + " lengths; burstgpt-csv and bailian-jsonl sessions too; bailian-jsonl,"
                + " mooncake-jsonl and aiperf-jsonl prefix blocks; the last two waiting turns;"
                + " dryrack-jsonl everything. What is lost is counted on stderr.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack trace convert burst.csv --to azure-csv -o burst-azure.csv",
            "  dryrack trace convert toolagent.jsonl --to mooncake-jsonl --spread 3s \\",
            "      --thin 0.25 --seed 7 -o quarter.jsonl.gz",
            "  dryrack trace convert sessions/ --to dryrack-jsonl -o sessions.jsonl.gz",
            "  dryrack trace convert a.csv b.csv --to vidur-csv -o -");
    spec.addPositional(TraceInput.parameter("FILE...", "Traces; '-' is standard input"));
    TraceOutput.addTo(spec, "Format to write");
    TraceFlags.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    Format format = TraceOutput.format(parsed);
    if (format == null) {
      throw new UsageException("name the format to write with --to " + TraceOutput.formats());
    }
    TraceOutput output = new TraceOutput(parsed, session).apartFrom(TraceInput.names(parsed));
    try (TraceInput input = TraceInput.ofFiles(TraceInput.names(parsed), parsed, session)) {
      return output.write(input, format);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
