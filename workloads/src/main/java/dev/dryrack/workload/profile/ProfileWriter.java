package dev.dryrack.workload.profile;

import dev.dryrack.workload.synthetic.ArrivalProcess;
import dev.dryrack.workload.synthetic.ClientMix;
import dev.dryrack.workload.synthetic.Load;
import dev.dryrack.workload.synthetic.Modulation;
import dev.dryrack.workload.synthetic.Modulation.Wander;
import dev.dryrack.workload.synthetic.QuantileTable;
import dev.dryrack.workload.synthetic.Quantiles;
import dev.dryrack.workload.synthetic.RateCurve;
import dev.dryrack.workload.synthetic.ReuseProfile;
import dev.dryrack.workload.synthetic.SessionLoad;
import dev.dryrack.workload.synthetic.SessionSketch.Break;
import dev.dryrack.workload.synthetic.SessionSketch.Stretch;
import dev.dryrack.workload.synthetic.SketchedContexts;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * Writes profiles as {@link ProfileFile} reads them: those of quantile tables, steps of rate and
 * sketches of sessions, which is what fitting makes.
 */
final class ProfileWriter {

  private final JsonGenerator json;

  private ProfileWriter(JsonGenerator json) {
    this.json = json;
  }

  static void write(LoadProfile profile, OutputStream out) throws IOException {
    try (JsonGenerator json =
        ProfileFile.FACTORY.createGenerator(
            ObjectWriteContext.empty(), new Unclosed(out), JsonEncoding.UTF8)) {
      new ProfileWriter(json).write(profile);
    }
  }

  private void write(LoadProfile profile) {
    json.writeStartObject();
    json.writeNumberProperty(ProfileFile.VERSION, 1);
    json.writeStringProperty("name", profile.name());
    json.writeStringProperty("source", profile.source());
    Load load = profile.load();
    if (load instanceof SyntheticLoad requests) {
      json.writeName("requests");
      requests(requests);
    } else if (load instanceof ClientMix mix) {
      json.writeName("clients");
      json.writeStartArray();
      for (SyntheticLoad client : mix.clients()) {
        json.writeRaw('\n');
        requests(client);
      }
      json.writeEndArray();
    } else if (load instanceof SessionLoad sessions) {
      json.writeName("sessions");
      sessions(sessions);
    } else {
      throw unwritable();
    }
    json.writeRaw('\n');
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private static IllegalArgumentException unwritable() {
    return new IllegalArgumentException("a profile holds only what fitting makes");
  }

  private void requests(SyntheticLoad load) {
    json.writeStartObject();
    arrivals(load.arrivals());
    table("input_tokens", load.inputTokens());
    table("output_tokens", load.outputTokens());
    number("rank_correlation", load.rankCorrelation());
    ReuseProfile reuse = load.reuse();
    if (reuse != null) {
      reuse(reuse);
    }
    json.writeEndObject();
  }

  private void arrivals(ArrivalProcess arrivals) {
    RateCurve curve = arrivals.curve();
    if (!curve.isSteps()) {
      throw unwritable();
    }
    json.writeName("arrivals");
    json.writeStartObject();
    number("per_second", arrivals.requestsPerSecond());
    json.writeStringProperty("gaps", arrivals.gaps().name().toLowerCase(Locale.ROOT));
    number("gap_shape", arrivals.shape());
    number("segment_seconds", curve.endSeconds(0));
    json.writeName("relative_rates");
    json.writeStartArray();
    for (int piece = 0; piece < curve.pieces(); piece++) {
      value(curve.startRate(piece));
    }
    json.writeEndArray();
    json.writeName("wander");
    json.writeStartArray();
    for (Modulation modulation : arrivals.modulations()) {
      if (!(modulation instanceof Wander wander)) {
        throw unwritable();
      }
      json.writeStartArray();
      value(wander.intervalSeconds());
      value(wander.variation());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void reuse(ReuseProfile reuse) {
    json.writeName("reuse");
    json.writeStartObject();
    json.writeNumberProperty("block_tokens", reuse.blockTokens());
    json.writeNumberProperty("shared_blocks", reuse.sharedBlocks());
    number("shared_fraction", reuse.sharedFraction());
    number("follow_fraction", reuse.followFraction());
    table("follow_input_tokens", reuse.followInputTokens());
    table("growth_tokens", reuse.growthTokens());
    table("gap_seconds", reuse.gapSeconds());
    table("repeated_fraction", reuse.repeatedFraction());
    number("growth_correlation", reuse.growthCorrelation());
    number("gap_correlation", reuse.gapCorrelation());
    json.writeEndObject();
  }

  private void sessions(SessionLoad load) {
    if (!(load.contexts() instanceof SketchedContexts contexts)
        || load.systemPrompts().tokens() > 0) {
      throw unwritable();
    }
    json.writeStartObject();
    arrivals(load.sessionArrivals());
    json.writeNumberProperty("block_tokens", load.blockTokens());
    json.writeNumberProperty("closed_loop", load.closedLoop() ? 1 : 0);
    table("output_tokens", load.outputTokens());
    table("relative_growth", contexts.relativeGrowth());
    table("relative_time", contexts.relativeTime());
    table("pause_fraction", contexts.pauseFraction());
    number("output_correlation", contexts.outputCorrelation());
    json.writeName("stretches");
    json.writeStartArray();
    for (int session = 0; session < contexts.sketches().size(); session++) {
      for (Stretch stretch : contexts.sketches().get(session).stretches()) {
        json.writeStartArray();
        json.writeNumber(session);
        json.writeNumber(stretch.turns());
        json.writeNumber(stretch.basis());
        json.writeNumber(stretch.repeatedTokens());
        stretch.prompts().forEach(json::writeNumber);
        stretch.seconds().forEach(this::tenths);
        json.writeEndArray();
      }
    }
    json.writeEndArray();
    json.writeName("breaks");
    json.writeStartArray();
    for (int session = 0; session < contexts.sketches().size(); session++) {
      for (Break pause : contexts.sketches().get(session).breaks()) {
        json.writeStartArray();
        json.writeNumber(session);
        json.writeNumber(pause.turn());
        tenths(pause.seconds());
        json.writeEndArray();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void table(String name, Quantiles quantiles) {
    if (!(quantiles instanceof QuantileTable table)) {
      throw unwritable();
    }
    json.writeName(name);
    json.writeStartArray();
    for (int point = 0; point < table.points(); point++) {
      json.writeStartArray();
      value(table.fraction(point));
      value(table.value(point));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void tenths(double seconds) {
    value(Math.rint(seconds * 10) / 10);
  }

  private void number(String name, double value) {
    json.writeName(name);
    value(value);
  }

  /** A number rounded to 9 decimal places, which keeps files short; whole ones without a point. */
  private void value(double value) {
    double rounded = Math.abs(value) < 1e6 ? Math.rint(value * 1e9) / 1e9 : value;
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
      json.writeNumber((long) rounded);
    } else {
      json.writeNumber(rounded);
    }
  }

  /** Hands bytes through and does not close what is below. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
