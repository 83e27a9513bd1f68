package dev.dryrack.cli.records;

import dev.dryrack.serving.engine.Rejection;
import dev.dryrack.serving.engine.RequestRecorder;
import dev.dryrack.serving.engine.RequestView;
import dev.dryrack.serving.engine.StepObserver;
import dev.dryrack.serving.engine.StepView;
import java.nio.file.Path;

/**
 * Writes steps and requests of a window of time as trace events, for ui.perfetto.dev and
 * chrome://tracing.
 *
 * <p>A replica is a process. Its steps are slices of one thread, with counters of requests and KV
 * blocks beside them. A request is an asynchronous slice that contains those of its phases: queued,
 * prefill, decode; it is written when it ends. Times are microseconds of simulated time. Source:
 * Trace Event Format, Google, 2016.
 */
final class PerfettoTrace implements StepObserver, RequestRecorder, AutoCloseable {

  private final TextBuffer out;
  private final TimeWindow window;
  private String separator = "\n";

  PerfettoTrace(Path file, TimeWindow window, int replicas) {
    out = new TextBuffer(file);
    this.window = window;
    out.text("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
    for (int replica = 0; replica < replicas; replica++) {
      event("M", replica).text(",\"name\":\"process_name\",\"args\":{\"name\":\"replica ");
      out.whole(replica).text("\"}}");
      event("M", replica).text(",\"name\":\"thread_name\",\"args\":{\"name\":\"steps\"}}");
    }
  }

  @Override
  public void onPrefillChunk(int chunkTokens, long contextTokens) {
    // The step's sum of prompt tokens tells it.
  }

  @Override
  public void onStep(StepView step) {
    if (!window.overlaps(step.beginPicos(), step.endPicos())) {
      return;
    }
    int prompt = step.prefillTokens();
    long decode = step.totalTokens() - prompt;
    String name = prompt == 0 ? "decode" : decode == 0 ? "prefill" : "mixed";
    event("X", step.replica()).text(",\"name\":\"").text(name).text("\",\"ts\":");
    out.micros(step.beginPicos()).text(",\"dur\":").micros(step.picos());
    out.text(",\"args\":{\"step\":").whole(step.number());
    out.text(",\"prompt_tokens\":").whole(prompt).text(",\"decode_tokens\":").whole(decode);
    out.text(",\"context_tokens_of_slowest_rank\":").whole(step.decodingContextTokens());
    out.text("}}");
    counter("requests", step).text("\"running\":").whole(step.running());
    out.text(",\"waiting\":").whole(step.waiting()).text("}}");
    counter("KV blocks", step).text("\"taken\":").whole(step.usedBlocks()).text("}}");
  }

  private TextBuffer counter(String name, StepView step) {
    event("C", step.replica()).text(",\"name\":\"").text(name).text("\",\"ts\":");
    return out.micros(step.beginPicos()).text(",\"args\":{");
  }

  @Override
  public void finished(RequestView request) {
    if (window.overlaps(request.sentPicos(), request.finishPicos())) {
      open(request, "request", request.sentPicos());
      phases(request);
      close(request, "request", request.finishPicos());
    }
  }

  /** A request that has not ended has slices without an end: they last as long as the trace. */
  @Override
  public void unfinished(RequestView request) {
    if (window.overlaps(request.sentPicos(), Long.MAX_VALUE)) {
      open(request, "request", request.sentPicos());
      phases(request);
    }
  }

  @Override
  public void rejected(
      long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection reason) {
    // It was never in a replica.
  }

  private void phases(RequestView request) {
    long scheduled = request.scheduledPicos();
    long first = request.firstTokenPicos();
    long finish = request.finishPicos();
    open(request, "queued", request.sentPicos());
    if (scheduled >= 0) {
      close(request, "queued", scheduled);
      open(request, "prefill", scheduled);
    }
    if (first >= 0) {
      close(request, "prefill", first);
      open(request, "decode", first);
    }
    if (finish >= 0) {
      close(request, "decode", finish);
    }
  }

  private void open(RequestView request, String name, long picos) {
    async("b", request, name, picos);
    out.text(",\"args\":{\"prompt_tokens\":").whole(request.promptTokens());
    out.text(",\"output_tokens\":").whole(request.emittedTokens());
    out.text(",\"preemptions\":").whole(request.preemptions());
    out.text(",\"rank\":").whole(request.rank()).text("}}");
  }

  private void close(RequestView request, String name, long picos) {
    async("e", request, name, picos);
    out.text("}");
  }

  private void async(String phase, RequestView request, String name, long picos) {
    event(phase, request.replica()).text(",\"cat\":\"request\",\"id\":").whole(request.id());
    out.text(",\"name\":\"").text(name).text("\",\"ts\":").micros(picos);
  }

  private TextBuffer event(String phase, int replica) {
    out.text(separator).text("{\"ph\":\"").text(phase).text("\",\"pid\":").whole(replica);
    separator = ",\n";
    return out.text(",\"tid\":0");
  }

  @Override
  public void close() {
    out.text("\n]}\n");
    out.close();
  }
}
