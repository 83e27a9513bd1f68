package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.resolve.CatalogFiles;
import dev.dryrack.cli.view.CatalogView;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.serving.model.ModelCatalog;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack catalog}: what is known, with the source of each figure. */
final class CatalogCommand implements Command {

  private static final List<String> KINDS = List.of("systems", "gpus", "models");

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description("Show the systems, GPUs and models that are known, and their sources.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack catalog                    all of them, a line each",
            "  dryrack catalog systems            only systems",
            "  dryrack catalog gb200-nvl72        each figure of one, with its source",
            "  dryrack catalog models --format csv");
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(String.class)
            .arity("0..1")
            .index("0")
            .paramLabel("[systems|gpus|models|ID]")
            .hideParamSyntax(true)
            .description("What to show (default: everything)")
            .build());
    spec.addOption(
        OptionSpec.builder("--systems")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("FILE")
            .description("File with more systems")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    SystemCatalog systems =
        CatalogFiles.read(
            parsed.matchedOptionValue("--systems", List.<String>of()), session.surroundings());
    ModelCatalog models = ModelCatalog.builtIn();
    String asked = parsed.matchedPositionalValue(0, "");
    session.print(report(asked, systems, models));
    return ExitCode.OK;
  }

  private static Report report(String asked, SystemCatalog systems, ModelCatalog models) {
    CatalogView view = new CatalogView(systems, models);
    return switch (asked) {
      case "" -> view.everything();
      case "systems" -> view.systems();
      case "gpus" -> view.gpus();
      case "models" -> view.models();
      default -> one(asked, view, systems, models);
    };
  }

  private static Report one(
      String id, CatalogView view, SystemCatalog systems, ModelCatalog models) {
    if (models.knows(id)) {
      return view.model(models.model(id));
    }
    if (systems.gpus().stream().anyMatch(gpu -> gpu.id().equals(id))) {
      return view.gpu(systems.gpu(id));
    }
    try {
      return view.system(systems.system(id));
    } catch (IllegalArgumentException unknown) {
      List<String> known = new ArrayList<>(KINDS);
      known.addAll(systems.systemNames());
      systems.gpus().forEach(gpu -> known.add(gpu.id()));
      known.addAll(models.ids());
      String hint =
          Suggestion.closest(id, known).map(best -> "; did you mean '" + best + "'?").orElse("");
      throw new UsageException(
          "nothing in the catalogue is called '"
              + id
              + "'"
              + hint
              + "; 'dryrack catalog' lists all");
    }
  }
}
