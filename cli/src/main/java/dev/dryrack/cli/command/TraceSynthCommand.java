package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.InputException;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.DroppedRows;
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

  private final ScenarioOptions options =
      new ScenarioOptions(List.of("load"), LoadKeys.NOT_GENERATED);

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Make a trace by a profile, or of the load that flags or a scenario describe; or, with"
                + " --fit, the profile of a trace: a small file of quantiles, rates and outlines of"
                + " sessions that holds none of its data. Profiles that ship with dryrack: "
                + String.join(", ", Profiles.names())
                + ".");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack trace synth azure-conv --num-prompts 50000 -o like-azure.jsonl",
            "  dryrack trace synth --request-rate 5 --input-lengths lognormal:median=800,sigma=1 \\",
            "      --rate-curve sinusoid:period=1h,amplitude=0.5 -o day.jsonl",
            "  dryrack trace synth --fit ours.csv --name ours -o ours-profile.json",
            "  dryrack trace synth ours-profile.json --request-rate 40 --to azure-csv -o -");
    spec.addPositional(TraceInput.parameter("PROFILE", "Name of a profile, or its file"));
    spec.addOption(TraceFlags.text("FILE", "Trace to fit a profile to", FIT));
    spec.addOption(TraceFlags.text("NAME", "With --fit: name of the profile", NAME));
    options.addTo(spec, help);
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
      if (profiles.size() > 1) {
        throw new UsageException(
            "name one profile: " + String.join(", ", Profiles.names()) + ", or a file");
      }
      if (parsed.hasMatchedOption(NAME)) {
        throw new UsageException("--name has no effect without --fit; leave it out");
      }
      Format format = TraceOutput.format(parsed);
      TraceOutput output = new TraceOutput(parsed, session).apartFrom(profiles);
      try (TraceInput input = input(profiles, parsed, session)) {
        return output.write(input, format == null ? Format.MOONCAKE_JSONL : format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TraceInput input(List<String> profiles, ParseResult parsed, Session session)
      throws IOException {
    if (profiles.isEmpty()) {
      if (!options.isUsed(parsed)) {
        throw new UsageException(
            "name a profile ("
                + String.join(", ", Profiles.names())
                + ", or a file), or describe the load with flags such as --request-rate, or with"
                + " -f SCENARIO");
      }
      return TraceInput.ofScenario(options.scenario(parsed, session), parsed, session);
    }
    options.refuse(parsed, List.of(LoadKeys.REQUEST_RATE), "on the profile " + profiles.get(0));
    return TraceInput.ofProfile(profiles.get(0), parsed, session);
  }

  private int fit(String file, ParseResult parsed, Session session) throws IOException {
    if (parsed.hasMatchedOption("--to")) {
      throw new UsageException("--to has no effect with --fit; leave it out");
    }
    options.refuse(parsed, List.of(), "with --fit");
    TraceOutput output = new TraceOutput(parsed, session).apartFrom(List.of(file));
    String name = parsed.matchedOptionValue(NAME, "fitted");
    LoadProfile profile;
    try (TraceInput input = TraceInput.ofFiles(List.of(file), parsed, session)) {
      SessionSource requests = input.requests();
      profile = fit(requests, name, session);
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

  private static LoadProfile fit(SessionSource requests, String name, Session session)
      throws IOException {
    try {
      return ProfileFitter.fit(
          requests, name, "fitted to " + requests.description(), session::note);
    } catch (IllegalArgumentException e) {
      if (requests.counts().emitted() == 0 && DroppedRows.byData(requests.counts())) {
        throw new InputException(
            List.of(requests.description() + ": " + DroppedRows.whyEmpty(requests.counts())));
      }
      throw new UsageException("--fit " + requests.description() + ": " + e.getMessage());
    }
  }
}
