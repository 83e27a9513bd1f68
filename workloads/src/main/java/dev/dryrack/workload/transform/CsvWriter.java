package dev.dryrack.workload.transform;

import dev.dryrack.workload.SessionSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Rows of the comma-separated formats of Azure 2024, Vidur and BurstGPT v3. */
final class CsvWriter extends RowWriter {

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final TraceConverter.Format format;

  CsvWriter(TraceConverter.Format format, SessionSource source, StringBuilder text) {
    super(source, text);
    this.format = format;
  }

  @Override
  void header() {
    text.append(
        switch (format) {
          case AZURE_CSV -> "TIMESTAMP,ContextTokens,GeneratedTokens\n";
          case VIDUR_CSV -> "arrived_at,num_prefill_tokens,num_decode_tokens\n";
          default ->
              "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,"
                  + "Total tokens,Log Type\n";
        });
  }

  @Override
  void row() {
    switch (format) {
      case AZURE_CSV -> azureTime(source.arrivalPicos());
      case VIDUR_CSV -> time(source.arrivalPicos(), PICOS_PER_SECOND, 1);
      default -> time(source.arrivalPicos(), PICOS_PER_SECOND, 0);
    }
    boolean session = source.sessionId() >= 0;
    if (format == TraceConverter.Format.BURSTGPT_CSV) {
      text.append(session ? ",s" + source.sessionId() : ",").append(",,unknown");
      openedTurns += source.previousRequest() >= 0 ? 1 : 0;
    } else {
      lostSessions += session ? 1 : 0;
    }
    text.append(',').append(source.inputTokens()).append(',').append(source.outputTokens());
    if (format == TraceConverter.Format.BURSTGPT_CSV) {
      text.append(',').append((long) source.inputTokens() + source.outputTokens());
      text.append(session ? ",Conversation log" : ",API log");
    }
    text.append('\n');
    lostPrefixes += source.prefixRuns() > 0 ? 1 : 0;
  }

  private void azureTime(long picos) {
    text.append(
        SECONDS.format(LocalDateTime.ofEpochSecond(picos / PICOS_PER_SECOND, 0, ZoneOffset.UTC)));
    fraction(picos % PICOS_PER_SECOND, PICOS_PER_SECOND, 6);
    text.append("+00:00");
  }
}
