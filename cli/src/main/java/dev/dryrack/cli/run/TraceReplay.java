package dev.dryrack.cli.run;

import dev.dryrack.cli.process.InputException;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.trace.TraceOptions.TurnInput;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import dev.dryrack.workload.transform.Transforms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How traces are replayed: which part of them, how fast, and what is changed on the way. Times are
 * those of the trace, before it is made faster.
 *
 * @param options how each file is read, but for the speed
 * @param speed how many times faster; {@link #UNCHANGED} for as it is
 * @param requestsPerSecond the mean rate to replay at; {@link #UNCHANGED} for the trace's own
 * @param spreadSeconds over which requests of equal time are spread; {@link #UNCHANGED} for none
 * @param sessions most sessions that are kept; 0 for all
 * @param keptFraction of the sessions that is kept, drawn at random
 * @param requests most requests; {@link Long#MAX_VALUE} for all
 * @param seed of what is drawn
 * @param seedPlace where the seed was given; empty if it was not
 */
public record TraceReplay(
    TraceOptions options,
    double speed,
    double requestsPerSecond,
    double spreadSeconds,
    int sessions,
    double keptFraction,
    long requests,
    long seed,
    String seedPlace) {

  /** Stands for a number that nobody gave. */
  public static final double UNCHANGED = 0;

  private static final double PICOS_PER_SECOND = 1e12;

  private static final String AT_ONCE =
      "--speed has no effect: all requests arrive at once; leave it out";
  private static final String TEXT =
      "--chars-per-token has no effect: the trace's lengths are counts, it holds no text; leave it"
          + " out";
  private static final String SESSIONS =
      "--turn-input has no effect: the trace has no sessions of AIPerf; leave it out";

  private static final String NO_TURN_WAITS =
      "--open-loop has no effect: no turn of this trace waits for another; leave it out";
  private static final String NO_EQUAL_TIMES =
      "--spread has nothing to spread: no two requests arrive at the same time; leave it out";

  /**
   * How a user says that traces are replayed.
   *
   * @param seedPlace where the seed was given; empty if it was not
   */
  public static TraceReplay of(TraceSettings settings, long seed, String seedPlace) {
    if (settings.find(LoadKeys.SPEED) != null && settings.find(LoadKeys.TRACE_RATE) != null) {
      throw new UsageException("--speed and --trace-rate both set the speed; leave one out");
    }
    for (ScenarioKey<Double> key :
        List.of(LoadKeys.SPEED, LoadKeys.INPUT_SCALE, LoadKeys.OUTPUT_SCALE)) {
      if (settings.getOr(key, 0.0) == 1) {
        throw new UsageException(
            settings.place(key) + ": a factor of 1 has no effect; leave it out");
      }
    }
    return new TraceReplay(
        TraceReading.options(settings),
        settings.getOr(LoadKeys.SPEED, UNCHANGED),
        settings.getOr(LoadKeys.TRACE_RATE, UNCHANGED),
        settings.getOr(LoadKeys.SPREAD, UNCHANGED),
        Math.toIntExact(settings.getOr(LoadKeys.SESSIONS, 0L)),
        settings.getOr(LoadKeys.THIN, 1.0),
        settings.getOr(LoadKeys.NUM_PROMPTS, Long.MAX_VALUE),
        seed,
        seedPlace);
  }

  /**
   * The requests of all files, merged by time; the caller closes them.
   *
   * @throws IOException if a file cannot be read
   */
  public SessionSource open(List<Path> files) throws IOException {
    if (files.stream().filter(Path.of("-")::equals).count() > 1) {
      throw new UsageException("standard input can be read only once; name '-' once");
    }
    if (requestsPerSecond == UNCHANGED) {
      return new CheckedReplay(open(files, speed == UNCHANGED ? 1 : speed), this);
    }
    if (files.contains(Path.of("-"))) {
      throw new UsageException(
          "--trace-rate needs to read the trace twice, which standard input allows only once;"
              + " name a file or use --speed");
    }
    return new CheckedReplay(open(files, requestsPerSecond / meanRate(files)), this);
  }

  private double meanRate(List<Path> files) throws IOException {
    long count = 0;
    long last = 0;
    try (SessionSource source = open(files, 1)) {
      while (source.advance()) {
        count++;
        last = source.arrivalPicos();
      }
    }
    if (last == 0) {
      throw new UsageException(
          "--trace-rate has no effect: all requests arrive at once; leave it out");
    }
    return (count - 1) / (last / PICOS_PER_SECOND);
  }

  private SessionSource open(List<Path> files, double factor) throws IOException {
    List<SessionSource> opened = new ArrayList<>();
    try {
      for (Path file : files) {
        opened.add(TraceFiles.open(file, options.withSpeed(factor).withSeed(seed)));
      }
      refuseSeedWithoutEffect(opened);
      refuseReadingWithoutEffect(opened);
    } catch (IOException | RuntimeException e) {
      for (SessionSource source : opened) {
        source.close();
      }
      throw e;
    }
    return changed(opened.size() == 1 ? opened.get(0) : Transforms.merge(opened), factor);
  }

  private void refuseSeedWithoutEffect(List<SessionSource> sources) {
    boolean draws =
        spreadSeconds != UNCHANGED
            || keptFraction < 1
            || sources.stream().anyMatch(SessionSource::isDrawn);
    if (!seedPlace.isEmpty() && !draws) {
      throw new UsageException(
          seedPlace
              + " has no effect on a trace but for --thin and --spread and ServeGen pools: nothing"
              + " else is random; leave it out");
    }
  }

  /** Refuses what the formats of the traces have no use for, as far as they tell at once. */
  private void refuseReadingWithoutEffect(List<SessionSource> sources) {
    if (options.blockTokens() != 0 && sources.stream().noneMatch(SessionSource::namesPrefixes)) {
      throw new UsageException(
          "--trace-block-size has no effect: the trace has no prefix blocks; leave it out");
    }
    if (options.sessionGapPicos() != TraceOptions.ASSUMED_GAP
        && sources.stream().noneMatch(SessionSource::spacesSessions)) {
      throw new UsageException(
          "--session-gap has no effect: no trace is a kv-cache-tester file; leave it out");
    }
    refuseIf(!mayMatter(sources, ReadingChoice.SPEED), speed != UNCHANGED, AT_ONCE);
    refuseIf(
        !mayMatter(sources, ReadingChoice.CHARACTERS_PER_TOKEN),
        options.charactersPerToken() != 0,
        TEXT);
    refuseIf(
        !mayMatter(sources, ReadingChoice.TURN_INPUT),
        options.turnInput() != TurnInput.OF_FORMAT,
        SESSIONS);
    refuseIf(
        !mayMatter(sources, ReadingChoice.OPEN_LOOP),
        options.turns() == Turns.OPEN_LOOP,
        NO_TURN_WAITS);
  }

  private SessionSource changed(SessionSource whole, double factor) {
    RandomStreams streams = new RandomStreams(seed, 0);
    SessionSource source = whole;
    if (spreadSeconds != UNCHANGED) {
      long tick = Math.max(1, Math.round(spreadSeconds / factor * PICOS_PER_SECOND));
      source = Transforms.spread(source, tick, streams);
    }
    if (sessions > 0) {
      source = Transforms.firstSessions(source, sessions);
    }
    if (keptFraction < 1) {
      source = Transforms.thin(source, keptFraction, streams);
    }
    return requests == Long.MAX_VALUE ? source : Transforms.firstRequests(source, requests);
  }

  /**
   * Refuses a source without requests.
   *
   * @param source the requests, read to their end
   */
  public void refuseEmpty(SessionSource source) {
    if (source.counts().emitted() == 0) {
      String told = source.description() + ": " + DroppedRows.whyEmpty(source.counts());
      throw DroppedRows.byData(source.counts())
          ? new InputException(List.of(told))
          : new UsageException(told);
    }
  }

  /** Refuses what turned out to have no effect, once the requests are read to their end. */
  void refuseWithoutEffect(SessionSource source) {
    refuseIf(source.arrivalPicos() == 0, speed != UNCHANGED, AT_ONCE);
    refuseIf(
        !source.mattered(ReadingChoice.CHARACTERS_PER_TOKEN),
        options.charactersPerToken() != 0,
        TEXT);
    refuseIf(
        !source.mattered(ReadingChoice.TURN_INPUT),
        options.turnInput() != TurnInput.OF_FORMAT,
        SESSIONS);
    refuseIf(
        !source.mattered(ReadingChoice.OPEN_LOOP),
        options.turns() == Turns.OPEN_LOOP,
        NO_TURN_WAITS);
    refuseIf(!source.mattered(ReadingChoice.SPREAD), spreadSeconds != UNCHANGED, NO_EQUAL_TIMES);
  }

  private static void refuseIf(boolean useless, boolean given, String message) {
    if (useless && given) {
      throw new UsageException(message);
    }
  }

  private static boolean mayMatter(List<SessionSource> sources, ReadingChoice choice) {
    return sources.stream().anyMatch(source -> source.mayMatter(choice));
  }
}
