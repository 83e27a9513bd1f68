package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of agentic sessions. */
final class FolderTracesTest {

  private static final String SESSION =
      """
      {"id":"x","block_size":64,"hash_id_scope":"local","requests":[
        {"t":0,"type":"n","in":64,"out":5,"hash_ids":[7]},
        {"t":90.5,"type":"n","in":128,"out":5,"hash_ids":[7,8]}]}
      """;

  @TempDir Path folder;

  private List<String> read(TraceOptions options) throws IOException {
    try (SessionSource source = TraceFiles.open(folder, options)) {
      List<String> requests = new ArrayList<>();
      while (source.advance()) {
        requests.add(source.sessionId() + ": " + Traces.shown(source));
      }
      return requests;
    }
  }

  @Test
  void sessionsOfAFolderAreThoseOfOneFileInTheOrderOfTheirNames() throws IOException {
    Files.writeString(folder.resolve("b.json"), SESSION);
    Files.write(folder.resolve("a.json.gz"), Traces.gzip(Traces.bytes("\ufeff" + SESSION)));
    Files.write(folder.resolve("c.json.zst"), Traces.zstd(Traces.bytes(SESSION)));
    Files.writeString(folder.resolve("README.md"), "no session");
    List<String> folderRows = read(TraceOptions.DEFAULTS);
    assertThat(folderRows).hasSize(6);
    Path one = folder.resolve("all.jsonl");
    for (String part : List.of("a.json.gz", "b.json", "c.json.zst")) {
      Files.delete(folder.resolve(part));
    }
    Files.writeString(one, SESSION + SESSION + SESSION);
    assertThat(read(TraceOptions.DEFAULTS)).isEqualTo(folderRows);
  }

  @Test
  void aDefectIsNamedWithTheFileEvenWhereItShowsLater() throws IOException {
    Files.writeString(folder.resolve("a.json"), SESSION.replace("\"out\":5}", "\"out\":0}"));
    Files.writeString(
        folder.resolve("b.json"), "\n" + SESSION.replace("128,\"out\":5", "128,\"out\":0"));
    TraceOptions strict =
        TraceOptions.DEFAULTS.withBadLengths(
            TraceOptions.BadLength.REFUSE, TraceOptions.BadLength.REFUSE);
    assertThatThrownBy(() -> read(strict))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith(folder.resolve("b.json") + ":2: out '0' is not a length");
    Files.writeString(folder.resolve("b.json"), SESSION.replace("\"in\":64", "\"in\":6400"));
    assertThatThrownBy(() -> read(TraceOptions.DEFAULTS))
        .hasMessageStartingWith(folder.resolve("b.json") + ":1: request 0 hash_ids");
    Files.writeString(folder.resolve("b.json"), "{\"prompt\": 5}");
    assertThatThrownBy(() -> read(TraceOptions.DEFAULTS))
        .hasMessageStartingWith(folder.resolve("b.json") + ":1: is no agentic session");
    Files.writeString(folder.resolve("b.json"), "");
    assertThatThrownBy(() -> read(TraceOptions.DEFAULTS))
        .hasMessageStartingWith(folder.resolve("b.json") + ":1: the file is empty");
  }

  @Test
  void thePublicSessionsAreReadFromTheirFolder() throws IOException {
    Path samples = SharedData.file("traces/weka_samples");
    try (SessionSource source = TraceFiles.open(samples, TraceOptions.DEFAULTS)) {
      int sessions = 0;
      while (source.advance()) {
        sessions = Math.max(sessions, source.sessionId() + 1);
      }
      long requests = 0;
      try (var files = Files.list(samples)) {
        for (Path file : files.toList()) {
          requests += Files.readString(file).split("\"in\":", -1).length - 1L;
        }
      }
      assertThat(sessions).isEqualTo(10);
      assertThat(source.counts().read()).isEqualTo(requests);
    }
  }
}
