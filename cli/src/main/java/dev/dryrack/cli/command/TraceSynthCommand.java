package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.OutputFile;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.view.WrittenView;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.profile.LoadProfile;
import dev.dryrack.workload.profile.ProfileFile;
import dev.dryrack.workload.profile.ProfileFitter;
import dev.dryrack.workload.profile.Profiles;
import dev.dryrack.workload.transform.TraceConverter.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack trace synth}: a trace made by a profile, or the profile of a trace. */
final class TraceSynthCommand implements Command {

  private static final String FIT = "--fit";
  private static final String NAME = "--name";

  @Override
  public String name() {
    return "synth";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Make a trace by a profile; or, with --fit, the profile of a trace: a small file of"
                + " quantiles and rates that holds none of its data. Profiles that ship with"
                + " dryrack: "
                + String.join(", ", Profiles.names())
                + ".");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack trace synth azure-conv --num-prompts 50000 -o like-azure.jsonl",
            "  dryrack trace synth --fit ours.csv --name ours -o ours-profile.json",
            "  dryrack trace synth ours-profile.json --request-rate 40 --to azure-csv -o -");
    spec.addPositional(TraceInput.parameter("PROFILE", "Name of a profile, or its file"));
    spec.addOption(TraceFlags.text("FILE", "Trace to fit a profile to", FIT));
    spec.addOption(TraceFlags.text("NAME", "With --fit: name of the profile", NAME));
    spec.addOption(
        TraceFlags.text(
            "RATE",
            "Mean rate, in requests per second (default: the profile's)",
            LoadKeys.REQUEST_RATE.flags().get(0)));
    TraceOutput.addTo(spec, "Format to write (default: mooncake-jsonl)");
    TraceFlags.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    List<String> profiles = TraceInput.names(parsed);
    String fitted = parsed.matchedOptionValue(FIT, "");
    try {
      if (!fitted.isEmpty()) {
        if (!profiles.isEmpty()) {
          throw new UsageException(
              "--fit "
                  + fitted
                  + " and the profile "
                  + profiles.get(0)
                  + ": leave one of them out");
        }
        return fit(fitted, parsed, session);
      }
      if (profiles.size() != 1) {
        throw new UsageException(
            "name one profile: " + String.join(", ", Profiles.names()) + ", or a file");
      }
      if (parsed.hasMatchedOption(NAME)) {
        throw new UsageException("--name has no effect without --fit; leave it out");
      }
      Format format = TraceOutput.format(parsed);
      TraceOutput output = new TraceOutput(parsed, session);
      try (TraceInput input = TraceInput.ofProfile(profiles.get(0), parsed, session)) {
        return output.write(input, format == null ? Format.MOONCAKE_JSONL : format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int fit(String file, ParseResult parsed, Session session) throws IOException {
    for (String flag : List.of("--to", "--request-rate")) {
      if (parsed.hasMatchedOption(flag)) {
        throw new UsageException(flag + " has no effect with --fit; leave it out");
      }
    }
    TraceOutput output = new TraceOutput(parsed, session);
    String name = parsed.matchedOptionValue(NAME, "fitted");
    LoadProfile profile;
    try (TraceInput input = TraceInput.ofFiles(List.of(file), parsed, session)) {
      SessionSource requests = input.requests();
      profile = fit(requests, name);
      if (!input.finish(session)) {
        return ExitCode.INTERRUPTED;
      }
    }
    try (OutputFile target = output.open()) {
      ProfileFile.write(profile, target.stream());
      target.finish();
    }
    if (!output.toStandardOutput()) {
      session.print(WrittenView.of(profile, output.name()));
    }
    return ExitCode.OK;
  }

  private static LoadProfile fit(SessionSource requests, String name) throws IOException {
    try {
      return ProfileFitter.fit(requests, name, "fitted to " + requests.description());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--fit " + requests.description() + ": " + e.getMessage());
    }
  }
}
