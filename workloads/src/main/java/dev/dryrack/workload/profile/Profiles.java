package dev.dryrack.workload.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The profiles that ship with the tool, named after the public traces they imitate. */
public final class Profiles {

  private static final List<String> NAMES =
      List.of("azure-conv", "mooncake-conversation", "claude-code-agentic", "deepseek-r1");

  private Profiles() {}

  /** Names of all profiles. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A profile by its name.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists all
   */
  public static LoadProfile of(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no profile is named '" + name + "'; there are " + String.join(", ", NAMES));
    }
    String resource = name + ".json";
    try (InputStream in = Profiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is not in the jar");
      }
      return ProfileFile.read(resource, in);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the resource " + resource, e);
    }
  }
}
