package dev.dryrack.workload.transform;

import dev.dryrack.workload.SessionSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Writes requests as a trace in a public format that {@code TraceFiles} reads back. Times are
 * written exactly, to the picosecond where need be.
 */
public final class TraceConverter {

  private static final long PICOS_PER_SECOND = 1_000_000_000_000L;
  private static final long PICOS_PER_MILLI = 1_000_000_000L;
  private static final int FLUSH_AT = 1 << 16;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** The formats that can be written. */
  public enum Format {
    /** Azure 2024's CSV, beginning on 1970-01-01: times and lengths. */
    AZURE_CSV,
    /** Vidur's CSV: times and lengths. */
    VIDUR_CSV,
    /**
     * Mooncake's JSON lines, with AIPerf's sessions and delays where there are any: everything. A
     * row with a session carries {@code "whole_prompt": true}, for AIPerf itself would take its
     * length as new text.
     */
    MOONCAKE_JSONL
  }

  /**
   * What was written.
   *
   * @param requests rows
   * @param lostSessions rows whose session the format cannot hold
   * @param lostPrefixes rows whose prefix blocks the format cannot hold
   * @param openedTurns rows that waited for a request other than the last one of their session, and
   *     now arrive at their nominal times
   */
  public record Written(long requests, long lostSessions, long lostPrefixes, long openedTurns) {}

  private final SessionSource source;
  private final OutputStream out;
  private final StringBuilder row = new StringBuilder();
  private long[] lastOfSession = new long[0];
  private long requests;
  private long lostSessions;
  private long lostPrefixes;
  private long openedTurns;

  private TraceConverter(SessionSource source, OutputStream out) {
    this.source = source;
    this.out = out;
  }

  /**
   * Writes all requests that a source still has.
   *
   * @param out is flushed, not closed
   */
  public static Written write(SessionSource source, Format format, OutputStream out)
      throws IOException {
    return new TraceConverter(source, out).write(format);
  }

  private Written write(Format format) throws IOException {
    switch (format) {
      case AZURE_CSV -> row.append("TIMESTAMP,ContextTokens,GeneratedTokens\n");
      case VIDUR_CSV -> row.append("arrived_at,num_prefill_tokens,num_decode_tokens\n");
      case MOONCAKE_JSONL -> {}
    }
    while (source.advance()) {
      if (format == Format.MOONCAKE_JSONL) {
        json();
      } else {
        csv(format);
      }
      requests++;
      if (row.length() >= FLUSH_AT) {
        drain();
      }
    }
    drain();
    out.flush();
    return new Written(requests, lostSessions, lostPrefixes, openedTurns);
  }

  private void drain() throws IOException {
    out.write(row.toString().getBytes(StandardCharsets.US_ASCII));
    row.setLength(0);
  }

  private void csv(Format format) {
    long time = source.arrivalPicos();
    if (format == Format.AZURE_CSV) {
      row.append(
          SECONDS.format(LocalDateTime.ofEpochSecond(time / PICOS_PER_SECOND, 0, ZoneOffset.UTC)));
      fraction(time % PICOS_PER_SECOND, 12, 6);
      row.append("+00:00");
    } else {
      row.append(time / PICOS_PER_SECOND);
      fraction(time % PICOS_PER_SECOND, 12, 1);
    }
    row.append(',').append(source.inputTokens()).append(',').append(source.outputTokens());
    row.append('\n');
    lostSessions += source.sessionId() >= 0 ? 1 : 0;
    lostPrefixes += source.prefixRuns() > 0 ? 1 : 0;
  }

  /** Appends a fraction of so many digits without its trailing zeros beyond the least digits. */
  private void fraction(long value, int digits, int least) {
    if (value == 0 && least == 0) {
      return;
    }
    int start = row.length() + 1;
    row.append('.').append(value);
    while (row.length() - start < digits) {
      row.insert(start, '0');
    }
    int end = row.length();
    while (end - start > least && row.charAt(end - 1) == '0') {
      end--;
    }
    row.setLength(end);
  }

  private void json() {
    row.append("{\"timestamp\": ");
    milliseconds(source.arrivalPicos());
    int session = source.sessionId();
    if (session >= 0) {
      row.append(", \"session_id\": \"s").append(session).append("\", \"whole_prompt\": true");
      long last = lastOf(session);
      if (source.previousRequest() >= 0) {
        if (last == source.previousRequest()) {
          row.append(", \"delay\": ");
          milliseconds(source.delayPicos());
        } else {
          openedTurns++;
        }
      }
      lastOfSession[session] = requests;
    }
    row.append(", \"input_length\": ").append(source.inputTokens());
    row.append(", \"output_length\": ").append(source.outputTokens());
    if (source.prefixRuns() > 0) {
      blocks();
    }
    row.append("}\n");
  }

  private void milliseconds(long picos) {
    row.append(picos / PICOS_PER_MILLI);
    fraction(picos % PICOS_PER_MILLI, 9, 0);
    if (row.charAt(row.length() - 1) == '.') {
      row.setLength(row.length() - 1);
    }
  }

  private void blocks() {
    row.append(", \"hash_ids\": [");
    String separator = "";
    for (int run = 0; run < source.prefixRuns(); run++) {
      long start = source.prefixRunStart(run);
      for (int i = 0; i < source.prefixRunLength(run); i++) {
        row.append(separator).append(start + i);
        separator = ", ";
      }
    }
    row.append(']');
  }

  private long lastOf(int session) {
    if (session >= lastOfSession.length) {
      int known = lastOfSession.length;
      lastOfSession = Arrays.copyOf(lastOfSession, Math.max(session + 1, known * 2));
      Arrays.fill(lastOfSession, known, lastOfSession.length, -1);
    }
    return lastOfSession[session];
  }
}
