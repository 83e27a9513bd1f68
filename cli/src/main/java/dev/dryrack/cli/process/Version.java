package dev.dryrack.cli.process;

import org.jspecify.annotations.Nullable;

/** Which dryrack this is. */
public final class Version {

  private Version() {}

  /** The version of the jar, {@code development} when run from classes. */
  public static String number() {
    @Nullable String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** A line for people. */
  public static String text() {
    return "dryrack " + number() + " (Java " + Runtime.version() + ")";
  }
}
