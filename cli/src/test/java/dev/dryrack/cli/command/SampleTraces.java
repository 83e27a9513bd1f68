package dev.dryrack.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small traces: one with lengths alone, one with prefix blocks, one with sessions. */
final class SampleTraces {

  private SampleTraces() {}

  /** Writes azure.csv, blocks.jsonl and sessions.jsonl into a folder. */
  static void write(Path folder) throws IOException {
    StringBuilder azure = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
    for (int second = 0; second < 300; second++) {
      azure.append(
          String.format(
              java.util.Locale.ROOT,
              "2024-05-10 00:%02d:%02d.000000+00:00,%d,%d%n",
              second / 60,
              second % 60,
              100 + second,
              10 + second % 7));
    }
    Files.writeString(folder.resolve("azure.csv"), azure.toString().replace("\r", ""));
    StringBuilder blocks = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      blocks.append("{\"timestamp\": ").append(i / 3 * 3000);
      blocks.append(", \"input_length\": 1024, \"output_length\": 5, \"hash_ids\": [0, ");
      blocks.append(i % 4 + 1).append("]}\n");
    }
    Files.writeString(folder.resolve("blocks.jsonl"), blocks);
    StringBuilder turns = new StringBuilder();
    for (int turn = 0; turn < 10; turn++) {
      for (int session = 0; session < 20; session++) {
        turns.append("{\"session_id\": \"s").append(session).append("\", ");
        turns.append(turn == 0 ? "\"timestamp\": " + session * 100 : "\"delay\": 500");
        turns.append(", \"input_length\": 100, \"output_length\": 5}\n");
      }
    }
    Files.writeString(folder.resolve("sessions.jsonl"), turns);
  }
}
