package dev.dryrack.workload.transform;

import dev.dryrack.workload.SessionSource;
import java.util.Arrays;

/**
 * Mooncake's JSON lines, with sessions as AIPerf has them. In the form for AIPerf a later turn's
 * length is that of its new text, and it has a delay or a time; where a prompt does not continue
 * the turn before (a context that was reset, a subagent) a session of its own begins. In the other
 * form each row counts its whole prompt, and says so with {@code "whole_prompt": true} where it has
 * a session.
 */
final class MooncakeWriter extends RowWriter {

  private static final int FORMAT_BLOCK_TOKENS = 512;

  private final boolean newTextOnly;

  /**
   * Of each session: tokens of the last turn's prompt and output, and how often it was restarted.
   */
  private long[] contextTokens = new long[0];

  private int[] restarts = new int[0];

  MooncakeWriter(boolean newTextOnly, SessionSource source, StringBuilder text) {
    super(source, text);
    this.newTextOnly = newTextOnly;
  }

  @Override
  void row() {
    int session = source.sessionId();
    if (session < 0) {
      start(source.previousRequest() >= 0);
      lengths(source.inputTokens());
      if (source.prefixRuns() > 0) {
        blocks(1, Long.MAX_VALUE);
      }
      text.append("}\n");
      return;
    }
    long last = replaceLast(session);
    boolean follows = last >= 0 && last == source.previousRequest();
    if (newTextOnly) {
      newText(session, last >= 0, follows);
    } else {
      start(!follows && source.previousRequest() >= 0);
      text.append(", \"session_id\": \"s").append(session).append("\", \"whole_prompt\": true");
      delay(follows);
      lengths(source.inputTokens());
      if (source.prefixRuns() > 0) {
        blocks(1, Long.MAX_VALUE);
      }
    }
    text.append("}\n");
  }

  private void start(boolean opens) {
    openedTurns += opens ? 1 : 0;
    text.append("{\"timestamp\": ");
    time(source.arrivalPicos(), PICOS_PER_MILLI, 0);
  }

  private void delay(boolean follows) {
    if (follows) {
      text.append(", \"delay\": ");
      time(source.delayPicos(), PICOS_PER_MILLI, 0);
    }
  }

  private void newText(int session, boolean later, boolean follows) {
    if (session >= restarts.length) {
      int size = Math.max(session + 1, restarts.length * 2);
      restarts = Arrays.copyOf(restarts, size);
      contextTokens = Arrays.copyOf(contextTokens, size);
    }
    long added = source.inputTokens() - contextTokens[session];
    boolean continues = later && added > 0;
    boolean waits = continues && follows;
    if (later && !continues) {
      restarts[session]++;
      restartedTurns++;
    }
    if (waits) {
      text.append("{\"session_id\": \"s").append(session);
    } else {
      start(source.previousRequest() >= 0);
      text.append(", \"session_id\": \"s").append(session);
    }
    if (restarts[session] > 0) {
      text.append('-').append(restarts[session]);
    }
    text.append('"');
    delay(waits);
    lengths(continues ? added : source.inputTokens());
    if (source.prefixRuns() > 0) {
      if (continues) {
        lostPrefixes++;
      } else {
        blocks(1, Long.MAX_VALUE);
      }
    }
    contextTokens[session] = (long) source.inputTokens() + source.outputTokens();
  }

  @Override
  int unstatedBlockTokens() {
    return source.blockTokens() == FORMAT_BLOCK_TOKENS ? 0 : source.blockTokens();
  }
}
