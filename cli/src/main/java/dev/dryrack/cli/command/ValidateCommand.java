package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.InputException;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.OutputFile;
import dev.dryrack.cli.view.ParityPlot;
import dev.dryrack.cli.view.ValidateView;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.serving.cost.Calibration;
import dev.dryrack.serving.validation.Outcome;
import dev.dryrack.serving.validation.Validation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack validate}: predictions against published measurements. */
final class ValidateCommand implements Command {

  private static final String END_TO_END = "--e2e";
  private static final String VLLM = "--vllm";
  private static final String ACTUALS = "--actuals";
  private static final String PUBLISHED = "--published";
  private static final String WORST = "--worst";
  private static final String OUT = "--out";
  private static final String PARITY = "--parity";
  private static final String CALIBRATION = "--calibration";

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Predict published measurements and show how far off the predictions are: of the"
                + " tables that come with dryrack, or of files. Rows of deployments are simulated"
                + " with their concurrency, lengths and plan. Each row is predicted or refused with"
                + " a reason.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack validate                            the built-in tables, about a minute",
            "  dryrack validate --worst 10                 and what the worst are made of",
            "  dryrack validate --e2e points.csv.gz --out errors.csv --json",
            "  dryrack validate --vllm experiments.csv --actuals actuals.csv");
    spec.addOption(
        text(END_TO_END, "FILE", "Closed loops: mean TTFT and TPOT a row, CSV or CSV.gz"));
    spec.addOption(text(VLLM, "FILE", "Experiments on vLLM servers under open loops, CSV"));
    spec.addOption(text(ACTUALS, "FILE", "What was measured in the experiments of --vllm, CSV"));
    spec.addOption(text(PUBLISHED, "FILE", "Single published figures, CSV"));
    spec.addOption(text(WORST, "N", "Show the N worst predictions by operation"));
    spec.addOption(text(OUT, "FILE", "Write every point with its prediction as CSV"));
    spec.addOption(text(PARITY, "FILE", "Draw predicted over measured times, SVG"));
    spec.addOption(
        text(CALIBRATION, "FILE", "Predict with constants that dryrack calibrate has written"));
    return spec;
  }

  private static OptionSpec text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    int worst = worst(parsed);
    Validation validation = validation(parsed, session);
    List<Outcome> outcomes = validation.run();
    String out = parsed.matchedOptionValue(OUT, "");
    if (!out.isEmpty()) {
      write(ValidateView.csv(outcomes), session.surroundings().resolve(out), out);
    }
    String parity = parsed.matchedOptionValue(PARITY, "");
    if (!parity.isEmpty()) {
      List<String> plot = List.of(ParityPlot.svg(outcomes));
      write(plot, session.surroundings().resolve(parity), parity);
    }
    session.print(ValidateView.of(outcomes, worst));
    return ExitCode.OK;
  }

  private static int worst(ParseResult parsed) {
    String text = parsed.matchedOptionValue(WORST, "0");
    if (!text.matches("\\d{1,6}")) {
      throw new UsageException(WORST + " '" + text + "' is not a number of rows; write such as 10");
    }
    return Integer.parseInt(text);
  }

  private static Validation validation(ParseResult parsed, Session session) {
    String experiments = parsed.matchedOptionValue(VLLM, "");
    String actuals = parsed.matchedOptionValue(ACTUALS, "");
    if (experiments.isEmpty() != actuals.isEmpty()) {
      throw new UsageException(
          VLLM
              + " and "
              + ACTUALS
              + " belong together: how servers were set up, and what they did");
    }
    String closed = parsed.matchedOptionValue(END_TO_END, "");
    String published = parsed.matchedOptionValue(PUBLISHED, "");
    Validation validation = new Validation();
    try {
      String constants = parsed.matchedOptionValue(CALIBRATION, "");
      if (!constants.isEmpty()) {
        validation.with(Calibration.read(path(session, constants)));
      }
      if (!closed.isEmpty()) {
        validation.endToEnd(path(session, closed));
      }
      if (!experiments.isEmpty()) {
        validation.vllm(path(session, experiments), path(session, actuals));
      }
      if (!published.isEmpty()) {
        validation.published(path(session, published));
      }
    } catch (FactException e) {
      throw new InputException(e.messages());
    }
    boolean files = !closed.isEmpty() || !experiments.isEmpty() || !published.isEmpty();
    return files ? validation : validation.builtIn();
  }

  private static Path path(Session session, String name) {
    return session.surroundings().resolve(name);
  }

  private static void write(List<String> lines, Path target, String name) {
    try (OutputFile file = OutputFile.create(target, name)) {
      for (String line : lines) {
        file.stream().write(line.getBytes(StandardCharsets.UTF_8));
      }
      file.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
