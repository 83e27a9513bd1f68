package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder as a trace: a ServeGen pool, whose format is one of several files, or agentic sessions
 * of kv-cache-tester, one a file. Files are taken in the order of their names.
 */
final class TraceFolder {

  private static final Pattern SESSION = Pattern.compile(".*\\.jsonl?(\\.gz|\\.zst)?");

  private TraceFolder() {}

  /** Rows of the folder; refuses one that holds no trace. */
  static TraceRows rowsOf(Path folder, TraceOptions options) throws IOException {
    List<Path> files = files(folder);
    if (files.stream().anyMatch(file -> ServeGenPool.isPart(nameOf(file)))) {
      ServeGenPool pool = new ServeGenPool();
      for (Path file : files) {
        if (ServeGenPool.isPart(nameOf(file))) {
          pool.read(TraceInput.open(file));
        }
      }
      files.removeIf(file -> ServeGenPool.isPart(nameOf(file)));
      return remarked(pool.rows(folder.toString(), options), files);
    }
    List<Path> others = new ArrayList<>(files);
    files.removeIf(file -> !SESSION.matcher(nameOf(file)).matches());
    others.removeAll(files);
    if (files.isEmpty()) {
      throw new TraceException(
          folder
              + ": is a directory that holds neither a ServeGen pool (chunk-0-trace.csv,"
              + " chunk-0-dataset.json, ...) nor agentic sessions (*.json); give a trace file");
    }
    TraceInput first = FormatDetector.openAgentic(files.get(0));
    return remarked(new AgenticRows(first, options, files.subList(1, files.size())), others);
  }

  /** Remarks the files that are not read, but for those that begin with a dot. */
  private static TraceRows remarked(TraceRows rows, List<Path> notRead) {
    for (Path file : notRead) {
      if (!nameOf(file).startsWith(".")) {
        rows.unknown.note("file " + nameOf(file));
      }
    }
    return rows;
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static List<Path> files(Path folder) throws TraceException {
    try (Stream<Path> all = Files.list(folder)) {
      return new ArrayList<>(all.filter(Files::isRegularFile).sorted().toList());
    } catch (IOException e) {
      throw new TraceException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
