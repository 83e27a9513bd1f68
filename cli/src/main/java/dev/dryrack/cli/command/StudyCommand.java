package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioUse;
import dev.dryrack.cli.scenario.Setting;
import dev.dryrack.cli.study.Study;
import dev.dryrack.cli.study.StudyKit;
import dev.dryrack.cli.study.StudyReport;
import dev.dryrack.cli.view.ConfigView;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack study}: the questions people argue about, answered with their uncertainty. */
final class StudyCommand implements Command {

  private static final String PRINT = "--print-scenario";

  private final ScenarioOptions options =
      new ScenarioOptions(
              List.of(
                  "model",
                  "system",
                  "plan",
                  "engine",
                  "load",
                  "goodput",
                  "fit",
                  "run",
                  "cost",
                  "economics",
                  "uncertainty"),
              List.of())
          .withUncertainty();

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Answer a named question from a scenario that ships with dryrack: in closed form over"
                + " what is uncertain, and by simulation where queues matter. Without a name, the"
                + " studies are listed. Flags and --set change the scenario.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack study one-rack",
            "  dryrack study hundred-h100s --explain",
            "  dryrack study one-rack --params 10T --samples 1000 --json",
            "  dryrack study five-times-price --print-scenario > mine.yaml");
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(String.class)
            .arity("0..1")
            .index("0")
            .paramLabel("NAME")
            .description("Which question")
            .build());
    options.addTo(spec, help);
    spec.addOption(CommonOptions.flag("Print the scenario of the study and do no more", PRINT));
    spec.addOption(Explained.option());
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    if (!parsed.hasMatchedPositional(0)) {
      session.print(list());
      return ExitCode.OK;
    }
    Study study = named(parsed.matchedPositionalValue(0, ""));
    if (CommonOptions.has(parsed, PRINT)) {
      session.out().write(study.scenarioText());
      return ExitCode.OK;
    }
    Scenario scenario = options.study(parsed, session, study, List.of());
    for (ScenarioKey<?> key : study.varied()) {
      if (scenario.isAskedForHere(key)) {
        throw scenario.mistake(key, "has no effect: the study moves it itself; leave it out");
      }
    }
    if (CommonOptions.has(parsed, ScenarioOptions.SHOW_CONFIG)) {
      session.print(ConfigView.of(scenario));
      return ExitCode.OK;
    }
    ScenarioUse use = new ScenarioUse();
    StudyKit kit =
        new StudyKit(
            changes -> options.study(parsed, session, study, changes).watched(use),
            session.surroundings(),
            session.interruption());
    StudyReport report = study.answer(kit);
    if (!report.isCutShort()) {
      refuseUnused(scenario, use);
    }
    session.print(report.render(Explained.isAskedFor(parsed)));
    return ExitCode.OK;
  }

  /**
   * Refuses what was asked for and had no effect.
   *
   * @throws dev.dryrack.hardware.facts.FactException naming all of it
   */
  private static void refuseUnused(Scenario scenario, ScenarioUse use) {
    Problems problems = new Problems();
    for (Setting<?> setting : scenario.settings()) {
      if (!scenario.isAskedForHere(setting.key())) {
        continue;
      }
      if (!use.isRead(setting.key())) {
        problems.add(setting.origin().place(), "has no effect on this study; leave it out");
      } else if (setting.spread() != null && !use.isSampled(setting.key())) {
        problems.add(
            setting.origin().place(),
            "is '"
                + setting.print()
                + "', and this study takes one value; write one, such as "
                + setting.centred().print());
      }
    }
    problems.throwIfAny();
  }

  private static Study named(String name) {
    List<String> names = new ArrayList<>();
    for (Study study : Study.all()) {
      if (study.name().equals(name)) {
        return study;
      }
      names.add(study.name());
    }
    throw new UsageException("there is no study '" + name + "'; " + Suggestion.remedy(name, names));
  }

  private static Report list() {
    Table table = new Table("study", "question");
    Study.all().forEach(study -> table.row(study.name(), study.question()));
    return new Report().table(table).data(table);
  }
}
