package dev.dryrack.workload.transform;

import dev.dryrack.workload.SessionSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes requests as a trace in a format that {@code TraceFiles} reads back. */
public final class TraceConverter {

  private static final int FLUSH_AT = 1 << 16;

  /** The formats that can be written. */
  public enum Format {
    /** Azure 2024's CSV, beginning on 1970-01-01: times and lengths. */
    AZURE_CSV,
    /** Vidur's CSV: times and lengths. */
    VIDUR_CSV,
    /** BurstGPT v3's CSV: times, lengths and sessions. */
    BURSTGPT_CSV,
    /**
     * Mooncake's JSON lines, with AIPerf's sessions and delays where there are any. A row with a
     * session carries {@code "whole_prompt": true}, for AIPerf itself would take its length as new
     * text.
     */
    MOONCAKE_JSONL,
    /** AIPerf's JSON lines (also Dynamo's): later turns of a session with their new text. */
    AIPERF_JSONL,
    /** Qwen-Bailian's JSON lines: times, lengths, chains, blocks of 16 tokens. */
    BAILIAN_JSONL,
    /** dryrack's own JSON lines: everything. */
    DRYRACK_JSONL
  }

  /**
   * What was written.
   *
   * @param requests rows
   * @param lostSessions rows whose session the format cannot hold
   * @param lostPrefixes rows whose prefix blocks the format cannot hold
   * @param openedTurns rows whose wait for another one the format cannot hold, which now arrive at
   *     their nominal times
   * @param restartedTurns rows that do not continue the text of their session, and now begin one of
   *     their own
   * @param unstatedBlockTokens size of the blocks written, where the format does not say it and its
   *     readers expect another; 0 elsewhere
   */
  public record Written(
      long requests,
      long lostSessions,
      long lostPrefixes,
      long openedTurns,
      long restartedTurns,
      int unstatedBlockTokens) {}

  private TraceConverter() {}

  /**
   * Writes all requests that a source still has.
   *
   * @param out is flushed, not closed
   */
  public static Written write(SessionSource source, Format format, OutputStream out)
      throws IOException {
    StringBuilder text = new StringBuilder();
    RowWriter writer = writer(format, source, text);
    writer.header();
    while (source.advance()) {
      writer.row();
      writer.rows++;
      if (text.length() >= FLUSH_AT) {
        drain(text, out);
      }
    }
    drain(text, out);
    out.flush();
    return new Written(
        writer.rows,
        writer.lostSessions,
        writer.lostPrefixes,
        writer.openedTurns,
        writer.restartedTurns,
        writer.unstatedBlockTokens());
  }

  private static RowWriter writer(Format format, SessionSource source, StringBuilder text) {
    return switch (format) {
      case AZURE_CSV, VIDUR_CSV, BURSTGPT_CSV -> new CsvWriter(format, source, text);
      case MOONCAKE_JSONL -> new MooncakeWriter(false, source, text);
      case AIPERF_JSONL -> new MooncakeWriter(true, source, text);
      case BAILIAN_JSONL -> new BailianWriter(source, text);
      case DRYRACK_JSONL -> new DryrackWriter(source, text);
    };
  }

  private static void drain(StringBuilder text, OutputStream out) throws IOException {
    out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
    text.setLength(0);
  }
}
