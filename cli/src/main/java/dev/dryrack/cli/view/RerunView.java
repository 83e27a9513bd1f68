package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.records.Manifest;
import dev.dryrack.cli.records.RunFolder;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether a run made again gave the same files. */
public final class RerunView {

  /**
   * A file of both runs.
   *
   * @param file its name in the directory
   * @param verdict {@code same} or {@code differs}
   */
  public record Row(String file, String verdict) {

    /** Whether it came out the same. */
    public boolean same() {
      return verdict.equals("same");
    }
  }

  private RerunView() {}

  /** Compares the hashes of results, and the manifests byte by byte. */
  public static List<Row> compare(Manifest first, Path firstFolder, Path secondFolder) {
    Manifest second = Manifest.read(secondFolder.resolve(RunFolder.MANIFEST));
    List<Row> rows = new ArrayList<>();
    first
        .results()
        .forEach(
            (file, hash) ->
                rows.add(
                    new Row(file, hash.equals(second.results().get(file)) ? "same" : "differs")));
    rows.add(new Row(RunFolder.MANIFEST, manifests(firstFolder, secondFolder)));
    return rows;
  }

  private static String manifests(Path first, Path second) {
    try {
      long mismatch =
          Files.mismatch(first.resolve(RunFolder.MANIFEST), second.resolve(RunFolder.MANIFEST));
      return mismatch < 0 ? "same" : "differs";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A line per file. */
  public static Report of(List<Row> rows) {
    Table table = new Table("file", "verdict");
    List<Object> files = new ArrayList<>();
    boolean same = true;
    for (Row row : rows) {
      table.row(row.file(), row.verdict());
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("file", row.file());
      facts.put("same", row.same());
      files.add(facts);
      same &= row.same();
    }
    return new Report()
        .line(same ? "SAME: every file, byte for byte." : "DIFFERENT: see the files below.")
        .table(table)
        .data(table)
        .fact("schema", "dryrack-rerun/1")
        .fact("dryrack", Version.number())
        .fact("same", same)
        .fact("files", files);
  }
}
