package dev.dryrack.serving.cost;

import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactList;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The engine profiles that come with dryrack, and which of them is meant by a version. */
public final class EngineProfiles {

  private static final String RESOURCE = "engine-profiles.yaml";
  private static final List<EngineProfile> BUILT_IN = read();

  private EngineProfiles() {}

  /** All of them, those of an engine in order of version. */
  public static List<EngineProfile> all() {
    return BUILT_IN;
  }

  /**
   * The profile that stands for an engine where no version is named.
   *
   * @throws IllegalArgumentException if there is no such engine, with a suggestion
   */
  public static EngineProfile of(String engine) {
    List<String> known = new ArrayList<>();
    for (EngineProfile profile : BUILT_IN) {
      known.add(profile.engine());
      if (profile.engine().equals(engine) && profile.standard()) {
        return profile;
      }
    }
    throw new IllegalArgumentException(
        "unknown engine '" + engine + "'; " + Suggestion.remedy(engine, known));
  }

  /** What {@link #named} accepts: engines, then profiles. */
  public static List<String> names() {
    List<String> engines = new ArrayList<>();
    List<String> profiles = new ArrayList<>();
    for (EngineProfile profile : BUILT_IN) {
      if (!engines.contains(profile.engine())) {
        engines.add(profile.engine());
      }
      profiles.add(profile.id());
    }
    engines.addAll(profiles);
    return List.copyOf(engines);
  }

  /**
   * The profile of that id, or the one that stands for the engine of that name.
   *
   * @throws IllegalArgumentException if there is neither, with a suggestion
   */
  public static EngineProfile named(String name) {
    for (EngineProfile profile : BUILT_IN) {
      if (profile.id().equals(name)) {
        return profile;
      }
    }
    return of(name);
  }

  /**
   * The profile of a version. One without a number (a nightly build, or none stated) is judged by
   * the day it was run; without that either, the engine's standard profile is taken.
   *
   * @param isoDate when it was run; empty if unknown
   */
  public static EngineProfile of(String engine, String version, String isoDate) {
    EngineProfile best = of(engine);
    boolean numbered = !version.isEmpty() && Character.isDigit(version.charAt(0));
    if (!numbered && isoDate.isEmpty()) {
      return best;
    }
    boolean found = false;
    for (EngineProfile profile : BUILT_IN) {
      boolean reached =
          numbered
              ? VersionOrder.compare(profile.fromVersion(), version) <= 0
              : profile.since().compareTo(isoDate) <= 0;
      if (profile.engine().equals(engine) && (reached || !found)) {
        best = profile;
        found = true;
      }
    }
    return best;
  }

  private static List<EngineProfile> read() {
    Problems problems = new Problems();
    List<EngineProfile> all = new ArrayList<>();
    if (FactDocument.parse(RESOURCE, text()) instanceof FactList list) {
      for (FactNode item : list.items()) {
        all.add(EngineProfileText.read(FactReader.strict(item, problems)));
      }
    }
    problems.throwIfAny();
    return List.copyOf(all);
  }

  private static String text() {
    try (InputStream in = EngineProfiles.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + RESOURCE, e);
    }
  }
}
