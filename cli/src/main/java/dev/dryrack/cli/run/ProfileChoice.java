package dev.dryrack.cli.run;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.workload.profile.LoadProfile;
import dev.dryrack.workload.profile.ProfileFile;
import dev.dryrack.workload.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Profiles as a user names them: one that ships with dryrack, or a file. */
public final class ProfileChoice {

  private ProfileChoice() {}

  /** Whether a name or path is that of a profile, rather than of a trace. */
  public static boolean isProfile(String name, Surroundings surroundings) {
    return Profiles.names().contains(name) || ProfileFile.isProfile(surroundings.resolve(name));
  }

  /**
   * The profile of a name or a path.
   *
   * @throws IOException if the file cannot be read or is no profile
   */
  public static LoadProfile of(String name, Surroundings surroundings) throws IOException {
    if (Profiles.names().contains(name)) {
      return Profiles.of(name);
    }
    Path file = surroundings.resolve(name);
    if (!Files.exists(file)) {
      throw new UsageException(
          "there is neither a profile nor a file called '"
              + name
              + "'; "
              + Suggestion.remedy(name, Profiles.names()));
    }
    return ProfileFile.read(file);
  }

  /**
   * A profile at another mean rate.
   *
   * @param place of the rate, for messages
   */
  public static LoadProfile atRate(LoadProfile profile, double rate, String place) {
    if (Double.isInfinite(rate)) {
      throw new UsageException(
          place + ": is inf, but a profile says when requests arrive; write a number");
    }
    return profile.withRequestsPerSecond(rate);
  }
}
