package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.OutputFile;
import dev.dryrack.cli.view.WrittenView;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.workload.transform.TraceConverter;
import dev.dryrack.workload.transform.TraceConverter.Format;
import dev.dryrack.workload.transform.TraceConverter.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Where a trace command writes, and in which format. A file appears when it is whole. */
final class TraceOutput {

  private static final String TO = "--to";
  private static final String OUT = "--output";
  private static final String STANDARD_OUTPUT = "-";

  private final String name;
  private final Session session;

  TraceOutput(ParseResult parsed, Session session) {
    this.session = session;
    name = parsed.matchedOptionValue(OUT, "");
    if (name.isEmpty()) {
      throw new UsageException("name the file to write with -o FILE; '-' is standard output");
    }
    if (toStandardOutput()) {
      for (String form : List.of("--json", "--format")) {
        if (parsed.hasMatchedOption(form)) {
          throw new UsageException(
              form + " has no effect: with -o - standard output is the trace; leave it out");
        }
      }
    }
  }

  /** Refuses to write over a file that is read. */
  TraceOutput apartFrom(List<String> inputs) {
    Path written = session.surroundings().resolve(name);
    for (String input : inputs) {
      if (!toStandardOutput() && isSame(written, session.surroundings().resolve(input))) {
        throw new UsageException(
            OUT + " " + name + " is a file that is read and would be lost; name another");
      }
    }
    return this;
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void addTo(CommandSpec spec, String purpose) {
    spec.addOption(TraceFlags.text("FORMAT", purpose + ": " + formats(), TO));
    spec.addOption(
        OptionSpec.builder("-o", OUT)
            .type(String.class)
            .arity("1")
            .paramLabel("FILE")
            .description("File to write, compressed if it ends in .gz; '-' for standard output")
            .build());
  }

  /** The format asked for; null if none is. */
  static @Nullable Format format(ParseResult parsed) {
    String asked = parsed.matchedOptionValue(TO, "");
    if (asked.isEmpty()) {
      return null;
    }
    List<String> known = new ArrayList<>();
    for (Format format : Format.values()) {
      if (id(format).equals(asked)) {
        return format;
      }
      known.add(id(format));
    }
    throw new UsageException(
        TO + " '" + asked + "' is unknown; " + Suggestion.remedy(asked, known));
  }

  static String formats() {
    List<String> known = new ArrayList<>();
    for (Format format : Format.values()) {
      known.add(id(format));
    }
    return String.join(", ", known);
  }

  private static String id(Format format) {
    return format.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean toStandardOutput() {
    return name.equals(STANDARD_OUTPUT);
  }

  /** Opens what is written to. */
  OutputFile open() {
    return toStandardOutput()
        ? OutputFile.standardOutput(session.surroundings().out())
        : OutputFile.create(session.surroundings().resolve(name), name);
  }

  /**
   * Writes all requests of an input.
   *
   * @return the exit code
   * @throws IOException if the input cannot be read
   */
  int write(TraceInput input, Format format) throws IOException {
    Written written;
    try (OutputFile file = open()) {
      written = TraceConverter.write(input.requests(), format, file.stream());
      if (!input.finish(session)) {
        return ExitCode.INTERRUPTED;
      }
      file.finish();
    }
    String description = input.requests().description();
    WrittenView.losses(written).forEach(session::note);
    if (!toStandardOutput()) {
      session.print(
          WrittenView.of(description, input.requests().counts(), id(format), name, written));
    }
    return ExitCode.OK;
  }

  /** The file as the user named it; {@code -} for standard output. */
  String name() {
    return name;
  }
}
