package dev.dryrack.cli.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the command line sees of the process it runs in. Tests put their own in its place.
 *
 * @param out where results go, and nothing else
 * @param err where messages and progress go
 * @param environment environment variables
 * @param outIsTerminal whether a person reads {@code out} directly
 * @param errIsTerminal whether a person reads {@code err} directly
 * @param directory what relative paths on the command line start from
 */
public record Surroundings(
    OutputStream out,
    OutputStream err,
    Map<String, String> environment,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Path directory) {

  /** Those of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.getenv(),
        isTerminal("dryrack.stdout.terminal"),
        isTerminal("dryrack.stderr.terminal"),
        Path.of(""));
  }

  /**
   * Whether the start script found a terminal. Java tells stdout from stderr on no release, and
   * terminals at all only on some: without the script the answer is no.
   */
  private static boolean isTerminal(String property) {
    return Boolean.getBoolean(property);
  }

  /** A path given on the command line. */
  public Path resolve(String path) {
    return directory.resolve(path);
  }
}
