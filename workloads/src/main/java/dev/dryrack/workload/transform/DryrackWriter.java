package dev.dryrack.workload.transform;

import dev.dryrack.workload.SessionSource;

/** dryrack's own JSON lines: everything that a source knows. */
final class DryrackWriter extends RowWriter {

  DryrackWriter(SessionSource source, StringBuilder text) {
    super(source, text);
  }

  @Override
  void row() {
    text.append("{\"arrival_s\": ");
    time(source.arrivalPicos(), PICOS_PER_SECOND, 0);
    text.append(", \"input_tokens\": ").append(source.inputTokens());
    text.append(", \"output_tokens\": ").append(source.outputTokens());
    if (source.sessionId() >= 0) {
      text.append(", \"session\": ").append(source.sessionId());
      text.append(", \"turn\": ").append(source.turn());
    }
    if (source.previousRequest() >= 0) {
      text.append(", \"after\": ").append(source.previousRequest());
      text.append(", \"delay_s\": ");
      time(source.delayPicos(), PICOS_PER_SECOND, 0);
    }
    if (source.prefixRuns() > 0) {
      text.append(", \"block_tokens\": ").append(source.blockTokens());
      text.append(", \"prefix_runs\": [");
      for (int run = 0; run < source.prefixRuns(); run++) {
        text.append(run == 0 ? "[" : ", [").append(source.prefixRunStart(run));
        text.append(", ").append(source.prefixRunLength(run)).append(']');
      }
      text.append(']');
    }
    text.append("}\n");
  }
}
