package dev.dryrack.workload.profile;

import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.synthetic.ArrivalProcess;
import dev.dryrack.workload.synthetic.ArrivalProcess.Gaps;
import dev.dryrack.workload.synthetic.ClientMix;
import dev.dryrack.workload.synthetic.Load;
import dev.dryrack.workload.synthetic.Modulation;
import dev.dryrack.workload.synthetic.Modulation.Wander;
import dev.dryrack.workload.synthetic.QuantileTable;
import dev.dryrack.workload.synthetic.RateCurve;
import dev.dryrack.workload.synthetic.ReuseProfile;
import dev.dryrack.workload.synthetic.SessionLoad;
import dev.dryrack.workload.synthetic.SketchedContexts;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import dev.dryrack.workload.synthetic.SystemPrompts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A {@link LoadProfile} as a small JSON file. Reading is strict: unknown, doubled and missing
 * members are refused with the file's name and line. Besides name and source, a profile has one of
 * {@code requests}, {@code clients} and {@code sessions}.
 */
public final class ProfileFile {

  private static final Map<String, Gaps> GAPS =
      Map.of("gamma", Gaps.GAMMA, "weibull", Gaps.WEIBULL, "constant", Gaps.CONSTANT);

  static final String VERSION = "dryrack_profile";
  static final JsonFactory FACTORY = new JsonFactory();

  private ProfileFile() {}

  /**
   * Reads a profile.
   *
   * @param file what messages call it
   * @throws TraceException if the content is no profile, with file:line
   */
  public static LoadProfile read(String file, InputStream in) throws IOException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      parser.nextToken();
      ProfileMembers profile = new ProfileMembers(file, "profile", parser);
      double version = profile.number(VERSION);
      if (version != 1) {
        throw new TraceException(
            file
                + ":1: "
                + VERSION
                + " is "
                + version
                + "; this version reads 1: fit the profile again with trace synth --fit");
      }
      return read(profile);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw new TraceException(
          file
              + ":"
              + line
              + ": not valid JSON: "
              + e.getOriginalMessage().split("\n| \\(start|: enable", 2)[0]
              + "; repair it, or fit the profile again with trace synth --fit",
          e);
    }
  }

  /** Whether a file begins like a profile; false where it cannot be read. */
  public static boolean isProfile(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(256), StandardCharsets.UTF_8).strip();
      return start.startsWith("{") && start.contains('"' + VERSION + '"');
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads a profile from a file. */
  public static LoadProfile read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(file.toString(), in);
    }
  }

  /** Writes a profile; the stream stays open. */
  public static void write(LoadProfile profile, OutputStream out) throws IOException {
    ProfileWriter.write(profile, out);
  }

  private static LoadProfile read(ProfileMembers profile) throws TraceException {
    try {
      Load load;
      if (profile.has("clients")) {
        List<SyntheticLoad> clients = new ArrayList<>();
        for (ProfileMembers client : profile.objects("clients")) {
          clients.add(requests(client));
        }
        load = new ClientMix(clients);
      } else if (profile.has("sessions")) {
        load = sessions(profile.object("sessions"));
      } else {
        load = requests(profile.object("requests"));
      }
      LoadProfile read = new LoadProfile(profile.text("name"), profile.text("source"), load);
      profile.finish();
      return read;
    } catch (IllegalArgumentException e) {
      throw profile.wrong(e);
    }
  }

  private static SyntheticLoad requests(ProfileMembers members) throws TraceException {
    try {
      SyntheticLoad load =
          new SyntheticLoad(
              arrivals(members.object("arrivals")),
              members.table("input_tokens"),
              members.table("output_tokens"),
              members.number("rank_correlation"),
              members.has("reuse") ? reuse(members.object("reuse")) : null);
      members.finish();
      return load;
    } catch (IllegalArgumentException e) {
      throw members.wrong(e);
    }
  }

  private static ArrivalProcess arrivals(ProfileMembers arrivals) throws TraceException {
    try {
      List<Modulation> modulations = new ArrayList<>();
      double[] wander = arrivals.rows("wander", 2);
      for (int i = 0; i < wander.length; i += 2) {
        modulations.add(new Wander(wander[i], wander[i + 1]));
      }
      String gaps = arrivals.text("gaps");
      Gaps known = GAPS.get(gaps);
      if (known == null) {
        throw new IllegalArgumentException(
            "gaps are '" + gaps + "', not gamma, weibull or constant");
      }
      ArrivalProcess read =
          new ArrivalProcess(
              arrivals.number("per_second"),
              known,
              arrivals.number("gap_shape"),
              RateCurve.steps(
                  arrivals.number("segment_seconds"), arrivals.numbers("relative_rates")),
              modulations);
      arrivals.finish();
      return read;
    } catch (IllegalArgumentException e) {
      throw arrivals.wrong(e);
    }
  }

  private static ReuseProfile reuse(ProfileMembers reuse) throws TraceException {
    try {
      ReuseProfile read =
          new ReuseProfile(
              reuse.whole("block_tokens"),
              reuse.whole("shared_blocks"),
              reuse.number("shared_fraction"),
              reuse.number("follow_fraction"),
              reuse.table("follow_input_tokens"),
              reuse.table("growth_tokens"),
              reuse.table("gap_seconds"),
              reuse.table("repeated_fraction"),
              reuse.number("growth_correlation"),
              reuse.number("gap_correlation"));
      reuse.finish();
      return read;
    } catch (IllegalArgumentException e) {
      throw reuse.wrong(e);
    }
  }

  private static SessionLoad sessions(ProfileMembers members) throws TraceException {
    try {
      double[] stretches = members.numbers("stretches");
      double[] breaks = members.rows("breaks", 3);
      SessionLoad read =
          new SessionLoad(
              arrivals(members.object("arrivals")),
              new SketchedContexts(
                  SketchRows.sketches(stretches, breaks),
                  members.table("relative_growth"),
                  members.number("output_correlation"),
                  members.table("relative_time"),
                  members.table("pause_fraction")),
              members.table("output_tokens"),
              QuantileTable.fixed(0),
              QuantileTable.fixed(0),
              SystemPrompts.NONE,
              members.whole("block_tokens"),
              members.number("closed_loop") != 0);
      members.finish();
      return read;
    } catch (IllegalArgumentException e) {
      throw members.wrong(e);
    }
  }
}
