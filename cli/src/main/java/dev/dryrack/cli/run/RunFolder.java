package dev.dryrack.cli.run;

import dev.dryrack.cli.process.OutputException;
import dev.dryrack.cli.process.ResultWriter;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.JsonText;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder that a run leaves behind: {@code manifest.json} (what was asked, with hashes of the
 * files that were read), {@code report.json} and, if asked for, {@code requests.csv}.
 */
public final class RunFolder {

  private static final String SCHEMA = "dryrack-manifest/1";
  private static final int BUFFER = 1 << 16;

  private final Path folder;

  /** Makes the folder, if it is not there. */
  public RunFolder(Path folder) {
    this.folder = folder;
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException("--out " + folder + ": is a file; name a directory");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new OutputException(folder.toString(), e);
    }
  }

  /** Opens the file of requests. */
  public RequestLog requests() {
    Path file = folder.resolve("requests.csv");
    try {
      return new RequestLog(file);
    } catch (IOException e) {
      throw new OutputException(file.toString(), e);
    }
  }

  /** Writes what was asked and what came out. */
  public void write(Scenario scenario, List<Path> inputs, Report report) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schema", SCHEMA);
    manifest.put("dryrack", Version.number());
    Map<String, Object> settings = new LinkedHashMap<>();
    for (Setting<?> setting : scenario.settings()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("value", setting.print());
      row.put("from", setting.origin().text());
      settings.put(setting.key().path(), row);
    }
    manifest.put("settings", settings);
    List<Object> files = new ArrayList<>();
    for (Path input : inputs) {
      files.add(describe(input));
    }
    manifest.put("inputs", files);
    write("manifest.json", JsonText.of(manifest));
    write("report.json", JsonText.of(report.facts()));
  }

  private void write(String name, String text) {
    Path file = folder.resolve(name);
    try (ResultWriter writer = new ResultWriter(file.toString(), Files.newOutputStream(file))) {
      writer.write(text);
    } catch (IOException e) {
      throw new OutputException(file.toString(), e);
    }
  }

  private static Map<String, Object> describe(Path file) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", file.toString());
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      long bytes = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        bytes += read;
      }
      facts.put("bytes", bytes);
      facts.put("sha256", HexFormat.of().formatHex(digest.digest()));
    } catch (IOException | NoSuchAlgorithmException e) {
      facts.put("unreadable", String.valueOf(e.getMessage()));
    }
    return facts;
  }
}
