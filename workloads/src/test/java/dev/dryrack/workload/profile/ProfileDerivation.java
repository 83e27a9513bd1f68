package dev.dryrack.workload.profile;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.transform.Transforms;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the profiles that ship with the tool from the traces that they imitate, and writes them
 * where its one argument says: {@code src/main/resources/dev/dryrack/workload/profile}. {@link
 * ProfilesTest} holds the shipped files to what this makes.
 */
final class ProfileDerivation {

  static final long TICK_PICOS = 3_000_000_000_000L;

  private ProfileDerivation() {}

  static List<LoadProfile> all() throws IOException {
    return List.of(azure(), mooncake(), claude(), deepseek());
  }

  /** Writes all profiles to the directory given. */
  public static void main(String[] arguments) throws IOException {
    for (LoadProfile profile : all()) {
      try (OutputStream out =
          Files.newOutputStream(Path.of(arguments[0], profile.name() + ".json"))) {
        ProfileFile.write(profile, out);
      }
    }
  }

  private static void refuseRemark(String remark) {
    throw new IllegalStateException(remark);
  }

  static SessionSource azureTrace() throws IOException {
    Path file = SharedData.file("traces/azure2023_conv.csv.gz");
    return TraceFiles.open(file, TraceOptions.DEFAULTS);
  }

  static SessionSource mooncakeTrace() throws IOException {
    return Transforms.spread(mooncakeTicks(), TICK_PICOS, new RandomStreams(1, 0));
  }

  static SessionSource mooncakeTicks() throws IOException {
    Path file = SharedData.file("traces/mooncake_conversation.jsonl.gz");
    return TraceFiles.open(file, TraceOptions.DEFAULTS);
  }

  static SessionSource claudeTrace(TraceOptions options) throws IOException {
    return TraceFiles.open(SharedData.file("traces/weka_agentic_dev_rle.jsonl.gz"), options);
  }

  static LoadProfile azure() throws IOException {
    try (SessionSource source = azureTrace()) {
      return ProfileFitter.fit(
          source,
          "azure-conv",
          "Azure/AzurePublicDataset @ b469a113 (2025-10-20), AzureLLMInferenceTrace_conv.csv of"
              + " November 2023, CC-BY-4.0, Patel et al., Splitwise, ISCA 2024: statistics of its"
              + " 19,366 requests of 58 minutes",
          ProfileDerivation::refuseRemark);
    }
  }

  static LoadProfile mooncake() throws IOException {
    try (SessionSource source = mooncakeTrace()) {
      return ProfileFitter.fit(
          source,
          "mooncake-conversation",
          "kvcache-ai/Mooncake @ 3b5a5941 (2026-08-22), FAST25-release/traces conversation trace,"
              + " Apache-2.0, Qin et al., FAST 2025: statistics of its 12,031 requests of 59"
              + " minutes; arrival times, recorded in ticks of 3 s, spread uniformly over their"
              + " ticks (an assumption)",
          ProfileDerivation::refuseRemark);
    }
  }

  static LoadProfile claude() throws IOException {
    try (SessionSource source = claudeTrace(TraceOptions.DEFAULTS)) {
      return ProfileFitter.fit(
          source,
          "claude-code-agentic",
          "callanjfox/kv-cache-tester @ 94f6046d (2026-07-12), traces/trace_NNNN.json, Apache-2.0:"
              + " outlines and statistics of 471 of its anonymised agentic coding sessions, 31,879"
              + " requests; that a session starts every 60 s is an assumption",
          ProfileDerivation::refuseRemark);
    }
  }

  static LoadProfile deepseek() throws IOException {
    return ServeGenPool.read(SharedData.file("traces/servegen/deepseek-r1.tar.gz"))
        .profile(
            "deepseek-r1",
            "alibaba/ServeGen @ f891d118 (2025-06-09), data/reason/deepseek-r1, Apache-2.0, arXiv"
                + " 2505.09999: rates per 10 minutes, burstiness and lengths of its 73 clients of"
                + " one day, the 49 smallest taken together; outputs include the reasoning. Input"
                + " and output lengths of a client are independent there");
  }
}
