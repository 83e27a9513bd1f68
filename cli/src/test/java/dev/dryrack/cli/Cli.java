package dev.dryrack.cli;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** One call of the command line inside the test's own process. */
public final class Cli {

  /**
   * What a call did.
   *
   * @param code exit code
   * @param out what it wrote to stdout
   * @param err what it wrote to stderr
   */
  public record Result(int code, String out, String err) {}

  private Map<String, String> environment = Map.of();
  private Path directory = Path.of("").toAbsolutePath();
  private boolean terminal;
  private Interruption interruption = new Interruption();

  /** Runs with an empty environment and without a terminal. */
  public static Result run(String... args) {
    return new Cli().call(args);
  }

  public Cli environment(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  public Cli directory(Path path) {
    directory = path;
    return this;
  }

  public Cli terminal() {
    terminal = true;
    return this;
  }

  public Cli interruption(Interruption chosen) {
    interruption = chosen;
    return this;
  }

  public Result call(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return call(out, args);
  }

  /** Runs with a given stdout; what is written there is returned if it is a byte array. */
  public Result call(OutputStream out, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(out, err, environment, terminal, terminal, directory);
    int code = Main.run(args, surroundings, interruption);
    String written =
        out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "";
    return new Result(code, written, err.toString(StandardCharsets.UTF_8));
  }
}
