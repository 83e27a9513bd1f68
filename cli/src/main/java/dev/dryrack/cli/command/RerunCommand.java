package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.OutputException;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.records.Manifest;
import dev.dryrack.cli.records.RecordPlan;
import dev.dryrack.cli.records.RunFolder;
import dev.dryrack.cli.view.RerunView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack rerun}: makes a run again from its manifest, and compares every byte. */
final class RerunCommand implements Command {

  private static final String OUT = "--out";

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Make a run again from the manifest.json in its directory (dryrack run --out DIR), and"
                + " tell whether every file comes out the same, byte for byte. Files that decide"
                + " the result must be what they were; the environment has no effect.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack run --num-prompts 500 --out first --records",
            "  dryrack rerun first",
            "  dryrack rerun first --out second");
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(String.class)
            .arity("1")
            .index("0")
            .paramLabel("DIR")
            .description("Directory of the run")
            .build());
    spec.addOption(
        OptionSpec.builder(OUT)
            .type(String.class)
            .arity("1")
            .paramLabel("DIR")
            .description("Keep the files of the new run there (default: thrown away)")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    Path first = session.surroundings().resolve(parsed.matchedPositionalValue(0, ""));
    Manifest manifest = Manifest.read(first.resolve(RunFolder.MANIFEST));
    manifest.checkInputs();
    if (!manifest.version().equals(Version.number())) {
      session.note(
          "the run is of dryrack "
              + manifest.version()
              + ", this is "
              + Version.number()
              + ": other versions may give other results");
    }
    String out = parsed.matchedOptionValue(OUT, "");
    if (!out.isEmpty()) {
      Path second = session.surroundings().resolve(out);
      if (isSame(first, second)) {
        throw new UsageException(
            "--out " + out + " is the directory to compare with; name another");
      }
      return rerun(manifest, first, second, session);
    }
    try {
      Path scratch = Files.createTempDirectory("dryrack-rerun");
      try {
        return rerun(manifest, first, scratch, session);
      } finally {
        delete(scratch);
      }
    } catch (IOException e) {
      throw new OutputException("the directory for temporary files", e);
    }
  }

  private static int rerun(Manifest manifest, Path first, Path second, Session session) {
    RunFolder folder = new RunFolder(second);
    for (String file : manifest.records().files()) {
      makeParent(folder.file(file));
    }
    RecordPlan plan = manifest.records().renamed(name -> folder.file(name).toString());
    int code = new RunTask(manifest.scenario(), plan, session).run(folder, manifest::inputs, false);
    if (code == ExitCode.INTERRUPTED || !Files.exists(folder.file(RunFolder.MANIFEST))) {
      return code;
    }
    List<RerunView.Row> rows = RerunView.compare(manifest, first, second);
    session.print(RerunView.of(rows));
    return rows.stream().allMatch(RerunView.Row::same) ? ExitCode.OK : ExitCode.NO;
  }

  private static boolean isSame(Path first, Path second) {
    try {
      return Files.exists(second) && Files.isSameFile(first, second);
    } catch (IOException e) {
      throw new OutputException(second.toString(), e);
    }
  }

  private static void makeParent(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new OutputException(file.toString(), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
