package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.ProfileChoice;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.view.RateCurve;
import dev.dryrack.cli.view.TraceView;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.statistics.TraceInspector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack trace inspect}: what a trace, or the load of a profile, is like. */
final class TraceInspectCommand implements Command {

  private static final String CACHE_BLOCKS = "--cache-blocks";
  private static final String TTL = "--cache-ttl";

  /** Lifetimes that providers of prompt caches offer: minutes and an hour. */
  private static final String USUAL_TTL = "1min,5min,1h";

  private static final double PICOS_PER_SECOND = 1e12;

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Show what a trace is like: rows read and dropped, rates, lengths, burstiness, and how"
                + " much a prefix cache of each size would reuse. Several traces are merged. A"
                + " profile is generated first.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack trace inspect AzureLLMInferenceTrace_conv.csv",
            "  dryrack trace inspect conversation_trace.jsonl.gz --end 10min --json",
            "  dryrack trace inspect deepseek-r1 --num-prompts 50000");
    spec.addPositional(TraceInput.parameter("FILE...|PROFILE", "Traces, or a profile"));
    spec.addOption(
        TraceFlags.text(
            "N[,N...]", "Cache sizes, in prefix blocks, to show hit rates of", CACHE_BLOCKS));
    spec.addOption(
        TraceFlags.text(
            "TIME[,TIME...]",
            "Times after which an untouched prefix block is gone, to show hit rates of (default: "
                + USUAL_TTL
                + ")",
            TTL));
    ScenarioKey<Double> rate = LoadKeys.REQUEST_RATE;
    spec.addOption(TraceFlags.text("RATE", "Of a profile: its mean rate", rate.flags().get(0)));
    TraceFlags.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    List<Long> sizes = sizes(parsed);
    long[] timesToLive = timesToLive(parsed);
    try (TraceInput input = input(parsed, session)) {
      TraceInspector inspector = new TraceInspector(timesToLive);
      RateCurve curve = new RateCurve();
      SessionSource requests = input.requests();
      while (requests.advance()) {
        inspector.add(requests);
        curve.add(requests.arrivalPicos());
      }
      if (!input.finish(session)) {
        return ExitCode.INTERRUPTED;
      }
      if (!sizes.isEmpty() && requests.blockTokens() == 0) {
        throw new UsageException(
            CACHE_BLOCKS + " has no effect: the trace has no prefix blocks; leave it out");
      }
      if (parsed.hasMatchedOption(TTL) && requests.blockTokens() == 0) {
        throw new UsageException(
            TTL + " has no effect: the trace has no prefix blocks; leave it out");
      }
      session.print(TraceView.of(inspector.statistics(requests), curve, sizes));
      return ExitCode.OK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TraceInput input(ParseResult parsed, Session session) throws IOException {
    List<String> names = TraceInput.names(parsed);
    if (names.size() == 1 && ProfileChoice.isProfile(names.get(0), session.surroundings())) {
      return TraceInput.ofProfile(names.get(0), parsed, session);
    }
    if (parsed.hasMatchedOption("--request-rate")) {
      throw new UsageException(
          "--request-rate has no effect on a trace; --trace-rate replays it at another rate");
    }
    return TraceInput.ofFiles(names, parsed, session);
  }

  private static long[] timesToLive(ParseResult parsed) {
    String[] times = parsed.matchedOptionValue(TTL, USUAL_TTL).split(",", -1);
    long[] picos = new long[times.length];
    for (int i = 0; i < times.length; i++) {
      try {
        double seconds = LoadKeys.END.type().parse(times[i].strip());
        picos[i] = Math.round(seconds * PICOS_PER_SECOND);
      } catch (IllegalArgumentException e) {
        throw new UsageException(TTL + ": " + e.getMessage());
      }
    }
    return picos;
  }

  private static List<Long> sizes(ParseResult parsed) {
    String text = parsed.matchedOptionValue(CACHE_BLOCKS, "");
    List<Long> sizes = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String size : text.split(",", -1)) {
        try {
          sizes.add(LoadKeys.NUM_PROMPTS.type().parse(size.strip()));
        } catch (IllegalArgumentException e) {
          throw new UsageException(CACHE_BLOCKS + ": " + e.getMessage());
        }
      }
    }
    return sizes;
  }
}
