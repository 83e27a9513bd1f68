package dev.dryrack.cli.records;

import dev.dryrack.serving.engine.Rejection;
import dev.dryrack.serving.engine.RequestRecorder;
import dev.dryrack.serving.engine.RequestView;
import dev.dryrack.serving.engine.StateSampler;
import dev.dryrack.serving.engine.StepObserver;
import dev.dryrack.serving.engine.StepView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The files that a run writes while it goes on, open; one instance serves one run. Closing it keeps
 * what was written, also after an interruption or a failure.
 */
public final class RunRecords implements AutoCloseable {

  private final List<AutoCloseable> files = new ArrayList<>();
  private final List<RequestRecorder> recorders = new ArrayList<>();
  private final List<StepObserver> observers = new ArrayList<>();
  private @Nullable StateSampler sampler;

  private RunRecords() {}

  /** No files. */
  public static RunRecords none() {
    return new RunRecords();
  }

  /** Calls a recorder, and writes nothing. */
  public static RunRecords of(RequestRecorder recorder) {
    RunRecords records = new RunRecords();
    records.recorders.add(recorder);
    return records;
  }

  /**
   * Opens the files of a plan.
   *
   * @param place where a file lies that is named so
   * @param replicas of the system
   */
  public static RunRecords open(RecordPlan plan, Function<String, Path> place, int replicas) {
    RunRecords records = new RunRecords();
    try {
      records.openAll(plan, place, replicas);
      return records;
    } catch (RuntimeException e) {
      records.close();
      throw e;
    }
  }

  private void openAll(RecordPlan plan, Function<String, Path> place, int replicas) {
    if (!plan.requests().isEmpty()) {
      recorders.add(kept(new RequestLog(place.apply(plan.requests()))));
    }
    if (!plan.timeSeries().isEmpty()) {
      TimeSeriesLog log = kept(new TimeSeriesLog(place.apply(plan.timeSeries())));
      sampler = new StateSampler(plan.intervalPicos(), log);
    }
    if (!plan.steps().isEmpty()) {
      observers.add(
          kept(new StepLog(place.apply(plan.steps()), plan.everyStep(), plan.stepWindow())));
    }
    if (!plan.perfetto().isEmpty()) {
      PerfettoTrace trace =
          kept(new PerfettoTrace(place.apply(plan.perfetto()), plan.perfettoWindow(), replicas));
      recorders.add(trace);
      observers.add(trace);
    }
  }

  private <T extends AutoCloseable> T kept(T file) {
    files.add(file);
    return file;
  }

  /** What is told of each request; null if nothing is. */
  public @Nullable RequestRecorder recorder() {
    return recorders.size() > 1
        ? new AllRecorders(List.copyOf(recorders))
        : recorders.isEmpty() ? null : recorders.get(0);
  }

  /** What is told of each step besides one that always is. */
  public StepObserver observer(StepObserver always) {
    if (observers.isEmpty()) {
      return always;
    }
    List<StepObserver> all = new ArrayList<>(List.of(always));
    all.addAll(observers);
    return new AllObservers(all.toArray(new StepObserver[0]));
  }

  /** What samples the state; null if nothing does. */
  public @Nullable StateSampler sampler() {
    return sampler;
  }

  @Override
  public void close() {
    RuntimeException first = null;
    for (AutoCloseable file : files) {
      try {
        file.close();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private record AllRecorders(List<RequestRecorder> all) implements RequestRecorder {

    @Override
    public void finished(RequestView request) {
      all.forEach(recorder -> recorder.finished(request));
    }

    @Override
    public void unfinished(RequestView request) {
      all.forEach(recorder -> recorder.unfinished(request));
    }

    @Override
    public void rejected(
        long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection reason) {
      all.forEach(
          recorder -> recorder.rejected(request, promptTokens, outputTokens, arrivalPicos, reason));
    }
  }

  private static final class AllObservers implements StepObserver {
    private final StepObserver[] all;

    AllObservers(StepObserver[] all) {
      this.all = all;
    }

    @Override
    public StepObserver ofDecodePool() {
      return new AllObservers(
          Arrays.stream(all).map(StepObserver::ofDecodePool).toArray(StepObserver[]::new));
    }

    @Override
    public void onPrefillChunk(int chunkTokens, long contextTokens) {
      for (StepObserver observer : all) {
        observer.onPrefillChunk(chunkTokens, contextTokens);
      }
    }

    @Override
    public void onStep(StepView step) {
      for (StepObserver observer : all) {
        observer.onStep(step);
      }
    }

    @Override
    public void onDecodeStep(StepView step) {
      for (StepObserver observer : all) {
        observer.onDecodeStep(step);
      }
    }

    @Override
    public void onDecodeSteps(int sequences, int steps, long decodePicos) {
      for (StepObserver observer : all) {
        observer.onDecodeSteps(sequences, steps, decodePicos);
      }
    }
  }
}
